"""The Competitors page: its five views, in both languages, with and without holdings."""

import datetime as dt
import re
import shutil
from functools import partial

import pytest

from data.release import Store
from data.workspace import Workspace
from tests.pages.test_every_page import assert_healthy
from tests.support.pages import bodies, opened, press, said, settled

VIEWS = ("compare", "affected", "match", "deposits", "book")
POSTAL = {
    "competitor": "邮政储蓄银行",
    "product_name": "优享贷",
    "line": "loan_personal",
    "quote_value": "5",
    "quote_basis": "monthly_li",
    "repay_modes": ["annuity", "bullet"],
    "max_amount": "300000",
    "term_months": "36",
}
page = partial(opened, "competitors")


@pytest.fixture
def without_holdings(smallest_upload, tmp_path, monkeypatch):
    """The smallest bank: no products, no holdings, no offers of its own."""
    shutil.copytree(smallest_upload, tmp_path / "small")
    monkeypatch.setenv("TIERVIEW_STORE", str(tmp_path / "small"))
    return Store(tmp_path / "small")


def tiles(app):
    """Label -> value of the tiles."""
    found = {}
    for body in bodies(app):
        found |= dict(re.findall(r'<dt>([^<]*)</dt><dd class="v"[^>]*>([^<]*)</dd>', body))
    return found


def submit(app, label):
    button = next(each for each in app.button if each.label == label)
    return settled(button.click().run())


def typed(app, values, mark="new"):
    for name, value in values.items():
        key = f"offer_{name}_{mark}"
        widgets = {w.key: w for w in (*app.text_input, *app.selectbox, *app.multiselect)}
        widgets[key].set_value(value)
    return app


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_speaks_the_readers_language(view, language, own_bank):
    del own_bank
    assert_healthy(page(view=view, lang=language), "competitors", language)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_works_for_a_bank_without_holdings(view, language, without_holdings):
    del without_holdings
    assert_healthy(page(view=view, lang=language), "competitors", language)


@pytest.mark.usefixtures("without_holdings")
def test_without_holdings_the_calculator_works_and_exposure_names_the_missing_table():
    app = page(view="book")
    assert said(app, "wait for a date")
    app = press(app, "confirm_all")
    assert said(app, "Confirmed: 2 offers seen on")

    app = page(view="compare")
    assert tiles(app)["Annualised rate (simple)"] == "6.00%"
    assert tiles(app)["Monthly payment, Equal instalments"] == "9,126.58"

    app = page(view="affected")
    assert said(app, 'data-code="E_TABLE_NOT_PROVIDED"')


@pytest.mark.usefixtures("without_holdings")
def test_the_example_of_the_credit_manager_is_computed_without_any_holdings():
    app = page(view="match")
    assert tiles(app)["Match-or-let-go rate"] == "6.28%"
    assert "−¥132,500.00" in " ".join(bodies(app))
    app = page(view="match", other="0.008")
    assert tiles(app)["Match-or-let-go rate"] == "6.07%"
    assert "−¥32,500.00" in " ".join(bodies(app))


def test_an_offer_is_entered_by_hand_and_compared_at_once(own_bank):
    app = press(page(view="book"), "book_new")
    app = submit(typed(app, POSTAL), "Save and compare")
    assert app.query_params["view"] in ("compare", ["compare"])
    assert said(app, "Saved.")
    shown = tiles(app)
    assert shown["Annualised rate (simple)"] == "6.00%"
    assert shown["Annualised rate (compound)"] == "6.17%"
    assert shown["Monthly payment, Equal instalments"] == "9,126.58"
    assert shown["Total interest"] == "28,556.92"
    rows = [
        each.row
        for each in Workspace(own_bank).offers.all()
        if each.row["product_name"] == "优享贷"
    ]
    assert [row["quote_value"] for row in rows] == [5.0]


def test_what_was_typed_stays_and_each_wrong_field_is_named(own_bank):
    app = press(page(view="book"), "book_new")
    wrong = POSTAL | {"max_amount": "lots", "term_months": "0", "competitor": ""}
    app = submit(typed(app, wrong), "Save and compare")
    assert said(app, "Rival is empty")
    assert said(app, "lots")
    assert app.text_input(key="offer_max_amount_new").value == "lots"
    assert app.text_input(key="offer_product_name_new").value == "优享贷"
    assert "优享贷" not in {each.row["product_name"] for each in Workspace(own_bank).offers.all()}


