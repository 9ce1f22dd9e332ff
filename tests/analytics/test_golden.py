"""The numbers worked by hand in tests/golden, on the prepared buckets and on raw rows."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analytics.questions import answer, question_named
from analytics.scope import Scope
from tests.support.releases import small_release

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(file.parent for file in GOLDEN.rglob("params.toml"))


@pytest.mark.parametrize("cube", [True, False], ids=["cube", "raw"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:]))
def test_a_question_gives_the_numbers_worked_by_hand(case, cube, tmp_path, monkeypatch):
    if not cube:
        monkeypatch.setattr("analytics.relations.CUBE_MEASURES", frozenset())
    params = tomllib.loads((case / "params.toml").read_text("utf-8"))
    rows = pd.read_csv(case / "customer_snapshot.csv", parse_dates=["snapshot_date"])
    rows["snapshot_date"] = rows["snapshot_date"].dt.date
    expected = pd.read_csv(case / "expect.csv")
    engine = small_release(tmp_path / "store", rows)
    scope = Scope.of(engine, where=params.get("where"))

    found = answer(question_named(params["question"]), engine, scope, params.get("options", {}))

    found = found[list(expected.columns)].astype(expected.dtypes.to_dict())
    pd.testing.assert_frame_equal(
        found, expected, rtol=0, atol=params["tolerance"], check_dtype=False
    )
