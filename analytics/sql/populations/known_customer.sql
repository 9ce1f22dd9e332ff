-- Of how many customers is each fact of the customer file known?
-- Grain: one row; a column for each asked about. Of the whole bank: a menu of columns shows no
-- customer, and is the same for everybody.
select {known}
from customer
