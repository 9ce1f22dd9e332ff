"""What the documents promise exists."""

import importlib
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def text(name):
    file = PROJECT / name
    if not file.exists():
        pytest.skip(f"{name} is not written yet")
    return file.read_text(encoding="utf-8")


def code_in(name):
    """The fenced blocks and the inline code of a document."""
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text(name), flags=re.DOTALL)
    return [*fenced, *re.findall(r"`([^`\n]+)`", text(name))]


def makefile_targets():
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), flags=re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_a_document_is_in_the_makefile(document):
    commands = {
        name for code in code_in(document) for name in re.findall(r"\bmake ([a-z-]+)", code)
    }

    assert commands - makefile_targets() == set()


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_python_module_a_document_runs_exists(document):
    modules = {
        name
        for code in code_in(document)
        for name in re.findall(r"python3? -m ((?:data|analytics|pages)[a-z_.]*)", code)
    }
    missing = [
        name
        for name in modules
        if not (PROJECT / f"{name.replace('.', '/')}.py").exists()
        and not (PROJECT / name.replace(".", "/") / "__main__.py").exists()
    ]

    assert missing == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "METRICS.md"])
def test_every_file_a_document_links_to_exists(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text(document))

    assert [link for link in links if not (PROJECT / link).exists()] == []


def test_the_readme_opens_with_the_two_commands_before_any_prose():
    lines = [line for line in text("README.md").splitlines() if line.strip()]
    opening = "\n".join(lines[:12])

    assert "make run" in opening
    assert "make test" in opening
    before = opening[: opening.index("make run")]
    assert all(line.startswith(("#", "```")) for line in before.splitlines() if line.strip())


def test_the_makefile_explains_every_public_target():
    makefile = text("Makefile")
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))

    assert explained == makefile_targets() - {"browser-packages"}


def test_the_changelog_names_the_version_or_what_is_unreleased():
    headings = re.findall(r"^## \[?([^\]\s]+)", text("CHANGELOG.md"), flags=re.MULTILINE)

    assert headings
    assert re.fullmatch(r"Unreleased|\d+\.\d+\.\d+", headings[0])


def test_every_question_has_an_entry_in_metrics():
    metrics = text("METRICS.md")
    registry = importlib.import_module("analytics.questions").QUESTIONS
    described = set(re.findall(r"^#+ `?([a-z0-9-]+)`?", metrics, flags=re.MULTILINE))

    assert set(registry) - described == set()


def test_every_direct_requirement_says_why():
    for name in ("requirements.txt", "requirements-test.txt"):
        direct = text(name).split("# Brought along")[0].splitlines()
        pins = [number for number, line in enumerate(direct) if "==" in line]

        assert pins
        assert [direct[number] for number in pins if not direct[number - 1].startswith("# ")] == []


def test_every_requirement_is_pinned_exactly():
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = [line for line in text(name).splitlines() if line and line[0] not in "#-"]

        assert [
            line for line in lines if not re.match(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ;|$)", line)
        ] == []


def test_the_windows_start_does_what_make_run_does_with_windows_line_ends():
    start = (PROJECT / "start.bat").read_bytes().decode("ascii")
    steps = ["requirements.txt", "-m data.sample --store", "streamlit run dashboard.py", "CURRENT"]

    assert [step for step in steps if step not in start or step not in text("Makefile")] == []
    assert start.count("\n") == start.count("\r\n")
