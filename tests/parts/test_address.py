"""What a link asks for: kept where it is known, named where it is not, never a crash."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analytics.conditions import NOBODY, Group, Population
from data.saved_problems import PopulationUnknown, PopulationVersionUnknown
from pages.parts import address

DATES = [date(2026, 5, 31), date(2026, 6, 30)]
VALUES = {
    "customer_type": ["personal", "corporate", "institution"],
    "branch_id": ["B001", "B002", None],
    "tier": ["mass", "vip"],
}


SAVED = {
    "Farmers@1": Population("Farmers", 1, Group()),
    "Farmers@2": Population("Farmers", 2, NOBODY),
}


def find_population(reference):
    name, _, version = reference.partition("@")
    if name != "Farmers":
        raise PopulationUnknown(name=name, nearest="Farmers")
    if version == "3":
        raise PopulationVersionUnknown(name=name, version=version, known="1, 2")
    return SAVED[f"{name}@{version or 2}"]


def read(query, own=()):
    known = lambda dimension: VALUES.get(dimension, [])  # noqa: E731
    return address.read(
        query, dates=DATES, known_values=known, find_population=find_population, own=own
    )


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


def test_a_population_is_found_by_name_and_version_the_newest_by_name():
    assert read({"population": ["Farmers@1"]}).populations == (SAVED["Farmers@1"],)
    assert read({"population": ["Farmers", "Farmers@2"]}).populations == (SAVED["Farmers@2"],)


def test_a_population_that_is_not_there_is_left_out_and_told():
    asked = read({"population": ["Framers@1", "Farmers@3", "Farmers@1", ""]})
    assert asked.populations == (SAVED["Farmers@1"],)
    assert [problem.code for problem in asked.problems] == [
        "E_POPULATION_UNKNOWN",
        "E_POPULATION_VERSION",
    ]


def test_a_population_follows_to_the_next_page():
    query = {"population": ["Farmers@1"], "pick": ["top"]}
    assert address.carried(query) == {"population": ["Farmers@1"]}


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
