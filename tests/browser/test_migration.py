"""Who moved between tiers: what a manager clicks on the page, and what it answers."""

import re

import pytest

STATISTICIANS_WORDS = ("p-value", "95 %", "置信区间", "Gini", "基尼", "Jaccard", "χ²", "Holm")
PLACE = """pick => {
    const plot = document.querySelector('.js-plotly-plot');
    const named = (data) => Array.isArray(data) ? data[0] : data;
    for (const trace of plot._fullData) {
        if (trace.type !== 'bar' || !trace.customdata) continue;
        const at = Array.from(trace.customdata).findIndex(data => named(data) === pick);
        if (at < 0) continue;
        const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
        const base = trace.base ? (trace.base[at] ?? trace.base) : 0;
        const [x, y] = trace.orientation === 'h'
            ? [base + trace.x[at] / 2, trace.y[at]] : [trace.x[at], base + trace.y[at] / 2];
        return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
    }
    return null;
}"""


def click_mark(visitor, pick):
    """Click the cell or bar whose pick this is."""
    visitor.click_at(PLACE, pick)


def note(visitor):
    """The line under the list's title: how many and how much."""
    texts = visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()
    return next(text for text in texts if re.match(r"[\d,]+ customers", text))


def count_of(text):
    return int(re.match(r"([\d,]+) customers", text)[1].replace(",", ""))


def cell(visitor, pick):
    """The number written in a cell of the matrix."""
    return int(
        visitor.page.evaluate(
            """pick => {
            const named = (data) => Array.isArray(data) ? data[0] : data;
            for (const trace of document.querySelector('.js-plotly-plot')._fullData) {
                const at = Array.from(trace.customdata || []).findIndex(d => named(d) === pick);
                if (at >= 0 && trace.text) return trace.text[at];
            }
        }""",
            pick,
        )
        .split("<br>")[0]
        .replace(",", "")
        .replace("<b>", "")
        .replace("</b>", "")
    )


def test_a_cell_opens_exactly_its_customers_and_a_second_click_closes_them(visit):
    visitor = visit("tier_migration")
    usual = note(visitor)
    click_mark(visitor, "affluent>mass_affluent")

    assert count_of(note(visitor)) == cell(visitor, "affluent>mass_affluent")
    assert "move=affluent" in visitor.page.evaluate("location.search")
    again = visit(f"tier_migration{visitor.page.evaluate('location.search')}")
    assert note(again) == note(visitor)

    click_mark(visitor, "affluent>mass_affluent")
    assert note(visitor) == usual


def test_another_snapshot_changes_the_cell_and_its_list_together(visit):
    visitor = visit("tier_migration?move=affluent%3Emass_affluent")
    before = count_of(note(visitor))
    visitor.choose("before", visitor.choices("before")[3])

    assert count_of(note(visitor)) == cell(visitor, "affluent>mass_affluent") != before


def test_the_downloaded_list_holds_exactly_the_customers_of_the_cell(visit):
    visitor = visit("tier_migration?move=affluent%3Emass_affluent")
    rows = visitor.downloaded(visitor.page.get_by_role("button", name="CSV").first)

    assert len(rows) - 1 == cell(visitor, "affluent>mass_affluent")


def test_a_bar_of_the_bridge_opens_its_customers(visit):
    visitor = visit("tier_migration?view=money&branch=B007")
    click_mark(visitor, "down")

    assert visitor.page.locator(".tv-h2", has_text="Downgraded").count() == 1
    assert count_of(note(visitor)) > 130
    assert "together" in note(visitor)


def test_the_switch_to_contribution_is_one_click_and_in_the_link(visit):
    visitor = visit("tier_migration")
    visitor.page.get_by_text("By contribution", exact=True).click()
    visitor.page.wait_for_timeout(400)
    visitor.settle()

    assert "ladder=VALUE3" in visitor.page.evaluate("location.search")
    assert any("Mid value and above" in tile for tile in visitor.tiles())


def test_whom_to_contact_lists_those_about_to_fall(visit):
    visitor = visit("tier_migration?view=contact")

    assert visitor.page.locator(".tv-h2", has_text="About to fall").count() == 1
    assert len(visitor.rows()) == 10


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_statistics_stay_behind_the_switch(visit, language):
    visitor = visit("tier_migration", language=language)
    before = visitor.text()
    assert [word for word in STATISTICIANS_WORDS if word in before] == []

    visitor.page.get_by_text({"en": "In depth", "zh_CN": "深入分析"}[language]).click()
    visitor.page.wait_for_timeout(400)
    visitor.settle()
    visitor.page.get_by_role("tab").nth(1).wait_for()
    assert {"en": "95 % interval", "zh_CN": "95%置信区间"}[language] in visitor.text()


def test_every_tab_in_depth_answers(visit):
    visitor = visit("tier_migration?depth=true")
    for number in range(8):
        visitor.open_tab(number)
        answers = '[role="tabpanel"] .tv-table:visible, [role="tabpanel"] .js-plotly-plot:visible'
        visitor.page.locator(answers).first.wait_for()
        assert visitor.page.locator('[role="tabpanel"] [role="alert"]').count() == 0
