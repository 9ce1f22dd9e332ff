"""Findings in words, both languages: the number, what would be usual, the test, the people."""

import pytest

from analytics.findings_merge import BAD_MOVES, COLUMNS
from pages.parts import address, findings_words, migration_choice, products_choice
from pages.parts.text import Text

ENGLISH, CHINESE = Text(language="en"), Text(language="zh_CN", gain="red")
TEXTS = ("branch_id", "branch_name", "level", "to_level", "customer_id", "customer_type", "move")
TEXTS += ("product_id", "product_name_en", "product_name_zh", "explained_customer_id", "measure")
JARGON = ("p-value", "Holm", "Gini", "χ²", "p 值", "置信区间", "显著")


def finding(**facts):
    """A row of the answer: text empty, numbers null where they are not given."""
    row = dict.fromkeys(COLUMNS, float("nan")) | dict.fromkeys(TEXTS, "")
    row |= {"merged_count": 0, "gate": "rate", "kind": "branch", "customer_type": "personal"}
    return row | {"measure": "aum_mavg", "is_bad": True} | facts


RATE = {
    "customer_count": 135, "n": 162, "rate": 0.8333, "rate_low": 0.768, "rate_high": 0.883,
    "usual_rate": 0.025, "expected_count": 4.1, "excess_count": 130.9, "rate_year": 0.006,
    "history_low": 0.008, "history_high": 0.037, "history_count": 12, "p_adjusted": 1e-40,
}  # fmt: skip
MONEY = {
    "value_before": 50e6, "value_after": 37e6, "change": -13e6, "expected_change": -1e6,
    "excess_change": -12e6, "threshold": 1e6, "growth": -0.26, "growth_low": -0.09,
    "growth_high": 0.06,
}  # fmt: skip
HERE = {"branch_id": "B7", "branch_name": "石桥支行", "level": "affluent"}
OUTFLOW = finding(**RATE, **MONEY, **HERE, move="down", gate="both", merged_count=3)
SINGLE = finding(
    kind="single_customer", gate="money", move="left", **HERE, customer_count=1, threshold=1e6,
    customer_id="C1", change=-30e6, value_before=30e6, value_after=0.0,
)  # fmt: skip
FUNDS = finding(**MONEY, **HERE, gate="money", move="fell", customer_count=90)
PRODUCT = finding(
    **RATE, kind="product", move="given_up", product_id="P06", product_name_en="Seven-day wealth",
    product_name_zh="七天理财",
)  # fmt: skip
SERVICE = finding(**RATE, kind="service", move="complaints", branch_id="B7", customer_type="")
FLOW = finding(**RATE, kind="flow", move="down", level="affluent", to_level="mass")


def plain(row, t):
    return findings_words.sentence(row, t).replace("<b>", "").replace("</b>", "")


def test_an_outflow_is_said_with_its_number_what_is_usual_and_its_money():
    assert plain(OUTFLOW, ENGLISH) == (
        "Of 162 Affluent customers of 石桥支行 135 fell a tier (83.3%). Usual would be about 4. "
        "Balance of these customers together: −¥13.0M."
    )
    assert plain(OUTFLOW, CHINESE) == (
        "石桥支行的富裕客户共162户，其中135户降级（83.3%）。往常约4户。这些客户的资产合计−¥1,300万。"
    )


def test_one_large_customer_is_said_as_one_and_explains_wider_numbers():
    alone = "One customer of 石桥支行 (Affluent) left and took ¥30.0M along."
    assert plain(SINGLE, ENGLISH) == alone
    wider = plain(SINGLE | {"merged_count": 3}, ENGLISH)
    assert wider == f"{alone} This alone is most of what the branch or its tier lost."
    assert "仅" not in plain(SINGLE, CHINESE)


def test_money_is_said_with_what_would_be_usual_and_who_is_most_of_it():
    assert plain(FUNDS, ENGLISH) == (
        "The balance of the Affluent customers of 石桥支行 fell by ¥13.0M (26.0%); "
        "usual would be −¥1.00M."
    )
    mostly = FUNDS | {"explained_customer_id": "C1", "explained_share": 0.62}
    assert plain(mostly, ENGLISH).endswith(" One customer alone is 62% of that.")


