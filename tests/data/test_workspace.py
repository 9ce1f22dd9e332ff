"""What managers keep: segmentations, populations and scenarios, in versions that never change."""

import sys
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data import desk, workspace_tables
from data.problems import Problem
from data.release import Store
from data.saved_problems import (
    NameUnusable,
    OverrideMissing,
    PopulationDeleted,
    PopulationNameTaken,
    PopulationUnknown,
    PopulationVersionUnknown,
    ScenarioDeleted,
    ScenarioNameTaken,
    ScenarioUnknown,
    SegmentNamesClash,
)
from data.store_problems import WorkspaceUnreachable
from data.workspace import Workspace
from tests.support.segmentations import segmentation

FARMERS, RICH = '{"all":[["service_group","one_of","farmer"]]}', '{"all":[["tier","one_of","vip"]]}'


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def workspace(store):
    return Workspace(store, author="li")


def test_reading_makes_no_file(store, workspace):
    assert (
        workspace.segmentations.newest(),
        workspace.populations.newest(),
        workspace.scenarios.newest(),
    ) == (
        {},
        (),
        (),
    )
    assert not store.workspace_path.exists()


def test_an_adopted_segmentation_comes_back_equal_with_name_and_version(store, workspace):
    first = workspace.segmentations.save(segmentation(), name="  Spring 2026 ")
    assert (first.name, first.version) == ("Spring 2026", 1)
    assert Workspace(store).segmentations.newest() == {"personal": first}
    second = workspace.segmentations.save(segmentation(seed=2), name="Autumn")
    firms = workspace.segmentations.save(segmentation(kind="corporate"), name="Firms")
    assert (second.version, firms.version) == (2, 1)
    assert Workspace(store).segmentations.newest() == {"corporate": firms, "personal": second}


def test_adopting_the_same_twice_is_one_adoption(workspace):
    first = workspace.segmentations.save(segmentation(), name="Spring")
    assert workspace.segmentations.save(segmentation(), name="Spring") == first


def test_a_withdrawn_segmentation_is_gone_and_its_number_is_not_used_again(workspace):
    workspace.segmentations.save(segmentation(), name="Spring")
    workspace.segmentations.withdraw("personal")
    workspace.segmentations.withdraw("personal")
    workspace.segmentations.withdraw("corporate")
    assert workspace.segmentations.newest() == {}
    assert workspace.segmentations.save(segmentation(), name="Spring").version == 2


def test_what_was_adopted_before_can_be_restored_under_its_own_version(workspace):
    first = workspace.segmentations.save(segmentation(), name="Spring")
    workspace.segmentations.save(segmentation(seed=2), name="Autumn")
    workspace.segmentations.restore("personal", first)
    assert workspace.segmentations.newest() == {"personal": first}
    assert workspace.segmentations.save(segmentation(seed=3), name="Winter").version == 3


def test_segments_that_are_not_recommended_need_a_reason(workspace):
    draft = segmentation(recommended=False)
    with pytest.raises(OverrideMissing, match="Write why"):
        workspace.segmentations.save(draft, name="Spring", override_note="  ")
    saved = workspace.segmentations.save(draft, name="Spring", override_note=" a pilot ")
    assert saved.override_note == "a pilot"


def test_two_segments_of_one_name_are_refused(workspace):
    draft = segmentation()
    twins = tuple(replace(each, name_zh="工资户") for each in draft.segments)
    with pytest.raises(SegmentNamesClash, match="工资户"):
        workspace.segmentations.save(replace(draft, segments=twins), name="Spring")
    assert workspace.segmentations.newest() == {}


def test_a_population_is_found_by_name_and_by_version(store, workspace):
    saved = workspace.populations.save(" Farmers ", FARMERS, "serves farmers")
    assert saved.reference == "Farmers@1"
    assert (saved.text, saved.words, saved.author) == (FARMERS, "serves farmers", "li")
    later = workspace.populations.save("Farmers", RICH, replace=True)
    assert later.version == 2
    assert [each.reference for each in Workspace(store).populations.newest()] == ["Farmers@2"]
    assert workspace.populations.named("Farmers") == later
    assert workspace.populations.named("Farmers@1") == saved


def test_a_name_in_use_is_refused_with_what_it_means_and_the_ways_out(workspace):
    workspace.populations.save("Farmers", FARMERS)
    assert workspace.populations.save("Farmers", FARMERS).version == 1, "the same is no clash"
    with pytest.raises(PopulationNameTaken) as caught:
        workspace.populations.save("Farmers", RICH)
    assert caught.value.facts["name"] == "Farmers"
    assert (caught.value.facts["version"], caught.value.facts["author"]) == (1, "li")
    assert "Choose another name, or save" in str(caught.value)
    assert workspace.populations.named("Farmers").text == FARMERS


def test_a_deleted_population_says_so_and_its_name_is_free_again(workspace):
    workspace.populations.save("Farmers", FARMERS)
    workspace.populations.delete("Farmers")
    workspace.populations.delete("Farmers")
    assert workspace.populations.newest() == ()
    for reference in ("Farmers", "Farmers@1"):
        with pytest.raises(PopulationDeleted, match="was deleted on 20"):
            workspace.populations.named(reference)
    again = workspace.populations.save("Farmers", RICH)
    assert again.reference == "Farmers@2"
    assert workspace.populations.named("Farmers") == again
    with pytest.raises(PopulationDeleted):
        workspace.populations.named("Farmers@1")


