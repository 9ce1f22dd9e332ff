"""Files as branches send them, loaded on the data page without any settings file."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from data.release import Store, connect

ROWS = 40
FIRST_ID = 620000000000000001


def amount(place):
    """What customer number `place` has, in 万元 with four decimals: 元 and cents at the end."""
    return round(0.01 * (place + 1) ** 3 + 3.1234, 4)


@pytest.fixture
def monthly_report(tmp_path):
    """A branch's report: title, unit, date, a header, 40 customers and their 合计."""
    book = Workbook()
    sheet = book.active
    sheet.append(["城关支行客户资产月报"])
    sheet.append(["单位:万元", None, "统计日期:2026年6月30日"])
    sheet.append(["客户号", "客户名称", "客户类型", "网点号", "月日均AUM", "贷款月日均"])
    for place in range(ROWS):
        kind = "对公" if place % 10 == 0 else "对私"
        loans = 1.5 * place if place % 3 == 0 else "-"
        branch = f"B0{place % 3 + 1}"
        sheet.append([str(FIRST_ID + place), f"客户{place}", kind, branch, amount(place), loans])
    total = round(sum(amount(place) for place in range(ROWS)), 4)
    sheet.append(["合计", None, None, None, total, sum(1.5 * n for n in range(0, ROWS, 3))])
    path = tmp_path / "月报.xlsx"
    book.save(path)
    return path


def choose(visitor, path):
    visitor.page.set_input_files('input[type="file"]', str(path))
    visitor.page.get_by_text(path.name).last.wait_for()
    visitor.settle()


def press(visitor, label):
    visitor.page.get_by_role("button", name=label, exact=True).click()
    visitor.settle()


def check(visitor, path, *, check="Check the files", publish="Publish"):
    """Choose a file, have it checked, and return what the page then says."""
    choose(visitor, path)
    press(visitor, check)
    visitor.page.get_by_role("button", name=publish, exact=True).wait_for()
    return visitor.text()


def load(visitor, path):
    check(visitor, path)
    press(visitor, "Publish")
    visitor.page.get_by_text("Published as release").wait_for()


def ask(store, query):
    with connect(Store(store)) as connection:
        return connection.execute(query).fetchall()


def test_a_branch_report_loads_without_a_settings_file(visit, start_app, tmp_path, monthly_report):
    store = tmp_path / "store"
    visitor = visit("data", app=start_app(store))
    checked = check(visitor, monthly_report)
    press(visitor, "Publish")
    visitor.page.get_by_text("Published as release 000001").wait_for()

    assert "68,489,360.00" in checked
    assert "agrees with the sum of the rows to the cent" in checked
    stored = ask(
        store,
        """select count(*), sum(aum_mavg), min(customer_id), max(customer_id), min(snapshot_date)
        from customer_snapshot join customer using (customer_key)""",
    )
    assert stored == [
        (
            40,
            Decimal("68489360.00"),
            "620000000000000001",
            "620000000000000040",
            date(2026, 6, 30),
        )
    ]
    assert ask(store, "select count(*) from customer where customer_id like '%合计%'") == [(0,)]
    assert ask(store, "select currency, is_demo from release") == [("CNY", False)]


def test_the_same_file_again_changes_nothing_and_says_so(
    visit, start_app, tmp_path, monthly_report
):
    store = tmp_path / "store"
    app = start_app(store)
    load(visit("data", app=app), monthly_report)
    visitor = visit("data", app=app)
    assert "your answers of last time are filled in" in check(visitor, monthly_report)
    press(visitor, "Publish")
    visitor.page.get_by_text("These rows are here already: nothing has changed.").wait_for()

    assert Store(store).release_ids() == ["000001"]


def test_bad_rows_are_named_and_the_good_ones_load_without_them(
    visit, start_app, tmp_path, monthly_report
):
    book = load_workbook(monthly_report)
    sheet = book.active
    sheet["E6"], sheet["A8"], sheet["D12"] = "十二万", "6.2E+17", None
    book.save(monthly_report)
    store = tmp_path / "store"
    visitor = visit("data", language="zh_CN", app=start_app(store))
    check(visitor, monthly_report, check="检查文件", publish="发布")
    refused = visitor.page.locator(".tv-table").nth(2).inner_text()

    named = [line.split("\t")[1:4] for line in refused.splitlines()[1:]]

    assert named == [
        ["6", "AUM月日均", "十二万"],
        ["8", "客户号", "6.2E+17"],
        ["12", "网点号", "（空）"],
    ]
    publish = visitor.page.get_by_role("button", name="发布", exact=True)
    assert publish.is_disabled()
    visitor.page.locator('[data-testid="stCheckbox"] label').click()
    visitor.settle()
    press(visitor, "发布")
    visitor.page.get_by_text("已发布为版本 000001").wait_for()
    assert ask(store, "select count(*) from customer_snapshot where aum_mavg is not null") == [
        (38,)
    ]


def test_real_files_never_mix_with_the_demo_bank_and_there_is_a_way_back(
    visit, start_app, tmp_path, monthly_report, demo_store
):
    home = tmp_path / "store"
    home.mkdir()
    (home / "releases").symlink_to(demo_store / "releases")
    (home / "CURRENT").write_text((demo_store / "CURRENT").read_text())
    visitor = visit("data", app=start_app(home))
    visitor.page.get_by_text("Demo data").wait_for()
    load(visitor, monthly_report)

    assert "Demo data" not in visitor.text()
    assert ask(tmp_path / "store-bank", "select count(*) from customer") == [(40,)]
    visitor.open("data?section=releases")
    press(visitor, "Show the demo bank again")
    visitor.page.get_by_text("Demo data").wait_for()


def test_ledger_totals_are_pasted_from_excel(visit, start_app, tmp_path, monthly_report):
    store = tmp_path / "store"
    app = start_app(store)
    load(visit("data", app=app), monthly_report)
    visitor = visit("data?section=ledger", app=app)
    box = visitor.page.locator("textarea")
    box.fill("2026-06-30\tB01\t1,200.50\t300\t14\n2026-06-30\tB02\t9\t8\t7\n")
    box.press("Control+Enter")
    visitor.settle()
    press(visitor, "Save")
    visitor.page.get_by_text("Saved: 2 rows.").wait_for()

    assert ask(store, "select branch_id, deposits from control_total order by 1") == [
        ("B01", Decimal("1200.50")),
        ("B02", Decimal("9.00")),
    ]


def test_an_own_transfer_price_is_previewed_saved_and_published(
    visit, start_app, tmp_path, monthly_report
):
    store = tmp_path / "store"
    app = start_app(store)
    load(visit("data", app=app), monthly_report)
    visitor = visit("data?section=parameters", app=app)
    assert "System defaults are in use" in visitor.text()
    price = visitor.page.get_by_label("Transfer price of demand deposits (% a year)", exact=True)
    price.fill("1.9")
    press(visitor, "Show the effect")
    visitor.page.get_by_text("What your values would change").wait_for()
    press(visitor, "Save and compute again")
    visitor.page.get_by_text("The contribution was computed again").wait_for()

    assert "Your bank's own values are in use" in visitor.text()
    assert ask(store, "select default_parameters from release") == [(False,)]
