"""What managers keep: segmentations, populations and scenarios, in versions that never change."""

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data import workspace_tables
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
    assert (workspace.segmentations(), workspace.populations(), workspace.scenarios()) == (
        {},
        (),
        (),
    )
    assert not store.workspace_path.exists()


def test_an_adopted_segmentation_comes_back_equal_with_name_and_version(store, workspace):
    first = workspace.save_segmentation(segmentation(), name="  Spring 2026 ")
    assert (first.name, first.version) == ("Spring 2026", 1)
    assert Workspace(store).segmentations() == {"personal": first}
    second = workspace.save_segmentation(segmentation(seed=2), name="Autumn")
    firms = workspace.save_segmentation(segmentation(kind="corporate"), name="Firms")
    assert (second.version, firms.version) == (2, 1)
    assert Workspace(store).segmentations() == {"corporate": firms, "personal": second}


def test_adopting_the_same_twice_is_one_adoption(workspace):
    first = workspace.save_segmentation(segmentation(), name="Spring")
    assert workspace.save_segmentation(segmentation(), name="Spring") == first


def test_a_withdrawn_segmentation_is_gone_and_its_number_is_not_used_again(workspace):
    workspace.save_segmentation(segmentation(), name="Spring")
    workspace.withdraw_segmentation("personal")
    workspace.withdraw_segmentation("personal")
    workspace.withdraw_segmentation("corporate")
    assert workspace.segmentations() == {}
    assert workspace.save_segmentation(segmentation(), name="Spring").version == 2


def test_what_was_adopted_before_can_be_restored_under_its_own_version(workspace):
    first = workspace.save_segmentation(segmentation(), name="Spring")
    workspace.save_segmentation(segmentation(seed=2), name="Autumn")
    workspace.restore_segmentation("personal", first)
    assert workspace.segmentations() == {"personal": first}
    assert workspace.save_segmentation(segmentation(seed=3), name="Winter").version == 3


def test_segments_that_are_not_recommended_need_a_reason(workspace):
    draft = segmentation(recommended=False)
    with pytest.raises(OverrideMissing, match="Write why"):
        workspace.save_segmentation(draft, name="Spring", override_note="  ")
    saved = workspace.save_segmentation(draft, name="Spring", override_note=" a pilot ")
    assert saved.override_note == "a pilot"


def test_two_segments_of_one_name_are_refused(workspace):
    draft = segmentation()
    twins = tuple(replace(each, name_zh="工资户") for each in draft.segments)
    with pytest.raises(SegmentNamesClash, match="工资户"):
        workspace.save_segmentation(replace(draft, segments=twins), name="Spring")
    assert workspace.segmentations() == {}


def test_a_population_is_found_by_name_and_by_version(store, workspace):
    saved = workspace.save_population(" Farmers ", FARMERS, "serves farmers")
    assert saved.reference == "Farmers@1"
    assert (saved.text, saved.words, saved.author) == (FARMERS, "serves farmers", "li")
    later = workspace.save_population("Farmers", RICH, replace=True)
    assert later.version == 2
    assert [each.reference for each in Workspace(store).populations()] == ["Farmers@2"]
    assert workspace.population_named("Farmers") == later
    assert workspace.population_named("Farmers@1") == saved


def test_a_name_in_use_is_refused_with_what_it_means_and_the_ways_out(workspace):
    workspace.save_population("Farmers", FARMERS)
    assert workspace.save_population("Farmers", FARMERS).version == 1, "the same is no clash"
    with pytest.raises(PopulationNameTaken) as caught:
        workspace.save_population("Farmers", RICH)
    assert caught.value.facts["name"] == "Farmers"
    assert (caught.value.facts["version"], caught.value.facts["author"]) == (1, "li")
    assert "Choose another name, or save" in str(caught.value)
    assert workspace.population_named("Farmers").text == FARMERS


def test_a_deleted_population_says_so_and_its_name_is_free_again(workspace):
    workspace.save_population("Farmers", FARMERS)
    workspace.delete_population("Farmers")
    workspace.delete_population("Farmers")
    assert workspace.populations() == ()
    for reference in ("Farmers", "Farmers@1"):
        with pytest.raises(PopulationDeleted, match="was deleted on 20"):
            workspace.population_named(reference)
    again = workspace.save_population("Farmers", RICH)
    assert again.reference == "Farmers@2"
    assert workspace.population_named("Farmers") == again
    with pytest.raises(PopulationDeleted):
        workspace.population_named("Farmers@1")


