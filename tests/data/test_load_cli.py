"""python -m data.load as a scheduler calls it."""

import pytest

from tests.conftest import run_module
from tests.support.files import BALANCES, CUSTOMERS, written


@pytest.fixture
def bank(tmp_path):
    written(tmp_path, "customers.csv", CUSTOMERS)
    written(tmp_path, "may.csv", BALANCES)
    return tmp_path


def run(bank, *arguments):
    return run_module("data.load", "--store", bank / "store", *arguments)


def test_files_without_a_table_are_guessed_and_published(bank):
    done = run(bank, bank / "customers.csv", bank / "may.csv")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "customer: customers.csv: 3 rows, 3 loaded, 0 refused"
    assert lines[1] == "customer_snapshot: may.csv: 3 rows, 3 loaded, 0 refused, dates 2026-05-31"
    assert lines[-1].startswith("release 000001 is current (")


def test_the_same_files_twice_change_nothing_and_say_so(bank):
    named = (f"customer={bank / 'customers.csv'}", f"customer_snapshot={bank / 'may.csv'}")
    run(bank, *named)
    done = run(bank, *named)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("the same files are loaded already: nothing")
    assert (bank / "store" / "CURRENT").read_text().strip() == "000001"


def test_bad_rows_refuse_the_load_with_one_message(bank):
    written(bank, "may.csv", BALANCES.replace("200.50", "many"))
    done = run(bank, bank / "customers.csv", bank / "may.csv")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(
        "Nothing was loaded. Refused rows: 1. The first: may.csv, row 3, column aum_mavg, "
        "value many: this is not an amount or number."
    )
    assert not (bank / "store" / "CURRENT").exists()


def test_bad_rows_may_be_kept_apart(bank):
    written(bank, "may.csv", BALANCES.replace("200.50", "many"))
    done = run(bank, "--on-reject", "keep", bank / "customers.csv", bank / "may.csv")
    assert (done.returncode, done.stderr) == (0, "")
    rejects = next((bank / "store" / "rejects").glob("*.csv"))
    assert f"refused rows: {rejects}" in done.stdout
    assert rejects.read_text("utf-8-sig").splitlines() == [
        "table,file,row,column,value,rule,explanation",
        "customer_snapshot,may.csv,3,aum_mavg,many,not_a_number,this is not an amount or number",
    ]


def test_a_check_publishes_nothing(bank):
    done = run(bank, "--check", bank / "customers.csv", bank / "may.csv")
    assert done.returncode == 0
    assert "checked only, nothing published" in done.stdout
    assert not (bank / "store" / "CURRENT").exists()


def test_a_check_of_bad_rows_exits_with_one(bank):
    written(bank, "may.csv", BALANCES.replace("200.50", "many"))
    done = run(bank, "--check", bank / "customers.csv", bank / "may.csv")
    assert done.returncode == 1
    assert "row 3, column aum_mavg, value many" in done.stderr


def test_a_load_can_be_rolled_back(bank):
    run(bank, bank / "customers.csv", bank / "may.csv")
    written(bank, "june.csv", BALANCES.replace("05-31", "06-30"))
    run(bank, bank / "june.csv")
    done = run(bank, "--rollback")
    assert (done.returncode, done.stdout) == (0, "release 000001 is current\n")


def test_a_mapping_finds_its_own_files_and_currency(bank):
    written(bank, "bank_1.csv", "no;amount;month\nA;12,3456;2026-05\n")
    written(
        bank,
        "bank.toml",
        """
        currency = "EUR"
        [customer]
        files = ["bank_*.csv"]
        constants = { customer_type = "personal", branch_id = "B1" }
        columns = { customer_id = "no" }
        [customer_snapshot]
        files = ["bank_*.csv"]
        select = '''select no as customer_id, month as snapshot_date,
                    replace(amount, ',', '.') as aum_mavg from source'''
        """,
    )
    done = run(bank, "--mapping", bank / "bank.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "customer_snapshot: bank_1.csv: 1 rows, 1 loaded, 0 refused, dates 2026-05-31" in (
        done.stdout
    )


def test_mistakes_in_a_mapping_are_named(bank):
    written(bank, "bank.toml", "[customer.columns]\ncustomer_idd = 'no'\n")
    done = run(bank, "--mapping", bank / "bank.toml", bank / "customers.csv")
    assert done.returncode == 1
    assert done.stderr == (
        "The mapping file bank.toml has an unknown entry customer.columns.customer_idd. "
        "Nearest: customer_id, customer_type, related_to_customer_id.\n"
    )


def test_a_select_that_does_not_run_says_why(bank):
    written(bank, "bank.toml", "[customer]\nselect = 'select nothing from source'\n")
    done = run(bank, "--mapping", bank / "bank.toml", f"customer={bank / 'customers.csv'}")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "The SELECT for customer in the mapping does not run on customers.csv: Binder Error"
    )


def test_nothing_named_is_said(bank):
    done = run(bank)
    assert done.returncode == 1
    assert done.stderr == (
        "No file was named. Give TABLE=FILE, or a mapping whose files are beside it: -.\n"
    )