def test_what_a_link_names_in_vain_is_told_with_the_nearest(workspace):
    workspace.populations.save("Farmers", FARMERS)
    with pytest.raises(PopulationUnknown, match="Nearest: Farmers"):
        workspace.populations.named("Framers@1")
    for wrong in ("Farmers@7", "Farmers@x", "Farmers@1@1"):
        with pytest.raises(PopulationVersionUnknown, match="Its versions: 1"):
            workspace.populations.named(wrong)
    with pytest.raises(PopulationUnknown):
        workspace.populations.delete("Framers")


@pytest.mark.parametrize("name", ["", "   ", "a@1", "a,b", "a\nb", "a\x00b", "x" * 61])
def test_a_name_that_links_could_not_carry_is_refused(workspace, name):
    with pytest.raises(NameUnusable, match="1 to 60 characters"):
        workspace.populations.save(name, FARMERS)
    with pytest.raises(NameUnusable):
        workspace.scenarios.save(name, "{}")
    with pytest.raises(NameUnusable):
        workspace.segmentations.save(segmentation(), name=name)


@pytest.mark.parametrize(
    "name", ["优质客户（2026）", "x" * 60, "'; drop table population_version; --"]
)
def test_any_other_name_is_kept_as_written(workspace, name):
    assert workspace.populations.save(name, FARMERS).name == name
    assert workspace.populations.named(f"{name}@1").text == FARMERS


def test_scenarios_are_kept_the_same_way(workspace):
    first = workspace.scenarios.save("Keep more", '{"retention":0.01}')
    with pytest.raises(ScenarioNameTaken, match="other levers"):
        workspace.scenarios.save("Keep more", '{"retention":0.02}')
    second = workspace.scenarios.save("Keep more", '{"retention":0.02}', replace=True)
    assert workspace.scenarios.newest() == (second,)
    assert workspace.scenarios.named("Keep more@1") == first
    workspace.scenarios.delete("Keep more")
    with pytest.raises(ScenarioDeleted):
        workspace.scenarios.named("Keep more@2")
    with pytest.raises(ScenarioUnknown):
        workspace.scenarios.named("Lose more")


def at_once(*works):
    """Run works in threads that start together; return the problems they met."""
    barrier, raised = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            work()
        except Problem as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_authors_who_save_at_the_same_moment_get_versions_of_their_own(store):
    texts = [f'{{"all":[["aum_mavg","at_least",{number}]]}}' for number in range(8)]
    raised = at_once(
        *(
            lambda text=text: Workspace(store).populations.save("Rich", text, replace=True)
            for text in texts
        )
    )
    assert raised == []
    found = [Workspace(store).populations.named(f"Rich@{number}") for number in range(1, 9)]
    assert sorted(each.text for each in found) == sorted(texts)


def test_of_two_authors_with_one_new_name_one_is_told(store):
    raised = at_once(
        *(
            lambda text=text: Workspace(store).populations.save("New", text)
            for text in (RICH, FARMERS)
        )
    )
    assert [type(error) for error in raised] == [PopulationNameTaken]


def test_an_entry_written_between_our_look_and_our_writing_makes_us_look_again(store, monkeypatch):
    workspace = Workspace(store)
    workspace.populations.save("Rich", FARMERS)
    look = desk.Desk.log
    seen = []

    def log(desk, table, key, name):
        known = look(desk, table, key, name)
        if not seen:
            seen.append(known)
            Workspace(store).populations.save("Rich", RICH + " ", replace=True)
        return known

    monkeypatch.setattr(desk.Desk, "log", log)
    assert workspace.populations.save("Rich", RICH, replace=True).version == 3


def test_a_workspace_from_before_gains_the_new_tables(store):
    store.folder.mkdir()
    engine = sa.create_engine(f"sqlite:///{store.workspace_path}", poolclass=sa.NullPool)
    workspace_tables.POLICY.create(engine)
    workspace = Workspace(store)
    assert workspace.populations.newest() == ()
    assert workspace.populations.save("Farmers", FARMERS).version == 1


def test_a_workspace_elsewhere_is_read_and_one_that_cannot_be_reached_is_told(
    store, tmp_path, monkeypatch
):
    monkeypatch.setenv("TIERVIEW_WORKSPACE", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    Workspace(store).populations.save("Farmers", FARMERS)
    assert len(Workspace(store).populations.newest()) == 1
    assert not store.workspace_path.exists()
    monkeypatch.setenv("TIERVIEW_WORKSPACE", f"sqlite:///{tmp_path / 'no folder' / 'w.sqlite'}")
    with pytest.raises(WorkspaceUnreachable):
        Workspace(store).populations.newest()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql+psycopg2://bank/tierview", "Python has no psycopg2 to reach it by"),
        ("paper://bank", "paper"),
        ("tierview", "Could not parse"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_with_the_reason(store, monkeypatch, address, reason):
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    monkeypatch.setenv("TIERVIEW_WORKSPACE", address)
    with pytest.raises(WorkspaceUnreachable, match=reason):
        Workspace(store).populations.newest()
