"""The one description of a row: tables, derived columns, measures and dimensions, frozen."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from data import tables, tables_market, tables_optional, vocabularies
from data.columns import Code, Column, Dimension, Measure, Table, columns
from data.written import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BUCKETS_PER_E",
    "CONTRIBUTION_PARTS",
    "DERIVED",
    "DIMENSIONS",
    "IDENTITY_COLUMNS",
    "LADDERS",
    "MEASURES",
    "PLACES",
    "SCHEMES",
    "TABLES",
    "TIERS_BY_TYPE",
    "WRITTEN",
    "Code",
    "Column",
    "Dimension",
    "Measure",
    "Table",
    "bucket_sql",
    "place_sql",
]

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for module in (tables, tables_optional, tables_market)
        for table in vars(module).values()
        if isinstance(table, Table)
    }
)

CONTRIBUTION_PARTS = ("nii_deposit", "nii_loan", "fee_income", "cost_to_serve", "expected_loss")
"""The income columns a month's contribution adds up from; the last two are subtracted."""

IDENTITY_COLUMNS = ("display_name", "phone")
"""Kept in a file of their own, joined for display and search only."""

TIERS_BY_TYPE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "personal": ("mass", "mass_affluent", "affluent", "vip"),
        "corporate": ("basic", "growth", "priority", "strategic"),
        "institution": ("basic", "growth", "priority", "strategic"),
    }
)

SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "TIER": "tier",
        "VALUE3": "value3",
        "ACT3": "activity",
        "INC3": "income_band",
        "GRADE": "grade",
    }
)
"""Schemes a customer has a level in, and the column of the fact that holds it."""

LADDERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"TIER": TIERS_BY_TYPE}
    | {
        scheme: MappingProxyType(dict.fromkeys(TIERS_BY_TYPE, tuple(code.value for code in codes)))
        for scheme, codes in (
            ("VALUE3", vocabularies.VALUE3),
            ("ACT3", vocabularies.ACT3),
            ("INC3", vocabularies.INC3),
            ("GRADE", vocabularies.GRADE),
        )
    }
)
"""Scheme -> customer type -> the codes of its levels, lowest first."""

PLACES = 16
"""Room for the levels of one customer type where a level is written as one number."""


def place_sql(scheme: str) -> str:
    """Return the SQL of a row's place: its type's number times PLACES plus the level's, from 0.

    Who has no level stands after the highest. Numbers group and join twice as fast as words.
    """
    kinds = " ".join(
        f"when '{kind}' then {number * PLACES}" for number, kind in enumerate(TIERS_BY_TYPE)
    )
    ladders = set(LADDERS[scheme].values())
    levels = " ".join(
        f"when '{code}' then {place}"
        for codes in sorted(ladders)
        for place, code in enumerate(codes)
    )
    highest = max(map(len, ladders))
    return (
        f"cast(case customer_type {kinds} end "
        f"+ case {SCHEMES[scheme]} {levels} else {highest} end as tinyint)"
    )


DERIVED: Mapping[str, Column] = MappingProxyType(
    {
        column.name: column
        for column in columns(
            """
deposit_mavg | money | | Deposits, monthly average | 存款月日均 |
contribution | money | | Contribution of the month | 当月综合贡献 |
contribution_ttm | money | | Contribution, 12 months | 近12个月综合贡献 |
tier | code TIER | | Customer tier | 客户层级 |
tier_raw | code TIER | | Tier before protection | 保级前层级 |
tier_below_count | integer | | Months below the limit | 低于门槛月数 |
tier_watch | flag | | Watch | 关注 |
value3 | code VALUE3 | | Value class | 价值分类 |
activity | code ACT3 | | Activity | 活跃度 |
income_band | code INC3 | | Income band | 收入层次 |
value_score | number | | Value score | 价值得分 |
grade | code GRADE | | Composite grade | 综合等级 |
rfm | text | | RFM | RFM |
abc_class | code ABC | | Class in the branch | 网点客户分类 |
depth | code DEPTH | | Depth of relationship | 关系深度 |
is_valid | flag | | Valid customer | 有效客户 |
first_seen | date | | Known since | 最早数据日期 |
segment | text | | Segment | 客群 |
sign | code SIGN | | Sign of contribution | 贡献正负 |
""",
            tables.WORDS,
        )
    }
)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                name=name,
                columns=(name,),
                en=column.en,
                zh=column.zh,
                nature="flow" if name.startswith("contribution") else "balance",
            )
            for name, column in (
                (name, DERIVED.get(name) or tables.CUSTOMER_SNAPSHOT.column(name))
                for name in (
                    "contribution_ttm",
                    "contribution",
                    "aum_mavg",
                    "aum_eop",
                    "deposit_mavg",
                    "dep_demand_mavg",
                    "dep_time_mavg",
                    "wealth_mavg",
                    "other_aum_mavg",
                    "loan_mavg",
                )
            )
        )
    }
)


def _on_customer(name: str, *, more: bool = True) -> Dimension:
    column = tables.CUSTOMER.column(name)
    return Dimension(
        name=name,
        home="customer",
        kind=column.kind,
        en=column.en,
        zh=column.zh,
        part="population",
        more=more,
        codes=column.codes,
    )


def _on_fact(column: Column, *, territory: bool = False, more: bool = True) -> Dimension:
    return Dimension(
        name=column.name,
        home="fact",
        kind=column.kind,
        en=column.en,
        zh=column.zh,
        part="territory" if territory else "population",
        more=more,
        codes=column.codes,
    )


_SNAPSHOT = tables.CUSTOMER_SNAPSHOT
_AREA = tables_optional.BRANCH.column("area")

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {
        dimension.name: dimension
        for dimension in (
            _on_fact(tables.CUSTOMER.column("customer_type"), more=False),
            _on_customer("service_group", more=False),
            _on_fact(_SNAPSHOT.column("branch_id"), territory=True, more=False),
            _on_fact(_SNAPSHOT.column("manager_id"), territory=True, more=False),
            Dimension(
                name="area",
                home="branch",
                kind="code",
                en=_AREA.en,
                zh=_AREA.zh,
                part="territory",
                more=True,
                codes=vocabularies.AREA,
            ),
            _on_fact(DERIVED["tier"], more=False),
            _on_fact(DERIVED["segment"], more=False),
            *(_on_customer(name) for name in ("institution_type", "family_stage")),
            _on_fact(DERIVED["income_band"]),
            *(
                _on_customer(name)
                for name in (
                    "motive",
                    "company_size",
                    "ownership",
                    "performance",
                    "traits",
                    "needs",
                )
            ),
            *(
                _on_fact(DERIVED[name])
                for name in ("grade", "value3", "activity", "abc_class", "depth", "sign")
            ),
            *(
                _on_customer(name)
                for name in (
                    "credit_grade",
                    "risk_tolerance",
                    "pursuit_stage",
                    "occupation_group",
                    "job_grade",
                    "gender",
                )
            ),
            _on_fact(_SNAPSHOT.column("official_tier")),
        )
    }
)
"""Every column a scope may name. `codes` columns hold lists: test them with list_contains."""

BUCKETS_PER_E = 200
"""Value buckets per factor e of an amount: each is half a percent wide. The cubes keep these."""


def bucket_sql(value: str) -> str:
    """Return the SQL of the bucket of `value`, a column of doubles; it rises with the amount.

    Positive amounts are in buckets above 0, zeros in 0, negative amounts below 0.
    """
    return f"sign({value}) * (1 + floor(ln(abs({value}) + 1) * {BUCKETS_PER_E}))"
