"""The rival offers Tierview ships with: known from one town, on no known day.

They count only after a person has confirmed a date. Source: domain model 2.6.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EASY = ("central_soe", "civil_servant", "doctor", "public_institution", "teacher")
"""Whom the offer is made to: those with the surest salaries."""


def _postal(offer_id: str, product: str, grade: str, limit: float) -> Mapping[str, object]:
    return MappingProxyType(
        {
            "offer_id": offer_id,
            "competitor": "邮政储蓄银行",
            "product_name": product,
            "line": "loan_personal",
            "eligible_occupations": EASY,
            "eligible_grades": (grade,),
            "max_amount": limit,
            "quote_value": 5.0,
            "quote_basis": "monthly_li",
            "is_floor": True,
            "repay_modes": ("annuity", "bullet"),
            "features": "2–3人团办,不互保,家属免签,上门办理",
        }
    )


SHIPPED_OFFERS: tuple[Mapping[str, object], ...] = (
    _postal("优享贷-A", "优享贷-一般职工", "staff", 300_000),
    _postal("优享贷-B", "优享贷-副科/中级职称以上", "deputy_section_or_mid_title_plus", 500_000),
)
