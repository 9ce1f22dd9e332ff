"""The `customer` table of the demo bank: attributes with the gaps real banks have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.sample import columns
from data.sample.columns import Array, ordinal
from data.sample.core import (
    BORROWER,
    CORPORATE,
    INSTITUTION,
    INVESTOR,
    PAYROLL,
    PERSONAL,
    SLEEPER,
    TYPES,
    Core,
)
from data.sample.loans import Loans
from data.sample.names import firm_names, person_names
from data.sample.paths import Paths, day_of
from data.sample.plan import Plan
from data.vocabularies import (
    COMPANY_SIZE,
    CREDIT_GRADE,
    FAMILY_STAGE,
    INSTITUTION_TYPE,
    JOB_GRADE,
    MOTIVE,
    NEEDS,
    OCCUPATION_GROUP,
    OWNERSHIP,
    PERFORMANCE,
    PURSUIT_STAGE,
    RELATION,
    SERVICE_GROUP,
    TRAITS,
)

FARMER, MERCHANT, MICRO, SALARIED, PUBLIC, OTHER_GROUP = range(6)
SELF_EMPLOYED, FARMING, OTHER_WORK = 5, 6, 7
UNKNOWN = -1
SITES = 24


def values(codes: tuple[object, ...]) -> list[str]:
    """Return the stored spellings of a vocabulary."""
    return [code.value for code in codes]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Attributes of one block as arrays over customers; codes are positions, -1 unknown.

    Days count from 1970-01-01; `risk` is 0 without an assessment; `income` is NaN when unknown.
    """

    birth_year: Array
    service_group: Array
    occupation: Array
    job_grade: Array
    family: Array
    credit: Array
    credit_on: Array
    risk: Array
    risk_on: Array
    pursuit: Array
    income: Array
    opened: Array


def traits(plan: Plan, block: int, who: Core, book: Loans, walk: Paths) -> Traits:
    """Return the attributes of one block."""
    rng, size = plan.rng(block, "traits"), len(who.number)
    person = who.kind == PERSONAL
    age = np.clip(np.array([58, 38, 49, 43, 45, 0, 0])[who.group] + 11 * rng.standard_normal(size),
                  19, 92).astype(np.int64)  # fmt: skip
    occupation, service = _work(rng, who)
    income = np.exp(np.log(62_000) + 0.34 * who.depth + 0.38 * rng.standard_normal(size)
                    + np.where(who.segment == INVESTOR, 0.45, 0.0))  # fmt: skip
    income = np.where(who.has("potential"), rng.uniform(380_000, 800_000, size), income)
    income = np.where(person & (_given(rng, who, 0.89)), np.rint(income / 100) * 100, np.nan)
    grade_known = book.held | (rng.random(size) < 0.30)
    grade = np.digitize(book.pd, [0.013, 0.024, 0.10])
    assessed = person & ((who.mix[:, 2] > 0.2) | (rng.random(size) < 0.25))
    end = ordinal(plan.end)
    return Traits(
        birth_year=np.where(person & _given(rng, who, 0.985), plan.end.year - age, 0),
        service_group=service,
        occupation=occupation,
        job_grade=_job_grades(rng, who, occupation),
        family=_families(rng, who, age),
        credit=np.where(grade_known, grade, UNKNOWN),
        credit_on=end - (rng.beta(1.2, 2.6, size) * 900).astype(np.int64) - 1,
        risk=np.where(assessed, 1 + rng.choice(5, size, p=[0.12, 0.3, 0.34, 0.17, 0.07]), 0),
        risk_on=end - (rng.beta(1.1, 2.4, size) * 800).astype(np.int64) - 1,
        pursuit=_pursuit(rng, who),
        income=income,
        opened=_opened(plan, rng, who, walk),
    )


def _given(rng: np.random.Generator, who: Core, share: float) -> Array:
    """Return whose value is known: that share, and every planted potential."""
    return np.asarray((rng.random(len(who.number)) < share) | who.has("potential"))