def test_what_hardly_ever_happens_is_said_so():
    assert "Usually there are hardly any." in plain(OUTFLOW | {"expected_count": 0.2}, ENGLISH)


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        (SINGLE, "one large customer", "单户大额"),
        (OUTFLOW, "large in money, unusual rate", "金额大、比例异常"),
        (FUNDS, "large in money", "金额大"),
        (PRODUCT, "unusual rate", "比例异常"),
    ],
)
def test_each_finding_says_which_gate_it_passed(row, english, chinese):
    assert findings_words.gate_word(row, ENGLISH) == english
    assert findings_words.gate_word(row, CHINESE) == chinese


MOVES = {
    "single_customer": ("left", "fell", "rose", "came"),
    "branch": ("up", "down", "lost", "drained", "came"),
    "flow": ("up", "down", "lost", "drained"),
    "tier": ("fell", "rose"),
    "product": ("gained", "given_up"),
    "service": ("complaints", "late"),
}
EVERY = [
    {"kind": kind, "move": move, "gate": "money" if kind in {"single_customer", "tier"} else "rate"}
    for kind, moves in MOVES.items()
    for move in moves
]


@pytest.mark.parametrize("told", EVERY, ids=lambda told: f"{told['kind']}-{told['move']}")
@pytest.mark.parametrize("t", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_kind_and_move_has_its_words_and_its_people(told, t):
    row = finding(**RATE, **MONEY) | PRODUCT | HERE | MONEY | told
    said = findings_words.sentence(row, t)
    tested = findings_words.test_sentence(row, t)

    for text in (said, tested):
        assert "nan" not in text.lower()
        assert "{" not in text
        assert not any(word in text for word in JARGON)
    path, asked = findings_words.link(row)
    pages = {"tier_migration": migration_choice, "products": products_choice, "": None}
    assert (path == "") == (told["kind"] == "service")
    if path:
        assert set(asked) <= {*pages[path].PARAMETERS, *address.FILTERS}
        assert asked["view"][0] in pages[path].VIEWS


def test_a_link_names_the_move_its_page_knows():
    assert findings_words.link(OUTFLOW) == (
        "tier_migration",
        {"kind": ["personal"], "branch": ["B7"], "tier": ["affluent"], "view": ["money"],
         "move": ["down"]},
    )  # fmt: skip
    assert findings_words.link(FLOW)[1]["move"] == ["affluent>mass"]
    assert findings_words.link(SINGLE)[1]["move"] == ["affluent>lost"]
    product = findings_words.link(PRODUCT)[1]
    assert (product["pick"], product["who"]) == (["P06"], ["lost"])
    assert product["who"][0] in products_choice.WHO


def test_a_test_says_numbers_interval_history_season_and_the_family():
    lines = findings_words.test_sentence(OUTFLOW, ENGLISH).splitlines()

    assert lines[0] == "135 of 162: 83.33%, by chance between 76.80% and 88.30%."
    assert lines[1] == "Usual: 2.50%, from the 12 periods before."
    assert lines[2] == "Most of them lay between 0.80% and 3.70%."
    assert lines[3] == "A year ago: 0.60%."
    assert lines[4].endswith("Chance here: below 0.01%.")
    assert "−¥12,000,000.00 beyond what is usual" in lines[5]
    assert lines[-1].startswith("Other numbers that tell the same")
    single = findings_words.test_sentence(SINGLE, ENGLISH)
    assert "No rate is tested here." in single


def test_names_from_the_bank_s_files_are_escaped():
    row = OUTFLOW | {"branch_name": "<script>"}

    assert "<script>" not in findings_words.sentence(row, ENGLISH)


def test_bad_moves_are_moves():
    assert {move for moves in MOVES.values() for move in moves} >= BAD_MOVES
