"""What a customer can be segmented by: the closed set of features, and which are off by default."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["money", "share", "count", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature. `sql`: a double over `s` (customer_snapshot) or `c` (customer), null where it is
    not known; for `code` the code itself.

    needs: columns that must be given. leaks: customer types whose tier is computed from it, so
    that segments would repeat the tiers. protected: describes who somebody is rather than what
    they do with the bank. usual: customer types for which it is on when nobody has chosen, unless
    it leaks or is protected.
    """

    name: str
    kind: Kind
    home: Literal["fact", "customer"]
    sql: str
    needs: tuple[str, ...]
    en: str
    zh: str
    leaks: tuple[str, ...] = ()
    protected: bool = False
    usual: tuple[str, ...] = ()


def _double(column: str) -> str:
    return f"cast(s.{column} as double)"


def _share(
    name: str, column: str, en: str, zh: str, usual: tuple[str, ...], *, of: str = "{aum}"
) -> Feature:
    """A share of the assets, or of `of`. Null in, null out: `greatest` alone would make it 0."""
    part = f"greatest({_double(column)}, 0.0)"
    whole = of.format(aum=f"greatest({_double('aum_mavg')}, 0.0)", part=part)
    return Feature(
        name=name, kind="share", home="fact", needs=(column, "aum_mavg"), en=en, zh=zh, usual=usual,
        sql=(
            f"case when s.{column} is null or s.aum_mavg is null then null "
            f"else least({part} / greatest({whole}, 1.0), 1.0) end"
        ),
    )  # fmt: skip


def _number(
    name: str,
    kind: Kind,
    en: str,
    zh: str,
    leaks: tuple[str, ...] = (),
    *,
    usual: tuple[str, ...] = (),
) -> Feature:
    return Feature(
        name=name, kind=kind, home="fact", sql=_double(name), needs=(name,), en=en, zh=zh,
        leaks=leaks, usual=usual,
    )  # fmt: skip


def _code(name: str, en: str, zh: str, *, protected: bool = False) -> Feature:
    return Feature(
        name=name, kind="code", home="customer", sql=f"c.{name}", needs=(name,), en=en, zh=zh,
        protected=protected,
    )  # fmt: skip


_PERSONAL = ("personal",)
_FIRM = ("corporate", "institution")
_ALL = (*_PERSONAL, *_FIRM)

# A personal tier is read off the assets; a firm's off its contribution, which balances bring.
FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        feature.name: feature
        for feature in (
            _share("demand_share", "dep_demand_mavg", "Demand deposits, share", "活期占比", _ALL),
            _share("time_share", "dep_time_mavg", "Time deposits, share", "定期占比", _ALL),
            _share("wealth_share", "wealth_mavg", "Wealth products, share", "理财占比", _ALL),
            _share(
                "other_share", "other_aum_mavg", "Fund and insurance, share", "基金保险占比", _ALL
            ),
            _share(
                "loan_share",
                "loan_mavg",
                "Loans, share of all business",
                "贷款占比",
                _FIRM,
                of="{part} + {aum}",
            ),
            _number("loan_mavg", "money", "Loans", "贷款", _FIRM, usual=_PERSONAL),
            _number("payroll_in", "money", "Payroll received", "代发工资", usual=_ALL),
            _number("txn_cnt_90d", "count", "Transactions in 90 days", "90天交易笔数", usual=_ALL),
            _number("digital_login_30d", "count", "Logins in 30 days", "30天登录次数", usual=_ALL),
            _number("product_cnt", "count", "Products held", "持有产品数"),
            _number("txn_amt_90d", "money", "Amount moved in 90 days", "90天交易金额"),
            _number("max_outflow", "money", "Largest outflow of a day", "单日最大流出"),
            _number("maturing_next_30d", "money", "Maturing within 30 days", "30天内到期"),
            _number("overdue_days", "count", "Days overdue", "逾期天数"),
            _number("aum_mavg", "money", "Assets, monthly average", "AUM月日均", _ALL),
            _number("dep_demand_mavg", "money", "Demand deposits", "活期存款", _ALL),
            _number("dep_time_mavg", "money", "Time deposits", "定期存款", _ALL),
            _number("wealth_mavg", "money", "Wealth products", "理财", _ALL),
            _number("other_aum_mavg", "money", "Fund and insurance", "基金保险", _ALL),
            _number(
                "contribution_ttm", "money", "Contribution, 12 months", "近12个月综合贡献", _FIRM
            ),
            Feature(
                name="annual_income",
                kind="money",
                home="customer",
                needs=("annual_income",),
                en="Annual income",
                zh="年收入",
                sql="cast(c.annual_income as double)",
            ),
            _code("service_group", "Serves", "服务对象"),
            _code("occupation_group", "Occupation", "职业"),
            _code("company_size", "Company size", "企业规模"),
            _code("family_stage", "Family stage", "家庭阶段", protected=True),
            _code("gender", "Gender", "性别", protected=True),
            Feature(
                name="age",
                kind="count",
                home="customer",
                needs=("birth_year",),
                en="Age",
                zh="年龄",
                protected=True,
                sql="cast(year(s.snapshot_date) - c.birth_year as double)",
            ),
        )
    }
)


def default_features(customer_type: str) -> tuple[str, ...]:
    """Return the features that are on when nobody has chosen, given or not."""
    return tuple(
        name
        for name, each in FEATURES.items()
        if customer_type in each.usual and not each.protected and customer_type not in each.leaks
    )


def feature_parts(names: Sequence[str]) -> dict[str, str]:
    """Return the pieces of SQL by which a question reads features as columns f0, f1, …

    features: the expressions over `s` and `c`, named. feature_counts: how many rows have each, as
    known_0, … features_known: whether a row has all. feature_customer: the join that gives `c`,
    empty when no feature needs it.
    """
    columns = [f"f{number}" for number in range(len(names))]
    expressions = [FEATURES[name].sql for name in names]
    joined = "left join customer as c on c.customer_key = s.customer_key"
    needed = any(FEATURES[name].home == "customer" for name in names)
    return {
        "features": ", ".join(
            f"{sql} as {column}" for sql, column in zip(expressions, columns, strict=True)
        ),
        "feature_counts": ", ".join(
            f"count({column}) as known_{number}" for number, column in enumerate(columns)
        ),
        "features_known": " and ".join(f"{column} is not null" for column in columns),
        "feature_customer": joined if needed else "",
    }
