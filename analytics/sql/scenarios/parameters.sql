-- Which rates, margins and costs are in force at :at?
-- Grain: one row per parameter and date it applies from, up to :at; the last one is in force.
select name, cast(value as double) as value
from parameter
where effective_from <= :at
order by effective_from nulls last
