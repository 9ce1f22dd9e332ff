# ruff: noqa: E501 - one line per column reads as a table
"""The optional tables of DOMAIN's organisation, products and service, one line per column."""

from __future__ import annotations

from data.columns import Table, columns
from data.tables import WORDS

CUSTOMER_ALIASES = "客户编号 客户ID 客户代码 核心客户号 cust_id"

BRANCH = Table(
    name="branch",
    key=("branch_id",),
    delivery="replace",
    en="Branches",
    zh="网点",
    unlocks_en="Branch names, areas and the hierarchy; else ids are shown.",
    unlocks_zh="网点名称、区域与上下级;否则只显示编号。",
    columns=columns(
        """
branch_id | id | required strict | Branch id | 网点号 | 机构号 网点编号 网点代码 机构编号 机构代码 支行号
name | text | required strict | Branch name | 网点名称 | 机构名称 支行名称 名称
parent_id | id | ref=branch | Parent branch | 上级机构号 | 上级机构 上级网点
area | code AREA | | Area | 区域 | 区域类型 城乡
staff_cnt | integer | min=0 | Staff | 员工数 | 人数
lat | number | min=-90 max=90 | Latitude | 纬度 |
lon | number | min=-180 max=180 | Longitude | 经度 |
""",
        WORDS,
    ),
)
MANAGER = Table(
    name="manager",
    key=("manager_id",),
    delivery="replace",
    en="Relationship managers",
    zh="客户经理",
    unlocks_en="Lists per relationship manager; else lists are made per branch.",
    unlocks_zh="按客户经理出名单;未提供客户经理时名单按网点生成。",
    columns=columns(
        """
manager_id | id | required strict | Manager id | 客户经理号 | 客户经理编号 工号 客户经理工号
name | text | required strict | Manager name | 姓名 | 客户经理姓名 客户经理名称
branch_id | id | required strict ref=branch | Branch id | 网点号 | 机构号 网点编号 所属机构 所属网点
role | code ROLE | | Role | 岗位 | 角色
capacity | integer | min=0 | Capacity | 管户上限 | 管户能力
active | flag | | In service | 是否在岗 | 在岗
""",
        WORDS,
    ),
)
PRODUCT = Table(
    name="product",
    key=("product_id",),
    delivery="replace",
    en="Products",
    zh="产品",
    unlocks_en="The products page, together with holdings.",
    unlocks_zh="产品页面(与持有明细一起)。",
    columns=columns(
        """
product_id | id | required strict | Product id | 产品编号 | 产品代码 产品号
name_zh | text | required strict | Product name | 产品名称 | 中文名称
name_en | text | | Product name (English) | 英文名称 |
line | code LINE | required strict | Product line | 产品条线 | 条线 产品大类
risk_level | integer | min=1 max=5 | Product risk level | 产品风险等级 | 风险等级
eligible_types | codes CUSTOMER_TYPE | | Eligible customer types | 适用客户类型 | 适用对象
is_channel | flag | | Is a channel | 是否渠道 |
status | code PRODUCT_STATUS | | Status | 状态 |
""",
        WORDS,
    ),
)
HOLDING = Table(
    name="holding",
    key=("holding_id", "snapshot_date"),
    delivery="upsert",
    en="Holdings",
    zh="持有明细",
    unlocks_en="Penetration, maturity lists and exposure to rivals' offers.",
    unlocks_zh="渗透率、到期名单与受影响客户。",
    columns=columns(
        f"""
holding_id | id | required strict | Holding id | 账户编号 | 账号 合同号 借据号 持有编号
snapshot_date | date | strict | Snapshot date | 数据日期 | 日期 统计日期
customer_id | id | required strict ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
product_id | id | required strict ref=product | Product id | 产品编号 | 产品代码 产品号
open_date | date | required strict | Open date | 开户日期 | 起息日 起始日
close_date | date | | Close date | 销户日期 | 结清日
balance | money | | Balance | 余额 | 当前余额
orig_amount | money | min=0 | Original amount | 原始金额 | 发放金额 购买金额
rate | rate | | Rate | 利率 | 执行利率 年利率
rate_basis | code RATE_BASIS | | Rate basis | 利率口径 |
repay_mode | code REPAY_MODE | | Repayment | 还款方式 |
term_months | integer | min=0 | Term (months) | 期限(月) | 期限
maturity_date | date | | Maturity date | 到期日 | 到期日期
overdue_days | integer | min=0 | Days overdue | 逾期天数 |
risk_class | code RISK_CLASS | | Risk class | 五级分类 | 风险分类
ftp | rate | | Funds transfer price | 内部资金转移价格 | FTP
pd | rate | min=0 max=1 | Probability of default | 违约概率 | PD
lgd | rate | min=0 max=1 | Loss given default | 违约损失率 | LGD
""",
        WORDS,
    ),
)
CONTACT = Table(
    name="contact",
    key=("contact_id",),
    delivery="upsert",
    en="Contacts",
    zh="接触记录",
    unlocks_en="Care coverage; without contact records it cannot be computed.",
    unlocks_zh="维护覆盖率;未提供接触记录时无法计算。",
    columns=columns(
        f"""
contact_id | id | required strict | Contact id | 接触编号 | 记录编号
customer_id | id | required strict ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
manager_id | id | ref=manager | Manager id | 客户经理号 | 客户经理 工号
contact_ts | timestamp | required strict | Contacted at | 接触时间 | 联系时间 接触日期
channel | code CONTACT_CHANNEL | required strict | Channel | 接触方式 | 渠道 方式
type | code CONTACT_TYPE | | Purpose | 接触类型 | 类型
result | code CONTACT_RESULT | | Result | 接触结果 | 结果
gift_value | money | min=0 | Gift value | 礼品金额 |
outflow_reason | code OUTFLOW_REASON | | Reason of outflow | 流出原因 |
note | text | | Note | 备注 |
""",
        WORDS,
    ),
)
CAMPAIGN = Table(
    name="campaign",
    key=("campaign_id",),
    delivery="upsert",
    en="Campaigns",
    zh="营销活动",
    unlocks_en="The campaigns page, together with their members.",
    unlocks_zh="营销活动页面(与活动名单一起)。",
    columns=columns(
        """
campaign_id | id | required strict | Campaign id | 活动编号 | 活动代码
name | text | required strict | Campaign name | 活动名称 | 名称
product_id | id | ref=product | Product id | 产品编号 | 产品代码
objective | text | | Objective | 活动目标 | 目标
start | date | required strict | Start | 开始日期 | 开始日
end | date | | End | 结束日期 | 结束日
outcome_window_days | integer | min=0 | Outcome window (days) | 观察期(天) | 观察天数
channel | text | | Channel | 渠道 |
cost_fixed | money | min=0 | Fixed cost | 固定成本 |
cost_per_contact | money | min=0 | Cost per contact | 单次接触成本 |
value_per_success | money | | Value per success | 单笔成功价值 |
approval_no | text | | Approval number | 审批文号 | 批文号
status | code CAMPAIGN_STATUS | | Status | 状态 |
lesson | text | | Lesson | 经验总结 | 总结
""",
        WORDS,
    ),
)
CAMPAIGN_MEMBER = Table(
    name="campaign_member",
    key=("campaign_id", "customer_id"),
    delivery="upsert",
    en="Campaign members",
    zh="活动名单",
    unlocks_en="Uplift against a control group; without one only the response is shown.",
    unlocks_zh="与对照组比较的增量;无对照组时仅展示响应率,不推断效果。",
    columns=columns(
        f"""
campaign_id | id | required strict ref=campaign | Campaign id | 活动编号 | 活动代码
customer_id | id | required strict ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
arm | code ARM | required strict | Group | 组别 | 分组
assigned_on | date | | Assigned on | 入组日期 | 分配日期
contacted_on | date | | Contacted on | 触达日期 | 接触日期
responded_on | date | | Responded on | 响应日期 |
converted_on | date | | Converted on | 转化日期 | 成交日期
value | money | | Value | 转化金额 | 金额
""",
        WORDS,
    ),
)
COMPLAINT = Table(
    name="complaint",
    key=("complaint_id",),
    delivery="upsert",
    en="Complaints",
    zh="投诉",
    unlocks_en="The service page.",
    unlocks_zh="服务页面。",
    columns=columns(
        f"""
complaint_id | id | required strict | Complaint id | 投诉编号 | 工单号
kind | code COMPLAINT_KIND | | Kind | 类型 | 工单类型
customer_id | id | ref=customer | Customer id | 客户号 | {CUSTOMER_ALIASES}
branch_id | id | required strict ref=branch | Branch id | 网点号 | 机构号 网点编号
received_ts | timestamp | required strict | Received at | 受理时间 | 投诉时间 受理日期
channel | code COMPLAINT_CHANNEL | | Channel | 投诉渠道 | 渠道
category | text | | Category | 投诉类别 | 类别 分类
product_id | id | ref=product | Product id | 产品编号 | 产品代码
complexity | code COMPLEXITY | | Complexity | 复杂程度 |
first_response_ts | timestamp | | First response | 首次响应时间 |
closed_ts | timestamp | | Closed at | 办结时间 | 办结日期
outcome | code OUTCOME | | Outcome | 处理结果 | 结果
cause | text | | Cause | 根因 | 原因
campaign_id | id | ref=campaign | Campaign id | 活动编号 |
repeat_of | id | ref=complaint | Repeat of | 重复投诉编号 |
csat | integer | min=1 max=5 | Satisfaction | 满意度 |
""",
        WORDS,
    ),
)
