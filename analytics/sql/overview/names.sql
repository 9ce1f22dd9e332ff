-- What are branches and managers called? For labels; ids without a name do not appear.
-- Grain: one row per branch and manager. kind: branch_id or manager_id.
select 'branch_id' as kind, branch_id as value, name as label from branch where name is not null
union all
select 'manager_id' as kind, manager_id as value, name as label from manager where name is not null