def _work(rng: np.random.Generator, who: Core) -> tuple[Array, Array]:
    """Return occupation and service group, which belong together."""
    size = len(who.number)
    spread = {
        PAYROLL: [0.10, 0.14, 0.06, 0.13, 0.08, 0.03, 0.02, 0.44],
        INVESTOR: [0.08, 0.09, 0.05, 0.08, 0.07, 0.30, 0.03, 0.30],
        BORROWER: [0.01, 0.01, 0.01, 0.01, 0.01, 0.62, 0.28, 0.05],
    }
    usual = [0.02, 0.03, 0.02, 0.03, 0.02, 0.13, 0.50, 0.25]
    work = rng.choice(8, size, p=usual)
    for segment, shares in spread.items():
        work = np.where(who.segment == segment, rng.choice(8, size, p=shares), work)
    eligible = rng.integers(0, 5, size)
    work = np.where(who.has("exposed_sure"), eligible, work)
    outside = who.has("not_eligible") & (who.number % 3 == 0)
    work = np.where(who.has("not_eligible"), np.where(outside, SELF_EMPLOYED, eligible), work)
    service = np.select(
        [work <= 4, work == SELF_EMPLOYED, work == FARMING, who.segment == PAYROLL],
        [PUBLIC, np.where(rng.random(size) < 0.3, MICRO, MERCHANT), FARMER, SALARIED],
        OTHER_GROUP,
    )
    hidden = (rng.random(size) < 0.11) & (who.role == 0)
    work = np.where(hidden | who.has("exposed_possible"), UNKNOWN, work)
    person = who.kind == PERSONAL
    firm_service = np.where(rng.random(size) < 0.7, MICRO, OTHER_GROUP)
    firm_service = np.where(who.kind == INSTITUTION, OTHER_GROUP, firm_service)
    return np.where(person, work, UNKNOWN), np.where(person, service, firm_service)


def _job_grades(rng: np.random.Generator, who: Core, occupation: Array) -> Array:
    """Return 0 staff, 1 deputy section head and above, for the occupations that have grades."""
    high = (rng.random(len(occupation)) < 0.28) & ~who.has("exposed_possible")
    graded = (occupation >= 0) & (occupation <= 4)
    known = (rng.random(len(occupation)) < 0.9) | (who.role > 0)
    return np.where(graded & known, high.astype(np.int64), UNKNOWN)


def _families(rng: np.random.Generator, who: Core, age: Array) -> Array:
    stage = np.digitize(age, [26, 31, 43, 52, 60])
    shown = (who.kind == PERSONAL) & ((rng.random(len(age)) < 0.70) | who.has("potential"))
    return np.where(shown, stage, UNKNOWN)


def _pursuit(rng: np.random.Generator, who: Core) -> Array:
    size = len(who.number)
    stage = np.digitize(who.depth + 0.5 * rng.standard_normal(size), [0.6, 1.6])
    chosen = rng.random(size) < np.where(who.kind == CORPORATE, 0.5, 0.08)
    return np.where(chosen & (who.segment != SLEEPER), stage, UNKNOWN)


def _opened(plan: Plan, rng: np.random.Generator, who: Core, walk: Paths) -> Array:
    first = ordinal(plan.months_made[0])
    old = first - 60 - (rng.beta(1.0, 2.2, len(who.number)) * 7_000).astype(np.int64)
    return np.where(who.born > 0, day_of(plan, walk, who.born), old)


def customer_table(plan: Plan, block: int, who: Core, has: Traits) -> pa.Table:
    """Return the customer table of one block, as the contract names it."""
    rng, size = plan.rng(block, "customer"), len(who.number)
    person = who.kind == PERSONAL
    names = person_names(rng, size)
    branch = [f"B{number + 1:03d}" for number in range(15)]
    phone = pa.compute.binary_join_element_wise(
        "199", columns.ids("", rng.integers(0, 10**8, size), 8), ""
    )
    known_phone = pa.array(rng.random(size) < 0.95)
    base = {
        "customer_id": columns.customer_ids(who.number),
        "customer_type": columns.codes(who.kind, TYPES),
        "branch_id": columns.codes(_home_branch(plan, who), branch),
        "display_name": pa.compute.if_else(pa.array(person), names, firm_names(rng, who.kind)),
        "phone": pa.compute.if_else(known_phone, phone, pa.scalar(None, pa.string())),
        "open_date": columns.days(has.opened, rng.random(size) < 0.996),
        "birth_year": columns.integers(has.birth_year, has.birth_year > 0),
        "gender": columns.codes(
            np.where(person & (rng.random(size) < 0.98), rng.integers(0, 2, size), -1), ["F", "M"]
        ),
        "service_group": columns.codes(has.service_group, values(SERVICE_GROUP)),
    }
    return pa.table({**base, **_profile(rng, who, has), **_links(rng, who)})


