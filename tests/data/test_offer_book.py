"""The offer book: versions, confirmation, files and people writing into the same book."""

import datetime as dt

import pytest

from data import desk
from data import offer_problems as problems
from data.offer_book import released_rows
from data.publish import publish
from data.release import Store
from data.workspace import Workspace
from tests.support.deliveries import delivery

DAY = dt.date(2026, 3, 1)
BASE = {
    "customer": """
        customer_id customer_type branch_id
        C1 personal B1""",
    "customer_snapshot": """
        customer_id snapshot_date aum_mavg
        C1 2026-01-31 100""",
}
OFFER = {
    "offer_id": "X",
    "competitor": "农业银行",
    "product_name": "惠农贷",
    "line": "loan_merchant",
    "quote_value": 5.4,
    "quote_basis": "annual_pct",
    "repay_modes": ("annuity",),
    "max_amount": 300_000.0,
    "observed_on": DAY,
}
TABLE = """
    offer_id competitor product_name line quote_value quote_basis observed_on
    X 农业银行 惠农贷 loan_merchant {rate} annual_pct 2026-03-01
    Y 工商银行 快贷 loan_merchant 5 annual_pct 2026-03-01"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def workspace(store):
    return Workspace(store, author="li")


def own(workspace, offer_id="X"):
    return [each for each in workspace.offers.all() if each.offer_id == offer_id]


def load(store, folder, table, **options):
    return publish(store, delivery(folder, BASE | {"competitor_offer": table}, **options))


def test_the_shipped_offers_are_there_from_the_start_and_wait_for_a_date(store, workspace):
    shipped = workspace.offers.all()

    assert [each.offer["max_amount"] for each in shipped] == [300_000, 500_000]
    assert {each.offer["quote_basis"] for each in shipped} == {"monthly_li"}
    assert {each.offer.get("observed_on") for each in shipped} == {None}
    assert {each.origin for each in shipped} == {"shipped"}
    assert not store.workspace_path.exists()


def test_confirming_a_shipped_offer_makes_it_a_version_with_an_author(workspace):
    first, second = workspace.offers.all()

    confirmed = workspace.offers.confirm(first.offer_id, DAY)

    assert (confirmed.author, confirmed.origin, confirmed.version) == ("li", "typed", 1)
    assert confirmed.offer == {**first.offer, "observed_on": DAY}
    assert workspace.offers.all() == (confirmed, second)
    with pytest.raises(problems.ObservedLater):
        workspace.offers.confirm(first.offer_id, dt.date(2999, 1, 1))


def test_a_saved_offer_comes_back_typed(workspace):
    (saved,) = workspace.offers.save([OFFER])

    assert saved.offer == OFFER
    assert own(workspace) == [saved]
    assert workspace.offers.save([OFFER]) == ()
    assert len(workspace.offers.history("X")) == 1


def test_two_versions_may_follow_each_other_but_not_overlap(workspace):
    workspace.offers.save([OFFER | {"valid_from": DAY, "valid_to": dt.date(2026, 5, 31)}])
    newer = OFFER | {"quote_value": 4.9, "valid_from": dt.date(2026, 5, 31)}

    with pytest.raises(problems.OfferVersionOverlaps) as caught:
        workspace.offers.save([newer])

    assert caught.value.facts == {"row": 1, "offer": "X", "version": 1,
                                  "day": dt.date(2026, 5, 31)}  # fmt: skip
    workspace.offers.save([newer | {"valid_from": dt.date(2026, 6, 1)}])
    assert [each.version for each in own(workspace)] == [1, 2]


def test_with_replace_a_new_version_takes_the_place_of_what_it_overlaps(workspace):
    workspace.offers.save([OFFER])

    workspace.offers.save([OFFER | {"quote_value": 4.9}], replace=True)

    assert [(e.version, e.offer["quote_value"]) for e in own(workspace)] == [(2, 4.9)]
    assert [e.row is None for e in workspace.offers.history("X")] == [False, True, False]


def test_offers_are_saved_all_or_none(workspace):
    wrong = OFFER | {"offer_id": "Z", "competitor": " "}

    with pytest.raises(problems.OfferIncomplete) as caught:
        workspace.offers.save([OFFER, wrong])
    assert caught.value.facts == {"row": 2, "column": "competitor"}
    with pytest.raises(problems.OfferVersionOverlaps):
        workspace.offers.save([OFFER, OFFER | {"quote_value": 1.0}])

    assert own(workspace) == []


def test_correcting_and_deleting_keep_every_earlier_state(workspace):
    workspace.offers.save([OFFER])
    workspace.offers.save([OFFER | {"quote_value": 5.1, "version": 1}])
    workspace.offers.delete("X")

    assert own(workspace) == []
    history = workspace.offers.history("X")
    assert [each.offer.get("quote_value") for each in history] == [5.4, 5.1, None]
    assert [each.revision for each in history] == [1, 2, 3]
    with pytest.raises(problems.OfferNotThere):
        workspace.offers.delete("X")
    with pytest.raises(problems.OfferNotThere):
        workspace.offers.save([OFFER | {"version": 1}])
    workspace.offers.save([OFFER])
    assert [each.version for each in own(workspace)] == [2]


def test_a_deleted_shipped_offer_stays_away(workspace):
    first, second = workspace.offers.all()

    workspace.offers.delete(first.offer_id)

    assert workspace.offers.all() == (second,)


def test_a_loaded_table_comes_into_the_book_and_the_book_into_the_release(
    store, workspace, tmp_path
):
    workspace.offers.save([OFFER | {"offer_id": "typed"}])
    load(store, tmp_path / "in", TABLE.format(rate=5.4))

    assert [each.origin for each in own(workspace)] == ["file"]
    ids = {str(row["offer_id"]) for row in released_rows(store)}
    assert ids == {"X", "Y", "typed"}
    assert [each.offer_id for each in workspace.offers.all() if each.origin == "shipped"]


def test_a_file_that_says_nothing_new_does_not_undo_what_was_typed(store, workspace, tmp_path):
    load(store, tmp_path / "a", TABLE.format(rate=5.4))
    workspace.offers.save([{**own(workspace)[0].offer, "quote_value": 5.0, "version": 1}])
    workspace.offers.delete("Y")

    load(store, tmp_path / "b", TABLE.format(rate=5.4))
    assert own(workspace)[0].offer["quote_value"] == 5.0
    assert own(workspace, "Y") == []

    load(store, tmp_path / "c", TABLE.format(rate=4.8))
    assert [each.offer["quote_value"] for each in own(workspace)] == [4.8]


def test_columns_a_file_lacks_keep_what_was_known(store, workspace, tmp_path):
    load(store, tmp_path / "a", TABLE.format(rate=5.4))
    workspace.offers.save([{**own(workspace)[0].offer, "max_amount": 9_000.0, "version": 1}])

    load(store, tmp_path / "b", TABLE.format(rate=4.8))

    assert own(workspace)[0].offer["max_amount"] == 9_000
    assert own(workspace)[0].offer["quote_value"] == 4.8


def test_replacing_the_table_deletes_what_files_brought_not_what_was_typed(
    store, workspace, tmp_path
):
    load(store, tmp_path / "a", TABLE.format(rate=5.4))
    workspace.offers.save([OFFER | {"offer_id": "typed"}])
    short = "\n".join(TABLE.format(rate=5.4).splitlines()[:3])

    load(store, tmp_path / "b", short, replace=["competitor_offer"])

    assert own(workspace, "Y") == []
    assert own(workspace, "X")
    assert own(workspace, "typed")


def test_a_release_made_before_the_book_still_tells_its_offers(store, workspace, tmp_path):
    load(store, tmp_path / "a", TABLE.format(rate=5.4))
    store.workspace_path.unlink()
    desk._made.cache_clear()

    found = own(Workspace(store))

    assert [(each.origin, each.offer["quote_value"]) for each in found] == [("release", 5.4)]
    confirmed = Workspace(store).offers.confirm("X", dt.date(2026, 4, 1))
    assert confirmed.offer["observed_on"] == dt.date(2026, 4, 1)
    assert len(own(Workspace(store))) == 1
