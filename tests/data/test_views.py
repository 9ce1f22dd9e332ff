"""Saved views and alerts: private or the team's, one default per author."""

import pytest

from data.release import Store
from data.saved_problems import NameUnusable
from data.view_problems import AlertNameTaken, AlertUnknown, ViewNameTaken, ViewUnknown
from data.workspace import Workspace


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def li(store):
    return Workspace(store, author="li")


@pytest.fixture
def wang(store):
    return Workspace(store, author="wang")


def test_a_private_view_is_seen_by_its_author_only_and_a_team_s_by_all(store, li, wang):
    assert (li.views.newest(), li.views.default(), li.alerts.newest()) == ((), None, ())
    assert not store.workspace_path.exists()
    own = li.views.save(" 我的支行 ", "tier_migration", "branch=B7&type=personal")
    shared = wang.views.save("Monday", "", "branch=B1", sharing="team")
    assert (own.name, own.page, own.query) == (
        "我的支行",
        "tier_migration",
        "branch=B7&type=personal",
    )
    assert (own.sharing, own.version, own.author, own.is_default) == ("private", 1, "li", False)
    assert li.views.newest() == (own, shared)
    assert wang.views.newest() == (shared,)


def test_a_name_is_taken_once_among_one_s_own_and_once_among_the_team_s(li, wang):
    li.views.save("Monday", "products", "a=1")
    li.views.save("Monday", "products", "a=2", sharing="team")
    wang.views.save("Monday", "products", "a=3")
    assert [(each.query, each.sharing) for each in wang.views.newest()] == [
        ("a=3", "private"),
        ("a=2", "team"),
    ]
    assert wang.views.save("Monday", "products", "a=2", sharing="team").author == "li"
    with pytest.raises(ViewNameTaken, match="version 1 of 20") as caught:
        wang.views.save("Monday", "products", "a=9", sharing="team")
    assert caught.value.facts["author"] == "li"
    newer = wang.views.save("Monday", "products", "a=9", sharing="team", replace=True)
    assert (newer.version, newer.author) == (2, "wang")
    assert [each.query for each in li.views.newest()] == ["a=1", "a=9"]


def test_the_default_view_is_each_author_s_and_follows_its_name(li, wang):
    shared = li.views.save("Monday", "products", "a=1", sharing="team")
    own = li.views.save("Monday", "products", "a=2")
    li.views.set_default(shared)
    assert li.views.default() == li.views.newest()[1]
    assert li.views.default().query == "a=1"
    assert wang.views.default() is None
    li.views.save("Monday", "products", "a=5", sharing="team", replace=True)
    assert li.views.default().query == "a=5"
    li.views.set_default(own)
    assert [each.is_default for each in li.views.newest()] == [True, False]
    li.views.delete("Monday", "private")
    assert li.views.default() is None, "a deleted view opens nothing"
    li.views.set_default(None)
    li.views.save("Monday", "products", "a=2")
    assert li.views.default() is None


def test_a_deleted_view_is_gone_and_its_version_is_not_used_again(li):
    li.views.save("Monday", "products", "a=1")
    li.views.delete("Monday", "private")
    li.views.delete("Monday", "private")
    assert li.views.newest() == ()
    assert li.views.save("Monday", "products", "a=1").version == 2
    with pytest.raises(ViewUnknown, match="Nearest: Monday"):
        li.views.delete("Mondy", "private")
    with pytest.raises(ViewUnknown):
        li.views.delete("Monday", "team")


def test_alerts_are_kept_the_same_way(li, wang):
    first = li.alerts.save("VIPs", '{"all":[]}', "everybody", sharing="team")
    assert (first.text, first.words, first.sharing) == ('{"all":[]}', "everybody", "team")
    assert wang.alerts.newest() == (first,)
    with pytest.raises(AlertNameTaken, match="other conditions"):
        wang.alerts.save("VIPs", "{}", "nobody", sharing="team")
    second = wang.alerts.save("VIPs", "{}", "nobody", sharing="team", replace=True)
    assert li.alerts.newest() == (second,)
    li.alerts.delete("VIPs", "team")
    assert wang.alerts.newest() == ()
    with pytest.raises(AlertUnknown):
        li.alerts.delete("None", "private")


@pytest.mark.parametrize("name", ["", "a@1", "x" * 61])
def test_names_are_as_those_of_populations(li, name):
    with pytest.raises(NameUnusable):
        li.views.save(name, "products", "")
    with pytest.raises(NameUnusable):
        li.alerts.save(name, "{}", "")
