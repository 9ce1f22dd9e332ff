from pages.parts.paste import as_csv, as_text, merged, pasted_records

COLUMNS = ("period", "branch_id", "metric", "value")
NAMES = {
    "期间": "period",
    "网点": "branch_id",
    "指标": "metric",
    "目标值": "value",
    "value": "value",
}


def test_lines_without_a_header_follow_the_order_of_the_columns() -> None:
    text = "2026-06\tB01\tdeposits\t1,200.50\n\n2026-06\tB02\tdeposits\t90\n"
    assert pasted_records(text, COLUMNS, NAMES) == [
        {"period": "2026-06", "branch_id": "B01", "metric": "deposits", "value": "1,200.50"},
        {"period": "2026-06", "branch_id": "B02", "metric": "deposits", "value": "90"},
    ]


def test_a_header_line_decides_the_order() -> None:
    text = "指标\t期间\t网点\t目标值\ndeposits\t2026-06\tB01\t90"
    assert pasted_records(text, COLUMNS, NAMES) == [
        {"metric": "deposits", "period": "2026-06", "branch_id": "B01", "value": "90"}
    ]


def test_an_empty_paste_is_no_rows() -> None:
    assert pasted_records(" \n\t\n", COLUMNS, NAMES) == []


def test_a_pasted_row_takes_the_place_of_the_row_with_its_key_and_others_stay() -> None:
    old = [{"period": "2026-05", "branch_id": "B01", "value": "1"}]
    new = [
        {"period": "2026-05", "branch_id": "B01", "value": "2"},
        {"period": "2026-06", "branch_id": "B01", "value": "3"},
    ]
    assert merged(old, new, ("period", "branch_id")) == new


def test_records_become_a_file_the_loader_reads_and_text_that_excel_pastes() -> None:
    records = [{"period": "2026-06", "branch_id": "B,01", "value": "3"}]
    assert as_csv(records, COLUMNS) == b'period,branch_id,metric,value\n2026-06,"B,01",,3\n'
    assert as_text(records, COLUMNS) == "2026-06\tB,01\t\t3"