def test_what_a_link_names_in_vain_is_told_with_the_nearest(workspace):
    workspace.save_population("Farmers", FARMERS)
    with pytest.raises(PopulationUnknown, match="Nearest: Farmers"):
        workspace.population_named("Framers@1")
    for wrong in ("Farmers@7", "Farmers@x", "Farmers@1@1"):
        with pytest.raises(PopulationVersionUnknown, match="Its versions: 1"):
            workspace.population_named(wrong)
    with pytest.raises(PopulationUnknown):
        workspace.delete_population("Framers")


@pytest.mark.parametrize("name", ["", "   ", "a@1", "a,b", "a\nb", "a\x00b", "x" * 61])
def test_a_name_that_links_could_not_carry_is_refused(workspace, name):
    with pytest.raises(NameUnusable, match="1 to 60 characters"):
        workspace.save_population(name, FARMERS)
    with pytest.raises(NameUnusable):
        workspace.save_scenario(name, "{}")
    with pytest.raises(NameUnusable):
        workspace.save_segmentation(segmentation(), name=name)


@pytest.mark.parametrize(
    "name", ["优质客户（2026）", "x" * 60, "'; drop table population_version; --"]
)
def test_any_other_name_is_kept_as_written(workspace, name):
    assert workspace.save_population(name, FARMERS).name == name
    assert workspace.population_named(f"{name}@1").text == FARMERS


def test_scenarios_are_kept_the_same_way(workspace):
    first = workspace.save_scenario("Keep more", '{"retention":0.01}')
    with pytest.raises(ScenarioNameTaken, match="other levers"):
        workspace.save_scenario("Keep more", '{"retention":0.02}')
    second = workspace.save_scenario("Keep more", '{"retention":0.02}', replace=True)
    assert workspace.scenarios() == (second,)
    assert workspace.scenario_named("Keep more@1") == first
    workspace.delete_scenario("Keep more")
    with pytest.raises(ScenarioDeleted):
        workspace.scenario_named("Keep more@2")
    with pytest.raises(ScenarioUnknown):
        workspace.scenario_named("Lose more")


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
            lambda text=text: Workspace(store).save_population("Rich", text, replace=True)
            for text in texts
        )
    )
    assert raised == []
    found = [Workspace(store).population_named(f"Rich@{number}") for number in range(1, 9)]
    assert sorted(each.text for each in found) == sorted(texts)


def test_of_two_authors_with_one_new_name_one_is_told(store):
    raised = at_once(
        *(
            lambda text=text: Workspace(store).save_population("New", text)
            for text in (RICH, FARMERS)
        )
    )
    assert [type(error) for error in raised] == [PopulationNameTaken]


def test_an_entry_written_between_our_look_and_our_writing_makes_us_look_again(store, monkeypatch):
    workspace = Workspace(store)
    workspace.save_population("Rich", FARMERS)
    look = workspace_tables.Desk.log
    seen = []

    def log(desk, table, key, name):
        known = look(desk, table, key, name)
        if not seen:
            seen.append(known)
            Workspace(store).save_population("Rich", RICH + " ", replace=True)
        return known

    monkeypatch.setattr(workspace_tables.Desk, "log", log)
    assert workspace.save_population("Rich", RICH, replace=True).version == 3


def test_a_workspace_from_before_gains_the_new_tables(store):
    store.folder.mkdir()
    engine = sa.create_engine(f"sqlite:///{store.workspace_path}", poolclass=sa.NullPool)
    workspace_tables.POLICY.create(engine)
    workspace = Workspace(store)
    assert workspace.populations() == ()
    assert workspace.save_population("Farmers", FARMERS).version == 1


def test_a_workspace_elsewhere_is_read_and_one_that_cannot_be_reached_is_told(
    store, tmp_path, monkeypatch
):
    monkeypatch.setenv("TIERVIEW_WORKSPACE", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    Workspace(store).save_population("Farmers", FARMERS)
    assert len(Workspace(store).populations()) == 1
    assert not store.workspace_path.exists()
    monkeypatch.setenv("TIERVIEW_WORKSPACE", f"sqlite:///{tmp_path / 'no folder' / 'w.sqlite'}")
    with pytest.raises(WorkspaceUnreachable):
        Workspace(store).populations()