def test_a_percentage_typed_as_a_fraction_is_asked_about_and_not_guessed(own_bank):
    app = press(page(view="book"), "book_new")
    doubtful = POSTAL | {"quote_value": "0.06", "quote_basis": "annual_pct"}
    app = submit(typed(app, doubtful), "Save and compare")
    assert said(app, "Is 0.06 meant?")
    assert "优享贷" not in {each.row["product_name"] for each in Workspace(own_bank).offers.all()}
    app = press(app, "doubt_form_new_1_1")
    assert tiles(app)["Annualised rate (simple)"] == "6.00%"


def test_pasted_rows_with_merged_cells_are_named_by_row_and_nothing_is_lost(own_bank):
    app = press(page(view="book"), "book_paste")
    text = (
        "竞争对手\t产品名称\t产品条线\t报价\t报价口径\t采集日期\n"
        "工商银行\t融e借\t个人贷款\t3.9\t年利率\t2026-06-01\n"
        "\t融e借二\t个人贷款\t4.1\t年利率\t2026-06-01\n"
    )
    before = len(Workspace(own_bank).offers.all())
    app = settled(app.text_area(key="offers_pasted").set_value(text).run())
    assert said(app, "probably merged")
    assert app.button(key="paste_save").disabled
    assert app.text_area(key="offers_pasted").value == text

    filled = text.replace("\n\t融", "\n工商银行\t融")
    app = settled(app.text_area(key="offers_pasted").set_value(filled).run())
    app = press(app, "paste_save")
    assert said(app, "Saved: 2 rows.")
    assert len(Workspace(own_bank).offers.all()) == before + 2


def test_an_offer_is_corrected_versioned_and_deleted(own_bank):
    saved = next(
        each for each in Workspace(own_bank).offers.all() if "公积金" in each.row["product_name"]
    )
    app = page(view="book", edit=saved.reference)
    app = typed(app, {"quote_value": "0.30"}, mark=saved.reference)
    app = submit(app, "Save the correction")
    now = next(each for each in Workspace(own_bank).offers.all() if each.offer_id == saved.offer_id)
    assert (now.version, now.row["quote_value"]) == (saved.version, 0.30)

    app = page(view="book")
    place = [each.reference for each in Workspace(own_bank).offers.all()].index(saved.reference)
    app = settled(app.selectbox(key="book_one").set_value(place).run())
    app = press(app, "one_deleted")
    assert said(app, "Deleted:")
    assert saved.offer_id not in {each.offer_id for each in Workspace(own_bank).offers.all()}


def test_the_list_adds_up_to_the_figure_and_a_bar_narrows_it(own_bank):
    for each in Workspace(own_bank).offers.all():
        if "observed_on" not in each.row:
            Workspace(own_bank).offers.confirm(
                each.offer_id, dt.date(2026, 6, 1), version=each.version
            )
    app = page(view="affected", by="tier")
    total = int(re.search(r"All affected: ([\d,]+)", " ".join(bodies(app)))[1].replace(",", ""))
    assert total > 0
    counts = 0
    for tier in ("mass", "mass_affluent", "affluent", "vip"):
        narrowed = " ".join(bodies(page(view="affected", by="tier", part=tier)))
        found = re.search(r'tv-h2">(?!All affected)[^<]*: ([\d,]+)<', narrowed)
        counts += int(found[1].replace(",", "")) if found else 0
    assert counts == total


@pytest.mark.usefixtures("own_bank")
def test_the_ceiling_is_never_exceeded_by_what_is_suggested():
    app = page(view="deposits", ceiling="0.016")
    assert said(app, "1.60% (the ceiling)")


@pytest.mark.usefixtures("own_bank")
def test_two_assumptions_the_wrong_way_round_are_named():
    app = page(view="match", stay="0.9", keep="0.5")
    assert said(app, 'data-code="E_RETAINED_REVERSED"')
    assert {slider.key for slider in app.slider} >= {"slid_stay", "slid_keep"}


@pytest.mark.usefixtures("own_bank")
def test_other_banks_stand_by_name_and_never_by_size():
    text = " ".join(bodies(page(view="deposits")))
    assert "No target, no ranking, no appraisal" in text
