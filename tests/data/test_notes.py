"""Notes and decisions: pinned to something, changed by one at a time, withdrawn."""

import datetime as dt

import pytest

from data.note_problems import (
    NoteAboutUnknown,
    NoteChangedMeanwhile,
    NoteUnknown,
    NoteUnusable,
    NoteWithdrawn,
)
from data.release import Store
from data.workspace import Workspace
from tests.support.written import AT


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def notes(store):
    return Workspace(store, author="li").notes


def test_notes_are_found_by_what_they_are_about_by_date_and_kind(store, notes):
    assert notes.find() == ()
    with pytest.raises(NoteUnknown):
        notes.history(1)
    assert not store.workspace_path.exists()
    april = dt.date(2026, 4, 30)
    first = notes.add("customer:C1", " 已电话联系 ", at=april, scope_words="Branch 7")
    second = notes.add("number:deposits", "Season", at=AT)
    third = notes.add("review", "Call all VIPs", at=AT, kind="decision")
    assert (first.words, first.scope_words, first.kind, first.author) == (
        "已电话联系",
        "Branch 7",
        "note",
        "li",
    )
    found = Workspace(store).notes
    assert found.find() == (third, second, first)
    assert found.find(about="customer:C1") == (first,)
    assert found.find(at=AT) == (third, second)
    assert found.find(at=AT, kind="decision") == (third,)
    assert found.find(about="customer:C2") == ()


def test_a_note_is_edited_and_its_history_keeps_what_it_said(store, notes):
    first = notes.add("customer:C1", "one", at=AT)
    second = Workspace(store, author="wang").notes.edit(1, "two", revision=1)
    assert (second.words, second.author, second.revision) == ("two", "wang", 2)
    assert second.created_at == first.created_at
    assert notes.history(1) == (first, second)
    assert notes.edit(1, " two ", revision=1) == second, "it says so already"


def test_who_read_an_older_revision_is_told(store, notes):
    notes.add("customer:C1", "one", at=AT)
    theirs = Workspace(store, author="wang").notes.edit(1, "theirs", revision=1)
    with pytest.raises(NoteChangedMeanwhile, match="elsewhere meanwhile, at 20") as caught:
        notes.edit(1, "mine", revision=1)
    assert (caught.value.newest, caught.value.facts["author"]) == (theirs, "wang")
    with pytest.raises(NoteChangedMeanwhile):
        notes.withdraw(1, revision=1)
    assert notes.find() == (theirs,)


def test_a_withdrawn_note_is_gone_but_for_its_history(notes):
    notes.add("customer:C1", "one", at=AT)
    notes.withdraw(1, revision=1)
    notes.withdraw(1, revision=1)
    assert notes.find() == ()
    assert [each.words for each in notes.history(1)] == ["one", ""]
    with pytest.raises(NoteWithdrawn, match="withdrawn at 20"):
        notes.edit(1, "two", revision=1)
    assert notes.add("customer:C1", "again", at=AT).id == 2


@pytest.mark.parametrize(
    "about",
    [
        "",
        "customer:",
        "customer: ",
        "date:2026-6-1",
        "date:yesterday",
        "date:20260601",
        "x:1",
        "review:1",
        "number",
        "customer:" + "1" * 200,
    ],
)
def test_a_note_is_about_something(notes, about):
    with pytest.raises(NoteAboutUnknown, match="cannot be about"):
        notes.add(about, "words", at=AT)
    assert notes.find() == ()


@pytest.mark.parametrize("about", ["customer:1", "number:aum_mavg", "date:2026-06-01", "review"])
def test_a_note_is_about_one_of_four_things(notes, about):
    assert notes.add(about, "words", at=AT).about == about


@pytest.mark.parametrize("words", ["", "  ", "x" * 2_001])
def test_a_note_says_something_short(notes, words):
    with pytest.raises(NoteUnusable, match="1 to 2000 characters"):
        notes.add("review", words, at=AT)
    notes.add("review", "x" * 2_000, at=AT)
    with pytest.raises(NoteUnusable):
        notes.edit(1, words, revision=1)
