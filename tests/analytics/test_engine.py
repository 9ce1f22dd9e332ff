"""What the engine promises whatever is asked."""

import ast
import re
import threading
from pathlib import Path

import duckdb
import pytest

from analytics import engine as engine_module
from analytics import problems
from analytics.contribution import contribution_summary
from analytics.known_columns import HOMES
from analytics.questions import QUESTIONS
from analytics.scope import Scope

SQL = Path(engine_module.__file__).parent / "sql"


def test_an_answer_of_more_than_ten_thousand_rows_is_refused(engine):
    scope = Scope.of(engine).pair

    with pytest.raises(problems.AnswerTooLarge) as caught:
        engine.ask("contribution/pairs", scope, measure="contribution_ttm", day=scope.at)

    assert "10,000" in str(caught.value)
    streamed = engine.stream("contribution/pairs", scope, measure="contribution_ttm", day=scope.at)
    assert sum(batch.num_rows for batch in streamed) > 10_000


def test_an_error_carries_the_sql(engine):
    with pytest.raises(duckdb.Error) as caught:
        engine.ask("contribution/cut_customer", Scope.of(engine), measure="aum_mavg")

    assert "from (select * from customer_snapshot" in caught.value.__notes__[0]


def test_only_the_contract_s_names_reach_the_sql(engine):
    with pytest.raises(problems.UnknownMeasure):
        contribution_summary(engine, Scope.of(engine), measure="1; drop table customer")


def test_the_text_of_a_question_binds_its_values(engine):
    scope = Scope.of(engine, where={"tier": ["vip"]})

    text = engine.text("contribution/buckets", scope, measure="aum_mavg", day=scope.at)

    assert "tier in (:chosen_tier_0)" in text
    assert "vip" not in text


def test_threads_share_one_engine(engine):
    scope = Scope.of(engine)
    totals = []
    threads = [
        threading.Thread(
            target=lambda: totals.append(contribution_summary(engine, scope).iloc[0]["total"])
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(totals) == 6
    assert len(set(totals)) == 1


def test_the_release_says_what_it_is(engine):
    assert engine.facts()["currency"] == "CNY"
    assert engine.release == "000001"
    assert list(engine.snapshots()["grain"]) == ["month", "month"]


@pytest.mark.parametrize("file", sorted(SQL.rglob("*.sql")), ids=lambda file: file.stem)
def test_a_sql_file_opens_with_its_question_and_stays_in_the_shared_subset(file):
    lines = file.read_text("utf-8").splitlines()
    body = "\n".join(line for line in lines if not line.startswith("--")).lower()

    assert lines[0].startswith("-- ")
    assert "?" in lines[0] or "?" in lines[1]
    assert any(line.startswith("-- Grain:") for line in lines)
    # A window without a partition would put a whole bank on one machine.
    assert body.count(" over ") == len(re.findall(r" over \(\s*partition by", body))
    assert "qualify" not in body
    for word in ("arg_max", "list(", "pivot", "asof", "strftime", "::", "//"):
        assert word not in body


def test_every_sql_file_belongs_to_a_question():
    used = {file for question in QUESTIONS.values() for file in question.sql}
    helpers = {
        "overview/known_values",
        "overview/open_count",
        "segments/models",
        "segments/overlaps",
        "week/promised",
        "week/drift",
    }
    helpers |= {f"populations/known_{home}" for home in HOMES}
    shared = {f"relations/{name}" for name in engine_module.SHARED}

    assert {str(file.relative_to(SQL).with_suffix("")) for file in SQL.rglob("*.sql")} == (
        used | helpers | shared
    )


def test_a_total_is_never_made_of_values_in_the_sql_text():
    calls = [
        node
        for file in Path(engine_module.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in node.names
        if name.name.split(".")[0] in {"streamlit", "plotly"}
    ]

    assert calls == []
