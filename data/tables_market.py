# ruff: noqa: E501 - one line per column reads as a table
"""The optional tables of rivals, consent, key accounts, targets and ledgers, one line per column."""

from __future__ import annotations

from data.columns import Table, columns
from data.tables import WORDS
from data.tables_optional import CUSTOMER_ALIASES

COMPETITOR_OFFER = Table(
    name="competitor_offer",
    key=("offer_id",),
    delivery="upsert",
    en="Rivals' offers",
    zh="竞品",
    unlocks_en="The calculator of rivals' offers; offers older than 90 days are greyed.",
    unlocks_zh="竞品测算;超过90天的竞品置灰。",
    columns=columns(
        """
offer_id | id | required strict | Offer id | 竞品编号 |
competitor | text | required strict | Rival | 竞争对手 | 同业 银行
is_ours | flag | | Our own | 是否本行 |
product_name | text | required strict | Product | 产品名称 | 产品
line | code LINE | | Product line | 产品条线 | 条线
eligible_occupations | codes OCCUPATION_GROUP | | Eligible occupations | 准入职业 | 适用职业
eligible_grades | codes JOB_GRADE | | Eligible job grades | 准入职级 | 适用职级
min_amount | money | min=0 | Smallest amount | 最低金额 | 起点金额 起存金额
max_amount | money | min=0 | Largest amount | 最高额度 | 额度
quote_value | number | required strict min=0 | Quoted rate | 报价 | 利率
quote_basis | code RATE_BASIS | required strict | Basis of the quote | 报价口径 | 利率口径
quote_confirmed | flag | | Rate confirmed | 报价已确认 |
is_floor | flag | | Is a floor | 是否起价 | 起
repay_modes | codes REPAY_MODE | | Repayment | 还款方式 |
min_term_months | integer | min=1 | Shortest term (months) | 最短期限(月) | 最短期限
term_months | integer | min=1 | Term (months) | 期限(月) | 期限 最长期限
fee_pct | number | min=0 | Fee (per cent) | 费用(%) | 手续费率
collateral | text | | Collateral | 担保方式 | 担保
features | text | | Features | 特点 |
feature_tags | codes FEATURE | | Service features | 服务特色 | 特色标签
source | text | | Source | 来源 |
observed_on | date | | Observed on | 采集日期 | 观察日期
valid_from | date | | Valid from | 有效期自 | 生效日期
valid_to | date | | Valid to | 有效期至 | 有效期
""",
        WORDS,
    ),
)
CONSENT = Table(
    name="consent",
    key=("customer_id", "purpose", "channel", "recorded_on"),
    delivery="upsert",
    en="Consent",
    zh="授权同意",
    unlocks_en="Marketing lists; no row means no consent.",
    unlocks_zh="营销名单;没有记录即视为未同意。",
    columns=columns(
        f"""
customer_id | id | required strict ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
purpose | code CONSENT_PURPOSE | required strict | Purpose | 用途 | 授权用途
channel | code CONTACT_CHANNEL | required strict | Channel | 渠道 | 授权渠道
recorded_on | date | required strict | Recorded on | 登记日期 | 授权日期
granted | flag | required strict | Granted | 是否同意 | 同意
expires_on | date | | Expires on | 到期日期 | 失效日期
source | text | | Source | 来源 |
""",
        WORDS,
    ),
)
KEY_ACCOUNT_SCORE = Table(
    name="key_account_score",
    key=("customer_id", "trait", "scored_on"),
    delivery="upsert",
    en="Key-account scores",
    zh="大客户评分",
    unlocks_en="The radar of key accounts.",
    unlocks_zh="大客户六特质评分。",
    columns=columns(
        f"""
customer_id | id | required strict ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
trait | code TRAIT | required strict | Trait | 特质 | 维度
scored_on | date | required strict | Scored on | 评分日期 |
score | number | required strict min=0 max=5 | Score | 得分 | 评分
evidence | text | | Evidence | 依据 |
scored_by | text | | Scored by | 评分人 |
""",
        WORDS,
    ),
)
BATCH_SITE = Table(
    name="batch_site",
    key=("site_id",),
    delivery="replace",
    en="Batch sites",
    zh="批量场所",
    unlocks_en="Penetration of streets, markets and parks.",
    unlocks_zh="街区、市场、园区的渗透率。",
    columns=columns(
        """
site_id | id | required strict | Site id | 场所编号 |
name | text | required strict | Site name | 场所名称 | 名称
type | code SITE_TYPE | | Type | 场所类型 | 类型
branch_id | id | ref=branch | Branch id | 网点号 | 机构号 网点编号
population | integer | min=0 | Population | 商户总数 | 总户数 人口
visited_on | date | | Visited on | 走访日期 |
""",
        WORDS,
    ),
)
TARGET = Table(
    name="target",
    key=("period", "branch_id", "metric"),
    delivery="replace",
    en="Targets",
    zh="目标任务",
    unlocks_en="Target against actual, and change since the year start.",
    unlocks_zh="完成率与较年初。",
    columns=columns(
        """
period | text | required strict | Period | 期间 | 年度 年月
branch_id | id | required strict ref=branch | Branch id | 网点号 | 机构号 网点编号
metric | text | required strict | Metric | 指标 | 指标名称
value | number | required strict | Target | 目标值 | 目标 任务
year_start | number | | Year start | 年初数 | 年初值
""",
        WORDS,
    ),
)
CONTROL_TOTAL = Table(
    name="control_total",
    key=("snapshot_date", "branch_id"),
    delivery="replace",
    en="Ledger totals",
    zh="总账数据",
    unlocks_en="The difference to the general ledger, on the data page and on covers.",
    unlocks_zh="与总账的差额。",
    columns=columns(
        """
snapshot_date | date | required strict | Snapshot date | 数据日期 | 日期 会计日期
branch_id | id | required strict ref=branch | Branch id | 网点号 | 机构号 网点编号
deposits | money | | Deposits | 存款总额 | 存款 各项存款
loans | money | | Loans | 贷款总额 | 贷款 各项贷款
customer_count | integer | min=0 | Customers | 客户数 | 户数
""",
        WORDS,
    ),
)
PEER_BALANCE = Table(
    name="peer_balance",
    key=("period", "institution", "area"),
    delivery="replace",
    en="Rivals' balances",
    zh="同业余额",
    unlocks_en="Rivals' balances and our share, for information.",
    unlocks_zh="同业余额与市场占比,仅供参考。",
    columns=columns(
        """
period | text | required strict | Period | 期间 | 年月
institution | text | required strict | Institution | 机构 | 金融机构 银行
area | text | required strict | Area | 区域 | 地区
deposits | money | | Deposits | 存款 | 各项存款
loans | money | | Loans | 贷款 | 各项贷款
""",
        WORDS,
    ),
)
APP_USER = Table(
    name="app_user",
    key=("user_id",),
    delivery="upsert",
    en="App users",
    zh="手机银行用户",
    unlocks_en="From app user to account to valid customer.",
    unlocks_zh="用户到开户到有效客户的转化。",
    columns=columns(
        f"""
user_id | id | required strict | User id | 用户编号 | 用户号
registered_on | date | required strict | Registered on | 注册日期 |
customer_id | id | ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
""",
        WORDS,
    ),
)
