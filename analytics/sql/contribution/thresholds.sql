-- From which size on is a change worth a word? The thresholds the release was derived with.
-- Grain: one row per parameter and date it applies from, up to :at; the last one is in force.
-- Shares 0-1, money in the release's currency.
select name, cast(value as double) as value
from parameter
where name in ('materiality', 'min_cell', 'big_move') and effective_from <= :at
order by effective_from nulls last
