-- Which offers of ours and of rivals did the release know?
-- Grain: one row per version of an offer. Releases of earlier versions lack some columns.
select * from competitor_offer order by offer_id nulls last
