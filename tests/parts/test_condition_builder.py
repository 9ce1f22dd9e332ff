"""Conditions as typed: the tree of rows, values and their units, and what they are called."""

from decimal import Decimal

import pytest

from analytics.condition_columns import COLUMNS, OPERATORS, operators_of
from analytics.condition_problems import ConditionValueUnknown, ConditionValueUnreadable
from analytics.condition_text import group_from, text_of
from analytics.conditions import NOBODY, Condition, Group
from pages.parts import condition_draft as drafts
from pages.parts import condition_values as values
from pages.parts import condition_words as words
from pages.parts.condition_draft import Block, Row
from pages.parts.text import Text

ENGLISH, CHINESE = Text(), Text(language="zh_CN")
NESTED = (
    '{"all":[["tier","one_of","affluent","vip"],["aum_mavg","between",50000,300000],'
    '{"not_any":[["product_cnt","at_least",3],["branch_id","one_of","B001"]]}]}'
)


def row(column, operator, *typed, key=1):
    return Row(key=key, column=column, operator=operator, typed=typed)


def block(*members, **joints):
    return Block(members=members, **joints)


@pytest.mark.parametrize("t", [ENGLISH, CHINESE])
@pytest.mark.parametrize(
    "text",
    [
        NESTED,
        '{"any":[["contribution_ttm","below",-1234.56],["wealth_return_12m","above",0.025]]}',
        '{"all":[["open_date","between","2020-01-01","2020-12-31"],["is_valid","yes"]]}',
        '{"all":[["last_txn_date","last_days",30],["birth_year","equal",1980]]}',
        '{"not_all":[["customer_id","one_of","C1","C2"],["rfm","starts_with","5"]]}',
    ],
)
def test_what_a_link_says_is_shown_as_rows_that_say_it_again(t, text):
    group, problems = values.group_of(t, values.block_of(t, group_from(text)))
    assert text_of(group) == text
    assert problems == {}


def test_every_column_and_comparison_can_be_typed_and_said():
    typed = {"money": "5", "number": "5", "integer": "5", "date": "2026-06-30"}
    for name, column in COLUMNS.items():
        given = column.codes[0].value if column.codes else typed.get(column.kind, "X1")
        for operator in operators_of(name):
            takes = OPERATORS[operator].takes
            texts = {"none": (), "two": (given, given), "days": ("7",)}.get(takes, (given,))
            found = values.condition_of(ENGLISH, row(name, operator, *texts))
            for t in (ENGLISH, CHINESE):
                said = words.condition_word(t, found)
                assert "{" not in said
                assert words.column_word(t, name) in said


@pytest.mark.parametrize(
    ("t", "column", "typed", "amount"),
    [
        (ENGLISH, "aum_mavg", "50000", 50_000),
        (ENGLISH, "aum_mavg", "50,000.5", Decimal("50000.5")),
        (ENGLISH, "aum_mavg", "¥50k", 50_000),
        (CHINESE, "aum_mavg", "5", 50_000),
        (CHINESE, "aum_mavg", "５", 50_000),
        (CHINESE, "aum_mavg", "5万", 50_000),
        (CHINESE, "aum_mavg", "5w", 50_000),
        (CHINESE, "aum_mavg", "50000元", 50_000),
        (CHINESE, "aum_mavg", "5万元", 50_000),
        (CHINESE, "aum_mavg", "-0.5", -5_000),
        (CHINESE, "contribution_ttm", "2000", 2_000),
        (CHINESE, "contribution_ttm", "1.2亿", 120_000_000),
        (ENGLISH, "wealth_return_12m", "2.5", Decimal("0.025")),
        (ENGLISH, "wealth_return_12m", "2.5%", Decimal("0.025")),
    ],
)  # fmt: skip
def test_an_amount_is_meant_in_the_unit_beside_its_field(t, column, typed, amount):
    assert values.condition_of(t, row(column, "at_least", typed)).values == (amount,)


@pytest.mark.parametrize("pasted", ["C1\nC2\r\nC3", "C1,C2, C3", "C1\tC2  C3", "C1、C2；C3\nC1"])
def test_pasted_ids_are_parted_however_they_were_copied(pasted):
    assert values.ids_of(pasted) == ("C1", "C2", "C3")


