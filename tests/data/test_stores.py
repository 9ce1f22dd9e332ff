import pytest

from data import stores
from data.release import Store


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_without_a_choice_the_home_store_is_shown(home) -> None:
    assert stores.shown() == home
    assert Store().folder == home


def test_the_bank_s_own_store_stands_beside_the_demo_and_there_is_a_way_back(home) -> None:
    home.mkdir()
    bank = stores.for_real_bank()
    assert bank == home.with_name("store-bank")
    bank.mkdir()
    stores.show(bank)
    assert Store().folder == bank
    stores.show(home)
    assert Store().folder == home


def test_a_chosen_folder_that_is_gone_falls_back_to_the_home_store(home) -> None:
    home.mkdir()
    (home / stores.SHOWN).write_text("gone\n", "utf-8")
    assert stores.shown() == home


@pytest.mark.parametrize("name", ["../../etc", "..", ".", "", "a/b"])
def test_only_a_sibling_can_be_shown(home, name) -> None:
    home.mkdir()
    (home / stores.SHOWN).write_text(name + "\n", "utf-8")
    assert stores.shown() == home
