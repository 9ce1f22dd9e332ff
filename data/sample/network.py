"""The bank around its customers: branches, managers, products, sites, campaigns, rivals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.columns import Table
from data.contract import TABLES
from data.sample import columns
from data.sample.core import BRANCH_COUNT, MANAGERS_A_BRANCH
from data.sample.names import person_names
from data.sample.plan import Plan

BRANCH_NAMES = (
    ("禾川营业部", "urban"), ("城东支行", "urban"), ("城西支行", "urban"), ("新区支行", "urban"),
    ("人民路支行", "urban"), ("云溪支行", "county"), ("石桥支行", "county"), ("白塔支行", "county"),
    ("柳林支行", "county"), ("青山支行", "county"), ("河口支行", "township"),
    ("桃园支行", "township"), ("金穗支行", "township"), ("东岭支行", "township"),
    ("南塘支行", "township"),
)  # fmt: skip
CENTRES = {"urban": 1, "county": 6, "township": 11}
RETIRED_MANAGER = 40

BOTH, PEOPLE, FIRMS = (
    ["personal", "corporate", "institution"], ["personal"], ["corporate", "institution"],
)  # fmt: skip
PRODUCTS = (
    ("P01", "活期存款", "Demand deposit", "deposit_demand", None, PEOPLE),
    ("P02", "单位活期存款", "Business demand deposit", "deposit_demand", None, FIRMS),
    ("P03", "整存整取", "Time deposit", "deposit_time", None, PEOPLE),
    ("P04", "单位定期存款", "Business time deposit", "deposit_time", None, FIRMS),
    ("P05", "大额存单", "Certificate of deposit", "deposit_time", None, BOTH),
    ("P06", "金禾7天理财", "Seven-day wealth", "wealth", 2, PEOPLE),
    ("P07", "金禾稳健理财", "Steady wealth", "wealth", 2, BOTH),
    ("P08", "金禾进取理财", "Growth wealth", "wealth", 4, PEOPLE),
    ("P09", "混合型基金", "Mixed fund", "fund_insurance", 4, PEOPLE),
    ("P10", "分红型保险", "Participating insurance", "fund_insurance", 2, PEOPLE),
    ("P11", "金燕快贷通", "Quick personal loan", "loan_personal", None, PEOPLE),
    ("P12", "金燕商贷通", "Merchant loan", "loan_merchant", None, PEOPLE),
    ("P13", "个人住房按揭", "Home mortgage", "mortgage", None, PEOPLE),
    ("P14", "流动资金贷款", "Working-capital loan", "loan_corporate", None, ["corporate"]),
    ("P15", "固定资产贷款", "Fixed-asset loan", "loan_corporate", None, ["corporate"]),
    ("P16", "银行承兑汇票", "Bank acceptance", "bill", None, ["corporate"]),
    ("P17", "金燕借记卡", "Debit card", "card", None, PEOPLE),
    ("P18", "金燕信用卡", "Credit card", "card", None, PEOPLE),
    ("P19", "手机银行", "Mobile banking", "e_channel", None, PEOPLE),
    ("P20", "企业网银", "Business internet banking", "e_channel", None, FIRMS),
    ("P21", "代发工资", "Payroll", "agency_acquiring", None, BOTH),
    ("P22", "商户收单", "Merchant acquiring", "agency_acquiring", None, BOTH),
    ("P23", "金禾旧版理财", "Withdrawn wealth product", "wealth", None, PEOPLE),
)
SITE_KINDS = ("street", "market", "park", "platform", "village")
SITE_WORDS = ("商业街", "农贸市场", "产业园", "供销平台", "村")
PEERS = (("邮政储蓄银行", 0.9), ("农业银行", 1.3), ("工商银行", 1.0), ("建设银行", 0.9),
         ("村镇银行", 0.2))  # fmt: skip
EASY = ["civil_servant", "public_institution", "central_soe", "teacher", "doctor"]


def table(name: str, rows: Sequence[Sequence[object]], names: Sequence[str]) -> pa.Table:
    """Return rows as an Arrow table in the contract's types."""
    contract: Table = TABLES[name]
    arrow = {
        "money": columns.MONEY, "date": pa.date32(), "integer": pa.int32(), "year": pa.int32(),
        "number": pa.float64(), "rate": pa.float64(), "flag": pa.bool_(),
        "codes": pa.list_(pa.string()), "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    made = {}
    for at, column in enumerate(names):
        kind = arrow.get(contract.column(column).kind, pa.string())
        values = [row[at] for row in rows]
        if kind == columns.MONEY:
            numbers = np.array([np.nan if value is None else value for value in values], float)
            made[column] = columns.money(numbers)
        else:
            made[column] = pa.array(values, kind)
    return pa.table(made)


def branches() -> pa.Table:
    """Return 15 branches in 3 areas, each area under its first branch."""
    rows = []
    for number, (name, area) in enumerate(BRANCH_NAMES, start=1):
        centre = CENTRES[area]
        parent = None if number == 1 else f"B{1 if number == centre else centre:03d}"
        spot = (33.60 + 0.037 * (number % 5) - 0.02 * number, 114.20 + 0.045 * (number // 3))
        rows.append((f"B{number:03d}", name, parent, area, 8 + (16 - number) // 2, *spot))
    return table(
        "branch", rows, ("branch_id", "name", "parent_id", "area", "staff_cnt", "lat", "lon")
    )


def managers(plan: Plan) -> pa.Table:
    """Return 60 managers, four a branch; one has left and still has customers."""
    count = BRANCH_COUNT * MANAGERS_A_BRANCH
    names = person_names(plan.rng(0, "managers"), count).to_pylist()
    roles = ("branch_head", "rm", "rm", "credit")
    rows = [
        (f"M{at + 1:03d}", names[at], f"B{at // 4 + 1:03d}", roles[at % 4],
         (60, 300, 300, 180)[at % 4], at != RETIRED_MANAGER)
        for at in range(count)
    ]  # fmt: skip
    return table("manager", rows, ("manager_id", "name", "branch_id", "role", "capacity", "active"))


def products() -> pa.Table:
    """Return the range; P23 is withdrawn and has no risk level."""
    rows = [
        (*product, product[3] == "e_channel", "inactive" if product[0] == "P23" else "active")
        for product in PRODUCTS
    ]
    names = ("product_id", "name_zh", "name_en", "line", "risk_level", "eligible_types",
             "is_channel", "status")  # fmt: skip
    return table("product", rows, names)


def sites(plan: Plan) -> pa.Table:
    """Return 24 streets, markets, parks, platforms and villages to develop in batches."""
    rng, rows = plan.rng(0, "sites"), []
    for number in range(24):
        branch, kind = number % BRANCH_COUNT, number % len(SITE_KINDS)
        place = BRANCH_NAMES[branch][0].removesuffix("支行").removesuffix("营业部")
        visited = plan.end - timedelta(days=int(rng.integers(3, 200)))
        people = int(rng.integers(60, 900) * max(plan.customers / 20_000, 0.1))
        rows.append((f"S{number + 1:03d}", place + SITE_WORDS[kind], SITE_KINDS[kind],
                     f"B{branch + 1:03d}", people, visited if number % 4 else None))  # fmt: skip
    return table("batch_site", rows,
                 ("site_id", "name", "type", "branch_id", "population", "visited_on"))  # fmt: skip


def offers(plan: Plan) -> pa.Table:
    """Return rivals' offers: two shipped ones with no date yet, then current, stale, expired."""
    end = plan.end

    def ago(days: int) -> date:
        return end - timedelta(days=days)

    both = ["annuity", "bullet"]
    post = "邮政储蓄银行"
    words = "2–3人团办,不互保,家属免签,上门办理"
    rows = [
        ("O01", post, "优享贷-一般职工", "loan_personal", EASY, ["staff"], 300_000.0, 5.0,
         "monthly_li", True, both, 36, None, "信用", words, "支行收集", None, None),
        ("O02", post, "优享贷-副科/中级职称以上", "loan_personal", EASY,
         ["deputy_section_or_mid_title_plus"], 500_000.0, 5.0, "monthly_li", True, both, 36, None,
         "信用", words, "支行收集", None, None),
        ("O03", "农业银行", "惠农经营贷", "loan_merchant", ["farmer", "self_employed"], None,
         300_000.0, 5.4, "annual_pct", False, ["annuity", "equal_principal"], 24, 0.0, "担保",
         "随借随还", "客户出示合同", ago(20), None),
        ("O04", "建设银行", "公积金消费贷", "loan_personal", EASY, None, 200_000.0, 0.35,
         "flat_monthly_pct", False, ["flat"], 36, 1.0, "信用", "线上申请", "官网", ago(45),
         end + timedelta(days=60)),
        ("O05", "工商银行", "商户快贷", "loan_merchant", ["self_employed"], None, 200_000.0, 1.5,
         "daily_li", True, ["bullet"], 12, None, "信用", "秒批", "宣传单", ago(150), None),
        ("O06", "村镇银行", "开门红消费贷", "loan_personal", None, None, 100_000.0, 0.55,
         "monthly_pct", False, ["annuity"], 24, None, "信用", "限时", "朋友圈", ago(70), ago(10)),
        ("O07", "村镇银行", "三年定期", "deposit_time", None, None, None, 1.75, "annual_pct", False,
         None, 36, None, None, "满5万元起", "网点公告", ago(12), None),
        ("O08", "农业银行", "一年定期", "deposit_time", None, None, None, 1.15, "annual_pct", False,
         None, 12, None, None, "挂牌利率", "网点公告", ago(30), None),
        ("O09", "本行", "金燕快贷通", "loan_personal", None, None, 300_000.0, 7.2, "annual_pct",
         False, ["annuity"], 36, None, "信用", "当日放款", "产品手册", ago(5), None),
        ("O10", "本行", "三年定期", "deposit_time", None, None, None, 1.55, "annual_pct", False,
         None, 36, None, None, "挂牌利率", "产品手册", ago(5), None),
    ]  # fmt: skip
    names = ("offer_id", "competitor", "product_name", "line", "eligible_occupations",
             "eligible_grades", "max_amount", "quote_value", "quote_basis", "is_floor",
             "repay_modes", "term_months", "fee_pct", "collateral", "features", "source",
             "observed_on", "valid_to")  # fmt: skip
    return table("competitor_offer", rows, names)


def peers(plan: Plan) -> pa.Table:
    """Return rivals' balances by area at the shown quarter-ends."""
    rng, rows = plan.rng(0, "peers"), []
    quarters = [day for day in plan.month_dates if day.month % 3 == 0] or [plan.end]
    for number, day in enumerate(quarters):
        for institution, size in PEERS:
            for area, weight in (("urban", 1.0), ("county", 0.6), ("township", 0.35)):
                base = 6.5e8 * size * weight * (1 + 0.018 * number) * rng.uniform(0.97, 1.03)
                rows.append((f"{day:%Y-%m}", institution, area, round(base), round(base * 0.7)))
    return table("peer_balance", rows, ("period", "institution", "area", "deposits", "loans"))
