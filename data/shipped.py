# ruff: noqa: E501 - one line per parameter reads as a table
"""The parameters and tier rules Tierview ships with, until a bank enters its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

_START = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number the rules use: its shipped value, unit, allowed range and meaning."""

    name: str
    value: float
    unit: str
    note_en: str
    note_zh: str
    group: str
    minimum: float = 0.0
    maximum: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a ladder; `lower_bound` is inclusive, None for the lowest.

    Below the line a customer is on watch from month `watch_months` and falls in `hold_months`.
    """

    scheme: str
    customer_type: str
    level: int
    code: str
    label_en: str
    label_zh: str
    metric: str
    lower_bound: float | None
    hold_months: int = 0
    watch_months: int = 1
    drop_rule: Literal["last", "window_max"] = "last"
    effective_from: date = _START
    effective_to: date | None = None
    approved_by: str | None = None
    note: str | None = None

    def applies(self, day: date) -> bool:
        """Whether the level is in force on a day; `effective_to` is its last."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def _parameters(group: str, text: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(group, line) for line in text.strip().splitlines())


def _parameter(group: str, line: str) -> Parameter:
    name, value, unit, bounds, note_en, note_zh = (part.strip() for part in line.split("|"))
    minimum, maximum = bounds.split("..")
    return Parameter(
        name=name,
        value=float(value),
        unit=unit,
        minimum=float(minimum),
        maximum=float(maximum),
        note_en=note_en,
        note_zh=note_zh,
        group=group,
    )


# name | value | unit | allowed range | English | 中文
_CONTRIBUTION = _parameters(
    "contribution",
    """
ftp_demand | 0.016 | per year | 0..0.5 | Transfer price of demand deposits | 活期存款内部资金转移价格
ftp_time | 0.020 | per year | 0..0.5 | Transfer price of time deposits | 定期存款内部资金转移价格
ftp_loan | 0.030 | per year | 0..0.5 | Transfer price of loans | 贷款内部资金转移价格
rate_demand | 0.001 | per year | 0..0.5 | Rate paid on demand deposits | 活期存款付息率
rate_time | 0.0135 | per year | 0..0.5 | Rate paid on time deposits | 定期存款付息率
rate_loan | 0.060 | per year | 0..1 | Rate earned on loans | 贷款收益率
wealth_fee | 0.003 | per year | 0..0.2 | Fee earned on wealth products | 理财业务费率
pd | 0.015 | per year | 0..1 | Probability of default | 违约概率
lgd | 0.45 | share | 0..1 | Loss given default | 违约损失率
cost_base_month | 5 | currency a month | 0..1000000 | Cost to serve a customer | 每户每月服务成本
""",
)
_CAPITAL = _parameters(
    "capital",
    """
risk_weight | 0.75 | share | 0..12.5 | Risk weight of loans | 贷款风险权重
capital_ratio | 0.105 | share | 0..1 | Capital held per risk-weighted asset | 资本充足率要求
hurdle | 0.12 | per year | 0..1 | Required return on capital | 资本最低回报率
tax | 0.25 | share | 0..1 | Income tax | 所得税率
discount | 0.10 | per year | 0..1 | Discount rate of future contribution | 贴现率
""",
)
_BEHAVIOUR = _parameters(
    "behaviour",
    """
dormant_days | 180 | days | 1..3650 | Days without a transaction until dormant | 无主动交易满多少天算沉睡
active_txn_90d | 6 | count | 1..1000 | Transactions in 90 days to be active | 90天内多少笔主动交易算活跃
valid_aum | 100 | currency | 0..1000000 | Assets from which a customer is valid | 有效客户的最低资产
""",
)
_REVIEW = _parameters(
    "review",
    """
min_cell | 10 | count | 1..1000 | Fewest customers for a rate | 计算比率的最少客户数
big_move | 1000000 | currency | 1..1000000000000 | Change of one customer that is a finding | 单户大额变动标准
materiality | 0.005 | share | 0..1 | Smallest change of a share worth naming | 占比变动的最小关注幅度
red | 60 | points | 0..100 | Early-warning points for red | 流失预警红色分值
amber | 35 | points | 0..100 | Early-warning points for amber | 流失预警黄色分值
target_alert | 0.8 | share | 0..10 | Target completion below which to warn | 完成率低于多少时提示
contact_cap_30d | 2 | count | 0..100 | Marketing contacts per customer in 30 days | 每户30天内营销接触上限
offer_max_age_days | 90 | days | 1..3650 | Days until a competitor offer is old | 竞品信息有效天数
deposit_rate_ceiling | 0 | per year | 0..0.2 | Highest deposit rate self-discipline allows; 0: none entered | 存款利率自律上限;0表示未录入
rm_weekly_cap | 20 | count | 1..1000 | Names per manager and week | 每位客户经理每周名单上限
""",
)
PARAMETERS: tuple[Parameter, ...] = (*_CONTRIBUTION, *_CAPITAL, *_BEHAVIOUR, *_REVIEW)


