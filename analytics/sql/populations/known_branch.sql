-- Of how many branches is each fact of the branch file known?
-- Grain: one row; a column for each asked about. Of the whole bank, as for customers.
select {known}
from branch
