-- Of how many customers is each figure and class known?
-- Grain: one row; a column for each asked about. {rows}: open customers in scope.
select {known}
from {rows}