def _levels(scheme: str, customer_types: str, metric: str, text: str) -> tuple[Level, ...]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Level(
            scheme=scheme,
            customer_type=customer_type,
            level=number,
            code=row[0],
            label_en=row[1],
            label_zh=row[2],
            metric=metric,
            lower_bound=float(row[3]) if row[3] else None,
            hold_months=int(row[4]) if row[4:] else 0,
            watch_months=int(row[5]) if row[5:] else 1,
            drop_rule="window_max" if row[6:] == ["window_max"] else "last",
        )
        for customer_type in customer_types.split()
        for number, row in enumerate(rows, start=1)
    )


# code | English | 中文 | lower bound | months of protection | month the watch starts | drop rule
_ALL = "personal corporate institution"
TIER_POLICY: tuple[Level, ...] = (
    *_levels(
        "TIER",
        "personal",
        "aum_mavg",
        """
mass | Mass | 大众 | | 3
mass_affluent | Mass affluent | 大众富裕 | 50000 | 3
affluent | Affluent | 富裕 | 300000 | 3
vip | VIP | VIP | 1000000 | 6
""",
    ),
    *_levels(
        "TIER",
        "corporate institution",
        "contribution_ttm",
        """
basic | Basic | 基础 | | 3
growth | Growth | 成长 | 10000 | 3
priority | Priority | 优质 | 100000 | 3
strategic | Strategic | 战略 | 500000 | 6
""",
    ),
    *_levels(
        "VALUE3",
        _ALL,
        "contribution_ttm",
        """
low | Low value | 低价值 |
mid | Mid value | 中价值 | 300
high | High value | 高价值 | 2000
""",
    ),
    *_levels(
        "INC3",
        _ALL,
        "annual_income",
        """
low | Low income | 低收入 |
mid | Middle income | 中收入 | 60000
high | High income | 高收入 | 200000
""",
    ),
    *_levels(
        "ACT3",
        _ALL,
        "rule",
        """
dormant | Dormant | 沉睡 |
underused | Under-used | 潜在 | 1
active | Active | 活跃 | 2
""",
    ),
    *_levels(
        "GRADE",
        _ALL,
        "value_score",
        """
general | General | 一般 |
potential | Potential | 潜力 | 1
high | High value | 高价值 | 60
top | Top | 综合A级 | 80
""",
    ),
    *_levels(
        "CARE",
        "personal",
        "rule",
        """
mass | At most 180 days between contacts | 联系间隔不超过180天 |  | 6
mass_affluent | At most 90 days between contacts | 联系间隔不超过90天 | 90 | 3
affluent | At most 60 days between contacts | 联系间隔不超过60天 | 60 | 2
vip | At most 30 days between contacts | 联系间隔不超过30天 | 30 | 1
""",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """TIER rules a bank may start from: a name in both languages and the levels of every type."""

    label_en: str
    label_zh: str
    levels: tuple[Level, ...]


_FIRMS = tuple(
    level for level in TIER_POLICY if level.scheme == "TIER" and level.customer_type != "personal"
)

# Month-average: public grading pages of Chinese banks, domain model 9 [1] and [5].
# Half-year window: a large bank's published grading rule, domain model 9 [2].
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "month_average": Preset(
            label_en="Monthly average: 3 months of protection, VIP 6",
            label_zh="月日均：保级期3个月，VIP 6个月",
            levels=_levels(
                "TIER",
                "personal",
                "aum_mavg",
                """
mass | Mass | 大众 | | 3
mass_affluent | Mass affluent | 大众富裕 | 50000 | 3
affluent | Affluent | 富裕 | 500000 | 3
vip | VIP | VIP | 6000000 | 6
""",
            )
            + _FIRMS,
        ),
        "half_year_window": Preset(
            label_en="Half a year: watched after 3 months, falls after 6 to the best of them",
            label_zh="半年窗口：低于门槛3个月起关注，满6个月按期间最高月降级",
            levels=_levels(
                "TIER",
                "personal",
                "aum_mavg",
                """
mass | Mass | 大众 | | 6 | 3 | window_max
mass_affluent | Mass affluent | 大众富裕 | 50000 | 6 | 3 | window_max
affluent | Affluent | 富裕 | 300000 | 6 | 3 | window_max
vip | VIP | VIP | 1000000 | 6 | 3 | window_max
""",
            )
            + _FIRMS,
        ),
    }
)
