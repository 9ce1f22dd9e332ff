# ruff: noqa: E501 - one line per column reads as a table
"""Every table a bank can bring, one line per column.

name | kind CODES | facts | English | 中文 | other headers it is known by
"""

from __future__ import annotations

from data import vocabularies
from data.columns import Table, columns

WORDS = {name: value for name, value in vars(vocabularies).items() if name.isupper()}

CUSTOMER = Table(
    name="customer",
    key=("customer_id",),
    delivery="upsert",
    en="Customers",
    zh="客户信息",
    required=True,
    unlocks_en="Who the customers are; every page needs it.",
    unlocks_zh="客户是谁;所有页面都需要。",
    columns=columns(
        """
customer_id | id | required strict | Customer id | 客户号 | 客户编号 客户ID 客户代码 客户标识 核心客户号 ECIF号 客户内码 client_id cust_id cust_no custno
customer_type | code CUSTOMER_TYPE | required strict | Customer type | 客户类型 | 客户类别 客户性质 对公对私 对公对私标志 公私标志 cust_type
branch_id | id | required strict ref=branch | Branch id | 网点号 | 机构号 网点编号 网点代码 机构编号 机构代码 支行号 支行 开户机构 开户网点 归属机构 所属机构 所属网点 管户机构 branch branch_no
display_name | text | | Name | 客户名称 | 客户姓名 姓名 名称 户名 name customer_name
phone | text | | Phone | 手机号 | 电话 联系电话 手机 手机号码 mobile
open_date | date | | Open date | 开户日期 | 开户日 建户日期 客户开立日期
birth_year | year | min=1900 | Birth year | 出生年份 | 出生年 出生日期 生日
gender | code GENDER | | Gender | 性别 | sex
service_group | code SERVICE_GROUP | | Service group | 服务对象 | 客群 三农分类
family_stage | code FAMILY_STAGE | | Family stage | 家庭阶段 | 家庭生命周期
annual_income | money | min=0 | Annual income | 年收入 | 家庭年收入 收入
motive | code MOTIVE | | Motive | 金融动机 | 客户动机
occupation_group | code OCCUPATION_GROUP | | Occupation group | 职业 | 职业类别 职业分组
job_grade | code JOB_GRADE | | Job grade | 职级 | 职务级别 职称
company_size | code COMPANY_SIZE | | Company size | 企业规模 | 公司规模 规模
ownership | code OWNERSHIP | | Ownership | 产权性质 | 企业性质 所有制
performance | code PERFORMANCE | | Performance | 经营效益 | 效益 经营状况
traits | codes TRAITS | | Corporate traits | 企业特点 | 特点
needs | codes NEEDS | | Funding needs | 资金需求 | 需求
institution_type | code INSTITUTION_TYPE | | Institution type | 机构客户类型 | 机构类别
credit_grade | code CREDIT_GRADE | | Credit grade | 信用等级 | 信用评级 评级
credit_grade_date | date | | Credit grade date | 评级日期 | 信用等级日期
risk_tolerance | integer | min=1 max=5 | Risk tolerance | 风险承受能力 | 风险等级 风险偏好 风评等级
risk_assessed_on | date | | Risk assessed on | 风险评估日期 | 风评日期
referred_by | id | ref=customer | Referred by | 推荐人客户号 | 转介人 介绍人
related_to_customer_id | id | ref=customer | Related customer | 关联客户号 | 关联人
relation | code RELATION | | Relation | 关联关系 | 关系
batch_site_id | id | ref=batch_site | Batch site | 批量场所编号 | 场所编号
pursuit_stage | code PURSUIT_STAGE | | Pursuit stage | 营销阶段 | 目标重点核心
external_aum_est | money | min=0 | Assets elsewhere (estimate) | 他行资产估计 | 行外资产
""",
        WORDS,
    ),
)

