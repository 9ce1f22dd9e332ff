"""The closed vocabulary of segment names: what many of something is called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Words = tuple[str, str]
"""English and Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name for customers who have much of all `features`: of people, and of firms.

    In a firm's words {who} stands for companies or institutions.
    """

    features: tuple[str, ...]
    person: Words
    firm: Words


def _phrases(text: str) -> tuple[Phrase, ...]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Phrase(features=tuple(row[0].split()), person=(row[1], row[2]), firm=(row[3], row[4]))
        for row in rows
    )


def _qualifiers(text: str) -> Mapping[str, tuple[Words, Words]]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return MappingProxyType({row[0]: ((row[1], row[2]), (row[3], row[4])) for row in rows})


# features | a person, English | 中文 | a firm, English | 中文
PHRASES = _phrases(
    """
loan_mavg txn_cnt_90d | Active borrowers | 经营借款客户 | Active borrowing {who} | 活跃借款{who}
loan_share txn_cnt_90d | Active borrowers | 经营借款客户 | Active borrowing {who} | 活跃借款{who}
loan_share | Borrowers | 贷款客户 | Borrowing {who} | 贷款{who}
loan_mavg | Borrowers | 贷款客户 | Borrowing {who} | 贷款{who}
payroll_in | Salary customers | 代发客户 | Payroll {who} | 代发{who}
time_share | Time savers | 定期储户 | Time-deposit {who} | 定期存款{who}
wealth_share | Investors | 理财客户 | Investing {who} | 理财{who}
other_share | Fund and insurance holders | 基金保险客户 | Fund-holding {who} | 基金保险{who}
demand_share | Current-account customers | 活期客户 | Current-account {who} | 活期结算{who}
txn_cnt_90d | Frequent transactors | 交易活跃客户 | Busy {who} | 结算活跃{who}
digital_login_30d | Mobile banking users | 手机银行客户 | Online {who} | 网银活跃{who}
product_cnt | Multi-product customers | 多产品客户 | Multi-product {who} | 多产品{who}
txn_amt_90d | Large-turnover customers | 大额交易客户 | Large-turnover {who} | 大额结算{who}
max_outflow | Customers moving large sums | 大额转出客户 | Large-payment {who} | 大额转出{who}
maturing_next_30d | Money maturing soon | 即将到期客户 | Money-maturing {who} | 即将到期{who}
overdue_days | Overdue borrowers | 逾期客户 | Overdue {who} | 逾期{who}
aum_mavg | Large balances | 高资产客户 | Large-balance {who} | 高资产{who}
dep_demand_mavg | Large demand deposits | 高活期客户 | Cash-rich {who} | 高活期{who}
dep_time_mavg | Large time deposits | 高定期客户 | Large time-deposit {who} | 高定期{who}
wealth_mavg | Large wealth holdings | 高理财客户 | Large wealth {who} | 高理财{who}
other_aum_mavg | Large fund holdings | 高基金客户 | Large fund {who} | 高基金{who}
contribution_ttm | High contributors | 高贡献客户 | High-contribution {who} | 高贡献{who}
annual_income | High earners | 高收入客户 | High-income {who} | 高收入{who}
age | Older customers | 年长客户 | Older {who} | 年长{who}
"""
)
SLEEPERS = Phrase(features=(), person=("Sleepers", "沉睡客户"), firm=("Dormant {who}", "沉睡{who}"))
AVERAGE = Phrase(
    features=(), person=("Average customers", "普通客户"), firm=("Average {who}", "普通{who}")
)

# feature | much, English | 中文 | little, English | 中文
QUALIFIERS = _qualifiers(
    """
txn_cnt_90d | Active | 活跃 | Quiet | 低频
digital_login_30d | Online | 线上 | Offline | 线下
loan_mavg | Borrowing | 借款 | Loan-free | 无贷
loan_share | Borrowing | 借款 | Loan-free | 无贷
payroll_in | Salaried | 代发 | Unsalaried | 非代发
time_share | Time-deposit | 定期型 | Liquid | 少定期
wealth_share | Investing | 理财型 | Wealth-free | 少理财
other_share | Fund-holding | 基金型 | Fund-free | 无基金
demand_share | Cash-holding | 活期型 | Little-cash | 少活期
product_cnt | Multi-product | 多产品 | Few-product | 少产品
txn_amt_90d | Large-turnover | 大额 | Small-turnover | 小额
max_outflow | Large-payment | 大额转出 | Small-payment | 小额转出
maturing_next_30d | Maturing | 将到期 | Not-maturing | 无到期
overdue_days | Overdue | 逾期 | Punctual | 按期
aum_mavg | Wealthier | 高资产 | Smaller | 低资产
dep_demand_mavg | Cash-rich | 高活期 | Cash-poor | 低活期
dep_time_mavg | Deposit-rich | 高定期 | Deposit-poor | 低定期
wealth_mavg | Wealth-rich | 高理财 | Wealth-poor | 低理财
other_aum_mavg | Fund-rich | 高基金 | Fund-poor | 低基金
contribution_ttm | Profitable | 高贡献 | Low-contribution | 低贡献
annual_income | Higher-income | 高收入 | Lower-income | 低收入
age | Older | 年长 | Younger | 年轻
"""
)
WHO: Mapping[str, Words] = MappingProxyType(
    {"corporate": ("companies", "企业"), "institution": ("institutions", "机构")}
)