def _home_branch(plan: Plan, who: Core) -> Array:
    return np.where(who.moved < len(plan.months_made), who.next_branch, who.branch)


def _profile(rng: np.random.Generator, who: Core, has: Traits) -> dict[str, pa.Array]:
    size, firm = len(who.number), who.kind == CORPORATE
    some = rng.random(size)

    def coded(index: Array, where: Array, vocabulary: tuple[object, ...]) -> pa.Array:
        return columns.codes(np.where(where, index, UNKNOWN), values(vocabulary))

    scale = np.digitize(who.depth + 0.3 * rng.standard_normal(size), [1.3, 2.6])
    outside = np.exp(11.6 + 0.8 * rng.standard_normal(size))
    outside = np.where(who.has("potential"), rng.uniform(8e5, 3e6, size), outside)
    told = who.has("potential") | ((some < 0.06) & (who.kind == PERSONAL))
    return {
        "family_stage": columns.codes(has.family, values(FAMILY_STAGE)),
        "annual_income": columns.money(has.income),
        "motive": coded(rng.choice(4, size, p=[0.4, 0.25, 0.25, 0.1]),
                        (who.kind == PERSONAL) & (some < 0.35), MOTIVE),
        "occupation_group": columns.codes(has.occupation, values(OCCUPATION_GROUP)),
        "job_grade": columns.codes(has.job_grade, values(JOB_GRADE)),
        "company_size": coded(scale, firm & (some < 0.97), COMPANY_SIZE),
        "ownership": coded(rng.choice(3, size, p=[0.84, 0.11, 0.05]), firm, OWNERSHIP),
        "performance": coded(rng.choice(3, size, p=[0.3, 0.58, 0.12]), firm, PERFORMANCE),
        "traits": columns.tags(firm[:, None] & (rng.random((size, 6)) < 0.16), values(TRAITS)),
        "needs": columns.tags(firm[:, None] & (rng.random((size, 3)) < 0.4), values(NEEDS)),
        "institution_type": coded(np.where(who.interbank, 0, 1), who.kind == INSTITUTION,
                                  INSTITUTION_TYPE),
        "credit_grade": columns.codes(has.credit, values(CREDIT_GRADE)),
        "credit_grade_date": columns.days(has.credit_on, has.credit >= 0),
        "risk_tolerance": columns.integers(has.risk, has.risk > 0),
        "risk_assessed_on": columns.days(has.risk_on, has.risk > 0),
        "pursuit_stage": columns.codes(has.pursuit, values(PURSUIT_STAGE)),
        "external_aum_est": columns.money(np.rint(outside / 1_000) * 1_000, told),
    }  # fmt: skip


def _links(rng: np.random.Generator, who: Core) -> dict[str, pa.Array]:
    """Return who recommended whom, who owns or works for which firm, and the batch site."""
    size, first = len(who.number), int(who.number[0])
    person = who.kind == PERSONAL
    friend = first + rng.integers(0, size, size)
    referred = person & (rng.random(size) < 0.07) & (friend != who.number)
    firms = np.flatnonzero(who.kind == CORPORATE)
    firms = firms if len(firms) else np.array([0])
    firm = first + firms[rng.integers(0, len(firms), size)]
    linked = person & (firm != who.number) & (rng.random(size) < 0.06)
    linked &= bool((who.kind == CORPORATE).any())
    relation = rng.choice(6, size, p=[0.3, 0.2, 0.0, 0.5, 0.0, 0.0])
    at_site = (np.isin(who.segment, (BORROWER,)) & (rng.random(size) < 0.5)) | (
        (who.kind == CORPORATE) & (rng.random(size) < 0.35)
    )
    site = who.branch.astype(np.int64) + 15 * (rng.random(size) < 0.45)
    site = np.where(site < SITES, site, who.branch)
    return {
        "referred_by": columns.customer_ids(friend, referred),
        "related_to_customer_id": columns.customer_ids(firm, linked),
        "relation": columns.codes(np.where(linked, relation, UNKNOWN), values(RELATION)),
        "batch_site_id": columns.codes(
            np.where(at_site, site, UNKNOWN), [f"S{number + 1:03d}" for number in range(SITES)]
        ),
    }
