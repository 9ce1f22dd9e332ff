"""What a link asks for: kept where it is known, named where it is not, never a crash."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pages.parts import address

DATES = [date(2026, 5, 31), date(2026, 6, 30)]
VALUES = {
    "customer_type": ["personal", "corporate", "institution"],
    "branch_id": ["B001", "B002", None],
    "tier": ["mass", "vip"],
}


def read(query, own=()):
    known = lambda dimension: VALUES.get(dimension, [])  # noqa: E731
    return address.read(query, dates=DATES, known_values=known, own=own)


def test_short_names_and_long_ones_mean_the_same():
    assert read({"branch": ["B001"]}).where == read({"branch_id": ["B001"]}).where


def test_business_is_companies_and_institutions():
    assert read({"type": ["business"]}).where == {"customer_type": ("corporate", "institution")}


def test_an_empty_value_is_a_value_that_is_not_given():
    assert read({"branch": [""]}).where == {"branch_id": (None,)}


def test_a_month_stands_for_its_snapshot():
    assert read({"at": ["2026-06"]}).at == date(2026, 6, 30)


def test_unknown_names_and_values_are_left_out_and_named():
    asked = read({"branhc": ["B001"], "branch": ["B01"], "measure": ["x"]}, own=("measure",))
    assert asked.where == {}
    assert [problem.code for problem in asked.problems] == [
        "E_PARAMETER_UNKNOWN",
        "E_PARAMETER_VALUE",
    ]
    assert "Nearest: branch" in str(asked.problems[0])


def test_choosing_nothing_clears_a_filter():
    query = {"branch": ["B001"], "lang": ["en"]}
    assert address.changed(query, "branch", []) == {"lang": ["en"]}
    assert address.changed(query, "tier", ["vip", None])["tier"] == ["vip", ""]


def test_only_the_scope_follows_to_the_next_page():
    query = {"branch": ["B001"], "pick": ["top"], "gain": ["red"]}
    assert address.carried(query) == {"branch": ["B001"], "gain": ["red"]}


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=3)))
def test_no_link_whatsoever_raises(query):
    asked = read(query)
    assert all(str(problem) for problem in asked.problems)
