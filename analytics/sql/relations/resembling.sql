-- Who behaves like another tier than the one they sit in?
-- Grain: one row per customer in scope of the type who does. {assigned}: d0 - d1 is the score of
-- behaviour. :sign 1: like a higher tier, -1: like a lower one. :tier_0 … :tier_3: tiers, the lowest
-- first. :high_1 …: the score from which one is like the tier above line 1 …, :low_1 …: up to which
-- like the one below; :intercept_1 …, :slope_1 …: the curve of similarity there; :line_1 …: the
-- line's amount in the release's currency. similarity: 0 to 1, gap: never below 0.
(
    select
        placed.*,
        case nearest_line
            when 1 then 1 / (1 + exp(-:sign * (:intercept_1 + :slope_1 * score)))
            when 2 then 1 / (1 + exp(-:sign * (:intercept_2 + :slope_2 * score)))
            else 1 / (1 + exp(-:sign * (:intercept_3 + :slope_3 * score)))
        end as similarity,
        case when :sign = 1 then nearest_line else nearest_line - 1 end as like_place,
        greatest(:sign * (line - amount), 0) as gap
    from (
        select
            lined.*,
            case nearest_line when 1 then :line_1 when 2 then :line_2 else :line_3 end as line
        from (
            select
                scored.*,
                case
                    when :sign = 1 and place < 3 and score >= :high_3 then 3
                    when :sign = 1 and place < 2 and score >= :high_2 then 2
                    when :sign = 1 and place < 1 and score >= :high_1 then 1
                    when :sign = -1 and place >= 1 and score <= :low_1 then 1
                    when :sign = -1 and place >= 2 and score <= :low_2 then 2
                    when :sign = -1 and place >= 3 and score <= :low_3 then 3
                end as nearest_line
            from (
                select
                    customer_key,
                    customer_type,
                    branch_id,
                    manager_id,
                    tier,
                    case tier when :tier_0 then 0 when :tier_1 then 1 when :tier_2 then 2
                        when :tier_3 then 3 end as place,
                    case
                        when :metric = 'aum_mavg' then cast(aum_mavg as double)
                        else cast(contribution_ttm as double)
                    end as amount,
                    d0 - d1 as score
                from {assigned}
            ) as scored
        ) as lined
    ) as placed
    where nearest_line is not null
)
