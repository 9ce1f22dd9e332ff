"""Who may know whom. The sentences are those of CONTRIBUTING.md; each is one test here."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ("data", "analytics", "pages")
OURS = {*ROOMS, "dashboard", "tests"}
ANALYTICS_MAY_USE = {
    "contract",
    "policy",
    "rules",
    "problems",
    "release",
    "segment_features",
    "segmentation",
}
A_DOOR_MAY_ALSO_USE = {"workspace"}
"""The command line hands its questions the offer book, as pages do."""

PAGES_MAY_NOT_USE = {"rules"}
IMPORTED_AS = {"scikit_learn": "sklearn", "python_pptx": "pptx"}
DRAWING_PARTS = {
    "actions_board",
    "actions_edit",
    "actions_make",
    "alerts_form",
    "alerts_inbox",
    "answers",
    "cards",
    "columns_form",
    "competitors_affected",
    "competitors_choice",
    "competitors_compare",
    "competitors_deposits",
    "competitors_findings",
    "competitors_form",
    "competitors_left_out",
    "competitors_match",
    "competitors_offers",
    "competitors_own",
    "competitors_paste",
    "competitors_peers",
    "competitors_rule",
    "competitors_weights",
    "condition_builder",
    "condition_fields",
    "condition_state",
    "contribution_people",
    "contribution_view",
    "definitions",
    "depth",
    "estimate",
    "first_steps",
    "ledger",
    "lists",
    "load_result",
    "migration_choice",
    "migration_compare",
    "migration_depth",
    "migration_people",
    "migration_view",
    "navigation",
    "pack_button",
    "notes",
    "parameters",
    "policy_choice",
    "policy_depth",
    "policy_form",
    "policy_ready",
    "policy_save",
    "policy_view",
    "policy_work",
    "population_depth",
    "population_examples",
    "population_people",
    "population_saved",
    "population_sets",
    "population_view",
    "products_bank",
    "products_depth",
    "products_depth_people",
    "products_depth_range",
    "products_view",
    "quality_view",
    "releases",
    "review_extras",
    "review_findings",
    "review_finish",
    "review_keys",
    "review_list",
    "review_meeting",
    "review_people",
    "review_promises",
    "review_steps",
    "review_view",
    "scope_bar",
    "segments_adopt",
    "segments_cards",
    "segments_choice",
    "segments_depth",
    "segments_form",
    "segments_lookalikes",
    "segments_people",
    "segments_view",
    "segments_work",
    "shell",
    "shell_bar",
    "shell_words",
    "unlocks",
    "upload",
    "views_menu",
    "ways_out",
    "what_if_base",
    "what_if_choice",
    "what_if_gain",
    "what_if_goal",
    "what_if_keep",
    "what_if_line",
    "what_if_panel",
    "what_if_ready",
    "what_if_saved",
    "what_if_scenarios",
    "what_if_words",
    "working",
}


def source_files(*rooms):
    files = [file for room in rooms for file in sorted((PROJECT / room).rglob("*.py"))]
    if "pages" in rooms and (PROJECT / "dashboard.py").exists():
        files.append(PROJECT / "dashboard.py")
    return files


def running_nodes(tree):
    """Every node but those under `if TYPE_CHECKING`, which load nothing."""
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        yield node
        names_only = isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        nodes += node.orelse if names_only else ast.iter_child_nodes(node)


def imported(file, walk):
    """Every name a file imports anywhere, dotted, and its line: `from a.b import c` gives a.b.c."""
    package = ".".join(file.relative_to(PROJECT).parent.parts)
    for node in walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = f"{package}.{node.module or ''}".rstrip(".") if node.level else node.module
            yield from ((f"{origin}.{name.name}", node.lineno) for name in node.names)


def breaches(files, forbidden, *, walk=ast.walk):
    """One line per import that `forbidden(file, dotted parts)` objects to."""
    return [
        f"{file.relative_to(PROJECT)}:{line} imports {name}"
        for file in files
        for name, line in imported(file, walk)
        if forbidden(file, name.split("."))
    ]


def uses(library):
    return lambda _file, parts: parts[0] == library


def test_data_imports_nothing_else_of_ours():
    assert breaches(source_files("data"), lambda _file, parts: parts[0] in OURS - {"data"}) == []


def test_analytics_knows_data_only_by_contract_policy_rules_problems_and_release():
    def forbidden(file, parts):
        allowed = ANALYTICS_MAY_USE | (A_DOOR_MAY_ALSO_USE if file.stem == "__main__" else set())
        if parts[0] == "data":
            return len(parts) < 2 or parts[1] not in allowed
        return parts[0] in OURS - {"analytics"}

    assert breaches(source_files("analytics"), forbidden) == []


def test_nothing_imports_a_page_but_tests():
    def forbidden(_file, parts):
        return parts[0] == "dashboard" or (
            parts[0] == "pages" and parts[1:2] not in (["parts"], ["pack"])
        )

    assert breaches(source_files(*ROOMS), forbidden) == []


def test_pages_leave_the_rules_of_a_row_to_the_load():
    def forbidden(_file, parts):
        return parts[0] == "data" and parts[1:2] and parts[1] in PAGES_MAY_NOT_USE

    assert breaches(source_files("pages"), forbidden) == []


def test_duckdb_lives_in_the_engine_and_in_data():
    files = [
        file
        for file in source_files("analytics", "pages")
        if file != PROJECT / "analytics" / "engine.py"
    ]
    assert breaches(files, uses("duckdb")) == []


def test_streamlit_lives_in_pages_and_the_parts_that_draw():
    def forbidden(file, parts):
        is_page = file.parent in (PROJECT, PROJECT / "pages")
        draws = file.parent == PROJECT / "pages" / "parts" and file.stem in DRAWING_PARTS
        return parts[0] == "streamlit" and not (is_page or draws)

    assert breaches(source_files(*ROOMS), forbidden, walk=running_nodes) == []


def test_plotly_lives_in_figures():
    def forbidden(file, parts):
        return parts[0] == "plotly" and not file.stem.startswith("figures")

    assert breaches(source_files(*ROOMS), forbidden, walk=running_nodes) == []


def test_nobody_catches_everything():
    caught = [
        f"{file.relative_to(PROJECT)}:{node.lineno}"
        for file in source_files(*ROOMS)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or {"Exception", "BaseException"}
            & {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
        )
    ]
    assert caught == []


def modules(room):
    return [
        ".".join(file.relative_to(PROJECT).with_suffix("").parts)
        for file in source_files(room)
        if file.stem not in ("__init__", "__main__")
    ]


@pytest.mark.parametrize("room", ["analytics", "data"])
def test_a_room_without_screens_loads_neither_streamlit_nor_plotly(room):
    script = (
        f"import importlib, sys\n"
        f"for name in {modules(room)!r}: importlib.import_module(name)\n"
        f"print(sorted({{'streamlit', 'plotly'}} & set(sys.modules)))"
    )
    process = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip() == "[]"


def test_the_rules_of_a_row_are_pure_numpy():
    rules = [file for file in source_files("data") if file.stem == "rules"]
    assert (
        breaches(rules, lambda _file, parts: parts[0] not in sys.stdlib_module_names | {"numpy"})
        == []
    )


def test_every_library_we_import_is_pinned_by_us():
    pinned = {
        line.split("==")[0].replace("-", "_")
        for line in (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    known = sys.stdlib_module_names | OURS | pinned | {IMPORTED_AS.get(name) for name in pinned}

    assert breaches(source_files(*ROOMS), lambda _file, parts: parts[0] not in known) == []
