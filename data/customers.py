"""What the rules need of customers themselves, as arrays indexed by customer_key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.policy import TierPolicy

MONEY_ELSEWHERE = 300_000
GROWING_STAGES = ("growing", "college_age_children", "mature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """Per customer_key: credit (0 for A, -1 missing), income level, opening day, GRADE signals.

    `open_day` counts days since 1970, NaN when unknown.
    """

    credit: NDArray[np.int8]
    income: NDArray[np.int8]
    open_day: NDArray[np.float64]
    signals: NDArray[np.int8]

    @classmethod
    def read(
        cls, connection: duckdb.DuckDBPyConnection, policy: TierPolicy, day: date
    ) -> Attributes:
        """Read them for every customer of a release; INC3 is for people only."""
        columns = connection.execute(
            f"""select customer_key,
                cast(instr('ABCD', coalesce(credit_grade, 'x')) - 1 as tinyint) as credit,
                case when customer_type = 'personal'
                    then cast(annual_income as double) end as income,
                cast(open_date - date '1970-01-01' as double) as open_day,
                cast(coalesce(family_stage in {GROWING_STAGES}, false) as tinyint)
                    + cast(coalesce(external_aum_est >= {MONEY_ELSEWHERE}, false) as tinyint)
                    as signals
            from customer"""
        ).fetchnumpy()
        key = np.asarray(columns["customer_key"])
        size = int(key.max()) + 1 if len(key) else 1
        income = np.full(size, np.nan)
        income[key] = np.ma.filled(columns["income"], np.nan)
        open_day = np.full(size, np.nan)
        open_day[key] = np.ma.filled(columns["open_day"], np.nan)
        credit = np.full(size, -1, dtype=np.int8)
        credit[key] = np.ma.filled(columns["credit"], -1)
        signals = np.zeros(size, dtype=np.int8)
        signals[key] = np.ma.filled(columns["signals"], 0)
        ladder = policy.ladder("INC3", "personal", day)
        level = ladder.raw(income)
        signals += level == len(ladder.codes) - 1
        return cls(credit=credit, income=level, open_day=open_day, signals=signals)
