"""The columns and codes of what managers write: value | English | 中文."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from data.columns import Column, codes, columns

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = {
    "REASON": codes("""
near_threshold | Close to a higher tier | 临近升层
protection_ending | Protection about to end | 保级期将满
fell | Fell a tier | 层级下降
large_outflow | Large outflow | 资金大额流出
maturing | Maturing soon | 即将到期
offer_exposed | Reached by a rival offer | 受同业产品影响
dormant_high_value | Dormant, high value | 高价值沉睡
payroll_stopped | Payroll stopped | 代发中断
early_warning | Early warning | 流失预警
finding | From a finding | 来自本周发现
single_customer | One large customer | 单户大额
lost | Left | 已流失
new_customer | New customer | 新客户
rose | Rose a tier | 层级上升
loss_making | Negative contribution | 负贡献
high_contribution | High contribution | 高贡献
segment | From a segment | 所属客群
next_product | Next product | 可配产品
alert | From an alert | 来自提醒
chosen | Picked from a list | 名单选取
other | Other | 其他
"""),
    "STATUS": codes("""
open | Open | 待办
done | Done | 已完成
dismissed | Dismissed | 不再跟进
undone | Taken back | 已撤销
"""),
    "RESULT": codes("""
reached | Reached | 已联系
not_reached | Not reached | 未联系上
agreed | Agreed | 已达成
won | Won back | 已挽回
refused | Refused | 已婉拒
later | Later | 稍后再谈
"""),
    "KIND": codes("""
note | Note | 备注
decision | Decision | 会议决定
"""),
    "SHARING": codes("""
private | Only me | 仅自己
team | The team | 团队共用
"""),
}

WRITTEN: Mapping[str, Column] = MappingProxyType(
    {
        column.name: column
        for column in columns(
            """
action_id | integer | | Number | 编号 |
reasons | text | | Reasons | 触发原因 |
action_reason | code REASON | | Reason | 触发原因 |
action_status | code STATUS | | Status of the action | 待办状态 |
action_result | code RESULT | | Result | 结果 |
remark | text | | Remark | 说明 |
advice | text | | What to do | 建议动作 |
due_on | date | | Due | 截止日 |
created_on | date | | Made on | 生成日期 |
value_at_risk | money | | Value at risk | 风险贡献额 |
note_kind | code KIND | | Kind of note | 备注类型 |
words | text | | Text | 内容 |
author | text | | By | 操作人 |
sharing | code SHARING | | Seen by | 可见范围 |
""",
            WORDS,
        )
    }
)
"""Labels only: none of these is a column of a release."""
