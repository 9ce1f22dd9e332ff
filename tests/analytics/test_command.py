"""python -m analytics, as a bank's scheduler calls it."""

import json

import pytest

from analytics.__main__ import main
from analytics.contribution import contribution_summary
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE, seeded_bank
from tests.support.releases import small_release, written_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command") / "store"
    written_store(folder, seeded_bank(400))
    return folder


def ask(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_json_is_a_list_of_rows_in_full_precision(capsys, store):
    status, out, _ = ask(capsys, "contribution-summary", "--store", store, "--format", "json")

    from analytics.engine import DuckDBEngine  # noqa: PLC0415 - the twin of the command

    engine = DuckDBEngine(store)
    (row,) = json.loads(out)
    expected = contribution_summary(engine, Scope.of(engine)).iloc[0]
    assert status == 0
    assert row["top20_share"] == expected["top20_share"]
    assert row["customer_count"] == expected["customer_count"]
    assert isinstance(row["customer_count"], int)


def test_filters_dates_and_options_are_read(capsys, store):
    status, out, _ = ask(
        capsys,
        "contribution-change",
        "--store",
        store,
        "--at",
        AT,
        "--before",
        BEFORE,
        "--where",
        "branch_id=B01",
        "--where",
        "branch_id=B02",
        "measure=aum_mavg",
        "min_cell=5",
        "--format",
        "json",
    )

    assert status == 0
    assert json.loads(out)[0]["metric"] == "top20_share"


def test_a_total_of_zero_or_less_has_null_shares_and_is_no_error(capsys, tmp_path):
    rows = {"customer_id": ["a", "b"], "snapshot_date": [AT] * 2, "contribution_ttm": [5.0, -9.0]}
    small_release(tmp_path / "store", rows).close()

    status, out, _ = ask(
        capsys, "contribution-summary", "--store", tmp_path / "store", "--format", "json"
    )

    (row,) = json.loads(out)
    assert status == 0
    assert row["total"] == -4
    assert row["top20_share"] is None
    assert row["customers_for_80_count"] is None


def test_a_decomposition_of_a_total_of_zero_or_less_has_null_changes(capsys, tmp_path):
    rows = {
        "customer_id": ["A", "B", "A", "B"],
        "snapshot_date": [BEFORE, BEFORE, AT, AT],
        "contribution_ttm": [5, -9, 6, 1],
    }
    small_release(tmp_path / "loss", rows)
    status, out, err = ask(
        capsys, "contribution-decomposition", "--store", tmp_path / "loss", "--format", "json"
    )

    assert (status, err) == (0, "")
    assert [(row["part"], row["amount"], row["change"]) for row in json.loads(out)] == [
        ("stayers", 1.0, None),
        ("entrants", 0.0, None),
        ("leavers", 0.0, None),
        ("growth", 11.0, None),
    ]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize(
    "question",
    [
        "contribution-curve",
        "contribution-marks",
        "contribution-deciles",
        "contribution-decomposition",
        "contribution-curves-by",
        "contribution-trend",
        "contribution-stress",
        "contribution-customers",
        "contribution-selection",
        "scope-values",
    ],
)
def test_every_question_prints_in_every_form(capsys, store, question, form):
    status, out, err = ask(capsys, question, "--store", store, "--format", form)

    assert (status, err) == (0, "")
    assert out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("contribution-sumary",),
            (
                "No question is named contribution-sumary. The nearest names are "
                "contribution-summary, contribution-marks, contribution-curve."
            ),
        ),
        (
            ("contribution-summary", "mesure=aum_mavg"),
            "contribution-summary has no option mesure. It takes measure.",
        ),
        (
            ("contribution-summary", "measure=aum"),
            "No measure is named aum. The nearest names are aum_eop, aum_mavg.",
        ),
        (
            ("contribution-summary", "--at", "31.12.2025"),
            "31.12.2025 cannot be read as --at. Write it as a date such as 2026-06-30.",
        ),
        (
            ("contribution-stress", "best_count=many"),
            "many cannot be read as best_count. Write it as how many of the best leave.",
        ),
        (
            ("contribution-stress", "best_count=-1"),
            "-1 cannot be read as best_count. Write it as how many of the best leave.",
        ),
        (
            ("contribution-customers", "best=20"),
            "20 cannot be read as best. Write it as a share of customers, 0.2 for the best 20 %.",
        ),
        (
            ("contribution-selection", "value_low=nan"),
            "nan cannot be read as value_low. Write it as an amount, included.",
        ),
        (
            ("contribution-summary", "--engine", "sc://cluster:15002"),
            (
                "sc://cluster:15002 is not available in this build. "
                "Use --store with a folder of releases."
            ),
        ),
    ],
)
def test_a_wrong_call_gets_one_clear_line_on_standard_error(capsys, store, arguments, message):
    status, out, err = ask(capsys, *arguments, "--store", store)

    assert status == 1
    assert out == ""
    assert err == message + "\n"


def test_a_missing_store_says_how_to_fill_one(capsys, tmp_path):
    status, _, err = ask(capsys, "contribution-summary", "--store", tmp_path / "nothing")

    assert status == 1
    assert "python -m data.load" in err


def test_the_list_names_every_question(capsys):
    status, out, _ = ask(capsys, "--list")

    assert status == 0
    assert "contribution-summary" in out
    assert "How concentrated is the contribution?" in out