CUSTOMER_SNAPSHOT = Table(
    name="customer_snapshot",
    key=("customer_id", "snapshot_date"),
    delivery="dates",
    en="Customers by date",
    zh="客户时点数据",
    required=True,
    unlocks_en="Balances and contribution by date; every page needs it.",
    unlocks_zh="各日期的余额与综合贡献;所有页面都需要。",
    columns=columns(
        """
customer_id | id | required strict | Customer id | 客户号 | 客户编号 客户ID 客户代码 客户标识 核心客户号 ECIF号 客户内码 client_id cust_id cust_no custno
snapshot_date | date | required strict | Snapshot date | 数据日期 | 日期 统计日期 报表日期 月份 截止日期 数据时点 会计日期 date as_of
status | code STATUS | strict | Status | 状态 | 客户状态 账户状态
aum_mavg | money | strict | AUM, monthly average | AUM月日均 | 月日均AUM 金融资产月日均 管理资产月日均 资产月日均 月日均金融资产 月日均资产 月日均 aum
loan_mavg | money | strict min=0 | Loans, monthly average | 贷款月日均 | 月日均贷款 贷款日均 贷款余额月日均 月日均贷款余额 贷款余额 贷款 loan loans
branch_id | id | ref=branch | Branch id | 网点号 | 机构号 网点编号 网点代码 机构编号 机构代码 支行号 支行 归属机构 所属机构 管户机构 branch branch_no
manager_id | id | ref=manager | Manager id | 客户经理号 | 客户经理 客户经理编号 客户经理工号 管户经理 管户客户经理 manager
aum_eop | money | | AUM, end of period | AUM时点 | AUM余额 AUM 时点AUM 金融资产余额 管理资产 期末AUM 资产余额 金融资产
dep_demand_mavg | money | | Demand deposits, monthly average | 活期存款月日均 | 活期月日均 月日均活期 活期日均 活期存款 活期
dep_time_mavg | money | | Time deposits, monthly average | 定期存款月日均 | 定期月日均 月日均定期 定期日均 定期存款 定期
wealth_mavg | money | | Wealth products, monthly average | 理财月日均 | 月日均理财 理财日均 理财余额 理财
other_aum_mavg | money | | Other assets, monthly average | 其他资产月日均 | 基金保险月日均 其他AUM月日均
contribution | money | strict | Contribution of the month | 综合贡献 | 贡献度 当月贡献 月综合贡献 客户贡献 贡献
nii_deposit | money | | Deposit interest income | 存款净利息收入 | 存款利差收入 存款FTP收入
nii_loan | money | | Loan interest income | 贷款净利息收入 | 贷款利差收入 贷款FTP收入
fee_income | money | | Fee income | 中间业务收入 | 中收 手续费收入
cost_to_serve | money | min=0 | Cost to serve | 服务成本 | 成本 分摊成本
expected_loss | money | min=0 | Expected loss | 预期损失 | 风险成本 减值损失
capital | money | min=0 | Economic capital | 经济资本 | 资本占用
txn_cnt_90d | integer | min=0 | Transactions in 90 days | 近90天交易笔数 | 90天交易笔数 交易笔数
last_txn_date | date | | Last transaction | 最近交易日期 | 最后交易日期 最近动账日期
digital_login_30d | integer | min=0 | Logins in 30 days | 近30天登录次数 | 手机银行登录次数 登录次数
payroll_in | money | | Payroll received | 代发工资金额 | 代发金额 代发工资
max_outflow | money | | Largest one-day outflow | 单日最大净流出 | 最大净流出
maturing_next_30d | money | | Maturing in 30 days | 未来30天到期金额 | 30天到期金额
overdue_days | integer | min=0 | Days overdue | 逾期天数 |
txn_amt_90d | money | | Transaction amount in 90 days | 近90天交易金额 | 90天交易金额 交易金额
wealth_return_12m | rate | | Wealth return, 12 months | 理财近12个月收益率 | 理财收益率
wealth_drawdown | rate | | Wealth drawdown | 理财最大回撤 | 最大回撤
product_cnt | integer | min=0 | Products held | 持有产品数 | 产品数
official_tier | text | | The bank's own tier | 行内客户等级 | 行内等级 客户等级 客户层级 星级
credit_grade | code CREDIT_GRADE | | Credit grade | 信用等级 | 信用评级
risk_tolerance | integer | min=1 max=5 | Risk tolerance | 风险承受能力 | 风险等级 风险偏好
occupation_group | code OCCUPATION_GROUP | | Occupation group | 职业 | 职业类别
pursuit_stage | code PURSUIT_STAGE | | Pursuit stage | 营销阶段 |
family_stage | code FAMILY_STAGE | | Family stage | 家庭阶段 |
""",
        WORDS,
    ),
)

TIER_POLICY = Table(
    name="tier_policy",
    key=("scheme", "customer_type", "level", "effective_from"),
    delivery="replace",
    en="Tier policy",
    zh="分层政策",
    unlocks_en="Your own tier limits instead of the shipped ones.",
    unlocks_zh="使用本行的分层标准,替代系统默认值。",
    columns=columns(
        """
scheme | code SCHEME | required strict | Scheme | 分类方案 | 方案
customer_type | code CUSTOMER_TYPE | required strict | Customer type | 客户类型 | 客户类别
level | integer | required strict min=0 | Level | 级次 | 级别 层级
code | text | required strict | Code | 代码 | 编码
label_zh | text | | Label (Chinese) | 中文名称 | 名称
label_en | text | | Label (English) | 英文名称 |
metric | code METRIC | required strict | Metric | 指标 |
lower_bound | number | | Lower bound (inclusive) | 下限(含) | 下限 门槛
hold_months | integer | min=0 | Protection months | 保级月数 | 保级期
watch_months | integer | min=1 | Months until watch | 关注起始月数 | 关注月数
drop_rule | code DROP_RULE | | Rule of the drop | 降级规则 |
effective_from | date | required strict | Effective from | 生效日期 | 生效日
effective_to | date | | Effective to | 失效日期 |
approved_by | text | | Approved by | 批准人 | 审批人
note | text | | Note | 备注 |
""",
        WORDS,
    ),
)

PARAMETER = Table(
    name="parameter",
    key=("name", "effective_from"),
    delivery="replace",
    en="Parameters",
    zh="参数",
    unlocks_en="Your own rates and costs instead of the shipped ones.",
    unlocks_zh="使用本行的利率与成本参数,替代系统默认值。",
    columns=columns(
        """
name | text | required strict | Name | 参数名 | 参数 名称
effective_from | date | required strict | Effective from | 生效日期 | 生效日
value | number | required strict | Value | 取值 | 值 数值
unit | text | | Unit | 单位 |
note | text | | Note | 备注 | 说明
""",
        WORDS,
    ),
)
