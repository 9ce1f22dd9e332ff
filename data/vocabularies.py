# ruff: noqa: E501 - one line per column reads as a table
"""The allowed values of the contract's coded columns: value | English | 中文 | spellings."""

from __future__ import annotations

from data.columns import codes

CUSTOMER_TYPE = codes("""
personal | Personal | 个人客户 | 个人 对私 零售 自然人 私人 retail individual
corporate | Corporate | 公司客户 | 公司 对公 企业 企业客户 法人 对公客户 单位 company
institution | Institution | 机构客户 | 机构 机构类 同业 事业单位 机关事业
""")
STATUS = codes("""
open | Open | 正常 | 开户 正常户 在用 有效 active normal
closed | Closed | 销户 | 已销户 注销 关闭 close
""")
GENDER = codes("""
F | Female | 女 | female 女性 女士 2
M | Male | 男 | male 男性 先生 1
""")
SERVICE_GROUP = codes("""
farmer | Farmer | 农户 | 农民 三农
merchant | Merchant | 商户 | 个体工商户 个体户 商贩
micro_sme | Micro and small enterprise | 小微企业 | 小微 小微企业主 小企业 micro
salaried | Salaried | 工薪 | 工薪阶层 代发客户 上班族
public_staff | Public staff | 公职人员 | 公务人员 财政供养
other | Other | 其他 | 其它
""")
FAMILY_STAGE = codes("""
single | Single | 单身期 | 单身
newly_formed | Newly formed family | 家庭初创期 | 初创 初创期 新婚
growing | Growing family | 家庭成长期 | 成长 成长期
college_age_children | College-age children | 子女高等教育期 | 子女高等教育 子女大学
mature | Mature family | 家庭成熟期 | 成熟 成熟期
early_retired | Early retired | 退休初期 | 退休
""")
MOTIVE = codes("""
benefit | Benefit | 利益型 | 利益
convenience | Convenience | 便利型 | 便利
stability | Stability | 稳定型 | 稳定
privacy | Privacy | 私密型 | 私密
""")
OCCUPATION_GROUP = codes("""
civil_servant | Civil servant | 公务员 | 机关公务员
public_institution | Public institution | 事业单位 | 事业单位员工 事业编
central_soe | Central state-owned enterprise | 央企 | 央企员工 国企
teacher | Teacher | 教师 | 老师
doctor | Doctor | 医生 | 医护
self_employed | Self-employed | 个体经营 | 自雇 个体 自由职业
farmer | Farmer | 农民 | 农户 务农
other | Other | 其他 | 其它
""")
JOB_GRADE = codes("""
staff | Staff | 一般职工 | 普通职工 职工 一般员工
deputy_section_or_mid_title_plus | Deputy section head or intermediate title and above | 副科级或中级职称以上 | 副科以上 中级职称以上 副科级以上
""")
COMPANY_SIZE = codes("""
small | Small | 小型企业 | 小型 小企业 微型 小微
medium_large | Medium or large | 大中型企业 | 大中型 大型 中型
group | Group | 集团客户 | 集团
""")
OWNERSHIP = codes("""
llc | Limited liability | 有限责任公司 | 有限责任 有限公司
joint_stock | Joint stock | 股份制企业 | 股份 股份公司 股份有限公司
state_owned | State-owned | 国有企业 | 国有 国企
""")
PERFORMANCE = codes("""
thriving | Thriving | 景气 | 良好
normal | Normal | 一般 | 正常
loss_making | Loss-making | 亏损 | 亏损企业
""")
TRAITS = codes("""
industry_cluster | Industry cluster | 产业集中 |
regional_cluster | Regional cluster | 地域集中 |
local_advantage | Local advantage | 本地优势 |
outward | Export-oriented | 外向型 | 外向
policy_favoured | Policy-favoured | 政策优惠 |
patented | Patented technology | 技术专利 | 专利
""")
NEEDS = codes("""
purchase | Purchase funding | 采购资金 | 采购
sales | Sales funding | 销售资金 | 销售
treasury | Treasury | 理财资金 | 理财
""")
INSTITUTION_TYPE = codes("""
interbank | Interbank | 金融同业 | 同业 银行同业
government_public | Government and public | 机关事业 | 机关事业单位 政府 财政 行政事业
""")
CREDIT_GRADE = codes("""
A | A | A级 |
B | B | B级 |
C | C | C级 |
D | D | D级 |
""")
RELATION = codes("""
owner | Owner | 实际控制人 | 股东 控制人
legal_rep | Legal representative | 法定代表人 | 法人代表 法人
spouse | Spouse | 配偶 | 夫妻
employee | Employee | 员工 | 职工
supplier | Supplier | 供应商 | 上游
buyer | Buyer | 采购商 | 下游
""")
PURSUIT_STAGE = codes("""
target | Target customer | 目标客户 | 目标
priority | Priority customer | 重点客户 | 重点
core | Core customer | 核心客户 | 核心
""")
AREA = codes("""
urban | Urban | 城区 | 城市 市区
county | County | 县域 | 县城
township | Township | 乡镇 | 农村 镇
""")
ROLE = codes("""
rm | Relationship manager | 客户经理 | 客户经理岗
lobby | Lobby manager | 大堂经理 | 大堂
credit | Credit officer | 信贷经理 | 信贷员
branch_head | Branch head | 支行行长 | 行长 网点负责人
""")
LINE = codes("""
deposit_demand | Demand deposits | 活期存款 | 活期
deposit_time | Time deposits | 定期存款 | 定期
wealth | Wealth products | 理财 | 理财产品
fund_insurance | Funds and insurance | 基金保险 | 基金 保险
loan_personal | Personal loans | 个人贷款 | 消费贷款 消费贷
loan_merchant | Merchant loans | 经营贷款 | 经营贷 商户贷款
mortgage | Mortgage | 住房按揭 | 按揭 房贷
loan_corporate | Corporate loans | 公司贷款 | 对公贷款
bill | Bills | 票据 | 承兑 贴现
card | Cards | 银行卡 | 信用卡 借记卡
e_channel | Electronic channels | 电子渠道 | 手机银行 网银
agency_acquiring | Agency and acquiring | 代理与收单 | 收单 代发 代理
""")
PRODUCT_STATUS = codes("""
active | On sale | 在售 | 正常 在用 open
inactive | Withdrawn | 停售 | 下架 停用 closed
""")
RATE_BASIS = codes("""
annual_pct | Per cent a year | 年利率 | 年化
annual_li | Li a year | 年厘 |
monthly_li | Li a month | 月厘 | 厘
monthly_pct | Per cent a month | 月利率 |
daily_li | Li a day | 日厘 | 日息
flat_monthly_pct | Flat per cent a month | 月费率 | 手续费率
""")
REPAY_MODE = codes("""
annuity | Equal instalments | 等额本息 |
equal_principal | Equal principal | 等额本金 |
bullet | Interest first, principal at the end | 先息后本 | 到期还本
flat | Flat instalments | 等本等息 |
""")
FEATURE = codes("""
fast | Decided the same day | 审批快 | 当日放款 当天放款 当日审批 秒批 秒贷 快速审批
online | Applied for online | 线上办理 | 线上申请 线上 手机办理
revolving | Drawn and repaid at will | 随借随还 | 循环额度 循环使用
no_collateral | Without collateral | 免抵押 | 信用贷款 纯信用 信用方式
no_mutual_guarantee | Without mutual guarantee | 不互保 | 无需互保 免互保 不联保
group_filing | Filed as a group | 团办 | 团体办理 集中办理
family_no_signature | Without the family's signature | 家属免签 | 免家属签字 配偶免签
home_service | Served at home or work | 上门办理 | 上门 上门服务
early_repayment | Repaid early without a fee | 提前还款免违约金 | 提前还款无违约金 免违约金
""")
RISK_CLASS = codes("""
pass | Pass | 正常 | 正常类
special_mention | Special mention | 关注 | 关注类
substandard | Substandard | 次级 | 次级类
doubtful | Doubtful | 可疑 | 可疑类
loss | Loss | 损失 | 损失类
""")
CONTACT_CHANNEL = codes("""
call | Call | 电访 | 电话
visit | Visit | 面访 | 上门 拜访
sms | Text message | 短信 |
wechat | WeChat | 微信 | 企微 企业微信
email | Email | 邮件 | 电子邮件
card | Greeting card | 问候卡 | 贺卡
event | Event | 活动 | 沙龙
""")
CONTACT_TYPE = codes("""
care | Care | 关怀 | 维护
service | Service | 服务 |
marketing | Marketing | 营销 |
education | Education | 金融知识宣传 | 宣传 投教
collection | Collection | 催收 |
""")
CONTACT_RESULT = codes("""
reached | Reached | 有效接触 | 接通 成功
not_reached | Not reached | 未接触到 | 未接通 失败
refused | Refused | 拒绝 | 拒访
""")
OUTFLOW_REASON = codes("""
competitor_rate | A rival's rate | 同业利率 | 他行利率
property | Property purchase | 购房 | 买房
business | Business use | 经营周转 | 生意
wealth_elsewhere | Wealth products elsewhere | 他行理财 |
family | Family use | 家庭支出 | 家用
dissatisfied | Dissatisfied | 不满意 | 服务不满
other | Other | 其他 | 其它
""")
CAMPAIGN_STATUS = codes("""
draft | Draft | 草稿 | 计划
running | Running | 进行中 | 执行中
closed | Closed | 已结束 | 结束
""")
ARM = codes("""
treat | Treated | 营销组 | 实验组 treatment
control | Control | 对照组 |
""")
COMPLAINT_KIND = codes("""
complaint | Complaint | 投诉 |
request | Request | 诉求 | 咨询
suggestion | Suggestion | 建议 |
""")
COMPLAINT_CHANNEL = codes("""
branch | Branch | 网点 | 柜面
hotline | Hotline | 客服热线 | 热线 电话
regulator | Regulator | 监管转办 | 监管
online | Online | 线上 | 网络
""")
COMPLEXITY = codes("""
simple | Simple | 简单 | 一般
complex | Complex | 复杂 |
special_approved | Special, approved | 特殊审批 | 特别复杂
""")
OUTCOME = codes("""
upheld | Upheld | 成立 | 属实
partly | Partly upheld | 部分成立 | 部分属实
rejected | Rejected | 不成立 | 不属实
withdrawn | Withdrawn | 撤诉 | 撤回
""")
CONSENT_PURPOSE = codes("""
marketing | Marketing | 营销 |
personalised_reco | Personalised recommendations | 个性化推荐 |
external_share | Sharing outside | 对外提供 | 对外共享
research | Research | 调研 | 研究
""")
TRAIT = codes("""
performance | Performance | 业绩 |
brand | Brand | 品牌 |
hq_proximity | Head office nearby | 总部 |
demand | Demand | 需求 |
attitude | Attitude | 态度 |
benchmark | Benchmark | 标杆 |
""")
SITE_TYPE = codes("""
street | Shopping street | 商业街区 | 街区
market | Market | 交易市场 | 市场
park | Industrial park | 产业园区 | 园区
platform | Core platform | 核心平台 | 平台
village | Village | 行政村 | 村
""")
SCHEME = codes("""
TIER | Customer tier | 客户层级 |
VALUE3 | Value class | 价值分类 |
ACT3 | Activity | 活跃度 |
INC3 | Income band | 收入层次 |
GRADE | Composite grade | 综合等级 |
CARE | Care interval | 维护频次 |
""")
METRIC = codes("""
aum_mavg | AUM, monthly average | AUM月日均 |
contrib_ttm | Contribution, 12 months | 近12个月综合贡献 |
value_score | Value score | 价值得分 |
annual_income | Annual income | 年收入 |
rule | Rule | 规则 |
""")
DROP_RULE = codes("""
last | Level of the last month | 按最近一个月 |
window_max | Best level of the window | 按窗口内最高 |
""")
TIER = codes("""
mass | Mass | 大众 |
mass_affluent | Mass affluent | 大众富裕 |
affluent | Affluent | 富裕 |
vip | VIP | VIP |
basic | Basic | 基础 |
growth | Growth | 成长 |
priority | Priority | 优质 |
strategic | Strategic | 战略 |
""")
VALUE3 = codes("""
low | Low value | 低价值 |
mid | Mid value | 中价值 |
high | High value | 高价值 |
""")
ACT3 = codes("""
dormant | Dormant | 沉睡 |
underused | Under-used | 潜在 |
active | Active | 活跃 |
""")
INC3 = codes("""
low | Low income | 低收入 |
mid | Middle income | 中收入 |
high | High income | 高收入 |
""")
GRADE = codes("""
general | General | 一般 |
potential | Potential | 潜力 |
high | High value | 高价值 |
top | Grade A | 综合A级 |
""")
ABC = codes("""
A | Class A | A类 |
B | Class B | B类 |
C | Class C | C类 |
""")
DEPTH = codes("""
existing | Existing | 存量 |
relationship | Relationship | 关系 |
loyal | Loyal | 忠诚 |
""")
SIGN = codes("""
positive | Brings contribution | 正贡献 |
zero | Brings nothing | 零贡献 |
loss_making | Loss-making | 负贡献 |
""")