def test_what_is_not_whole_is_left_out_and_what_is_wrong_is_told_by_its_key():
    typed = block(
        row("aum_mavg", "at_least", "", key=1),
        row("aum_mavg", "between", "5", key=2),
        row("aum_mavg", "at_least", "much", key=3),
        row("tier", "one_of", "gold", key=4),
        row("is_valid", "yes", key=5),
    )
    group, problems = values.group_of(ENGLISH, typed)
    assert text_of(group) == '{"all":[["is_valid","yes"]]}'
    assert {key: type(each) for key, each in problems.items()} == {
        3: ConditionValueUnreadable,
        4: ConditionValueUnknown,
    }
    told = words.worded(problems[3], CHINESE)
    assert str(told.facts["column"]) == "AUM月日均"
    assert "5万" in str(told.facts["expected"])


def test_a_negated_block_without_a_whole_row_is_everybody_not_nobody():
    group, _ = values.group_of(ENGLISH, block(row("aum_mavg", "at_least"), negated=True))
    assert group == Group()
    assert group != NOBODY


def test_members_are_added_changed_and_removed_by_their_keys():
    inner = Block(key=2, all_of=False, members=(row("aum_mavg", "above", "1", key=3),))
    whole = block(row("tier", "one_of", "vip", key=1), inner)
    assert drafts.next_key(whole) == 4

    more = drafts.added(whole, 2, row("loan_mavg", "above", "1", key=4))
    assert [each.key for each in drafts.rows(more)] == [1, 3, 4]
    changed = drafts.replaced(more, 3, lambda known: values.with_column(known, "is_valid"))
    assert [each.column for each in drafts.rows(changed)] == ["tier", "is_valid", "loan_mavg"]
    assert drafts.rejoined(whole, 2, negated=True).members[1].negated
    assert not drafts.rejoined(whole, 2, negated=True).negated

    assert [each.key for each in drafts.rows(drafts.removed(more, 4))] == [1, 3]
    assert drafts.removed(whole, 3).members == whole.members[:1]
    assert drafts.removed(whole, 2).members == whole.members[:1]


def test_another_comparison_keeps_what_still_fits():
    typed = row("aum_mavg", "at_least", "5")
    assert values.with_operator(typed, "between").typed == ("5",)
    assert values.with_operator(typed, "given").typed == ()
    assert values.with_column(typed, "loan_mavg") == row("loan_mavg", "at_least")
    assert values.with_column(typed, "tier") == row("tier", "one_of")


def test_groups_are_said_with_their_joints():
    group = group_from(NESTED)
    assert words.group_word(ENGLISH, group) == (
        "Tier: Affluent or VIP and AUM, monthly average between ¥50,000 and ¥300,000 and "
        "not (Products held at least 3 or Branch: B001)"
    )
    assert words.group_word(CHINESE, group) == (
        "客户层级：富裕或VIP，且AUM月日均介于5万元与30万元之间，且排除（持有产品数不低于3，或网点：B001）"
    )
    assert words.group_word(ENGLISH, Group()) == "All customers"
    assert words.group_word(ENGLISH, NOBODY) == "Nobody"


def test_a_long_list_names_a_few_and_counts_the_rest():
    said = words.condition_word(ENGLISH, Condition.of("customer_id", "one_of", "DCBAE"))
    assert said == "Customer id: A, B or 3 more"


def test_a_branch_is_said_by_its_name():
    condition = Condition.of("branch_id", "one_of", ["B001"])
    named = {("branch_id", "B001"): "城东支行"}
    said = words.condition_word(ENGLISH, condition, lambda *asked: named.get(asked))
    assert said == "Branch: 城东支行"


def test_the_menu_holds_every_column_once_by_topic():
    menu = words.columns_in_menu(list(COLUMNS))
    assert sorted(menu) == sorted(COLUMNS)
    topics = [words.topic_of(COLUMNS[name]) for name in menu]
    assert list(dict.fromkeys(topics)) == [topic for topic in words.TOPICS if topic in topics]
    assert len({words.menu_word(CHINESE, name) for name in menu}) == len(menu)
