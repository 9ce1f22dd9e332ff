"""METRICS.md has one whole entry per question, and nothing else."""

import re
from pathlib import Path

import pytest

from analytics.questions import QUESTIONS

PROJECT = Path(__file__).parent.parent
FIELDS = (
    "Question",
    "Definition and formula",
    "Units",
    "Edge cases",
    "Source",
    "SQL",
)


def entries():
    text = (PROJECT / "METRICS.md").read_text("utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_question_has_an_entry_and_every_entry_is_a_question():
    assert set(entries()) - {"What holds for all of them"} == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_entry_says_what_it_must(name):
    entry = entries()[name]

    assert [field for field in FIELDS if f"- **{field}**:" not in entry] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_entry_says_it_in_chinese_without_machine_names(name):
    chinese = [line for line in entries()[name].splitlines() if line.startswith("- 中文: ")]

    assert chinese
    assert set(re.findall(r"[A-Za-z_]+", " ".join(chinese))) <= {"AUM"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_entry_names_the_sql_of_its_question(name):
    line = re.search(r"- \*\*SQL\*\*: (.+)", entries()[name]).group(1)
    files = [file.strip().removeprefix("analytics/sql/") for file in line.split(",")]
    folder = files[0].split("/")[0]
    paths = [Path(file if "/" in file else f"{folder}/{file}") for file in files]
    named = {str(path.with_suffix("")) for path in paths}

    assert named == set(QUESTIONS[name].sql)
    assert all((PROJECT / "analytics" / "sql" / f"{file}.sql").exists() for file in named)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_entry_asks_the_question_of_its_function(name):
    asked = re.search(r"- \*\*Question\*\*: (.+)", entries()[name]).group(1)

    assert QUESTIONS[name].line.startswith(asked)
