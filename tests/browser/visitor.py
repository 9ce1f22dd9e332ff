"""What a person at the screen does and sees, in the words of the tests."""

import csv
import io
import re

SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') !== 'running'
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
}"""

POINTS = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    const drawn = plot?._fullData?.map(trace => Array.from(trace.y));
    return drawn?.some(heights => heights.length) ? JSON.stringify(drawn) : null;
}"""

WORD = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z'’-]*(?![A-Za-z0-9_])")


class Visitor:
    """One browser page with its own cookies and cache."""

    def __init__(self, page, app):
        self.page = page
        self.app = app

    def open(self, path=""):
        self.page.goto(path if path.startswith("http") else f"{self.app}/{path}")
        self.page.locator("h1, .tv-box").first.wait_for()
        self.settle()
        self.page.locator(".tvb button").first.wait_for(state="attached")

    def settle(self, *, timeout=30_000):
        """Wait until Streamlit has finished this run and shows nothing stale."""
        self.page.wait_for_selector('[data-testid="stApp"]', timeout=timeout)
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(SETTLED, timeout=timeout)

    def choose(self, field, *values):
        """Choose values in a field of the scope bar, by the names the URL uses."""
        self.unfold(field)
        for value in values:
            self.page.locator(f'.choice[data-field="{field}"][data-value="{value}"]').click()
        self.page.keyboard.press("Escape")
        self.settle()

    def unfold(self, field):
        """Open a field of the scope bar, on a phone the sheet first."""
        button = self.page.locator(f'button[data-open="{field}"]')
        if not button.is_visible():
            self.page.locator('button.line[data-sheet="open"]').click()
        if button.get_attribute("aria-expanded") != "true":
            button.click()

    def choices(self, field):
        """The values a field of the scope bar offers."""
        self.unfold(field)
        offered = self.page.locator(f'.choice[data-field="{field}"]')
        values = [one.get_attribute("data-value") for one in offered.all()]
        self.page.keyboard.press("Escape")
        return values

    def speak(self, language):
        """Switch the language in the scope bar."""
        self.page.locator(f'button.tool[data-field="lang"][data-value="{language}"]').click()
        self.settle()

    def click_at(self, script, mark=None):
        """Click where `script` says that a mark of the first figure is, once it rests."""
        chart = self.page.locator(".js-plotly-plot").first
        chart.wait_for()
        chart.scroll_into_view_if_needed()
        self.page.wait_for_function(f"mark => ({script})(mark) !== null", arg=mark)
        place = None
        while place != (place := self.page.evaluate(script, mark)):
            self.page.wait_for_timeout(400)
        x, y = place
        self.page.mouse.move(x - 3, y)
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(150)
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.wait_for_timeout(400)
        self.settle()

    def open_tab(self, number):
        """Open a tab of the depth and give its panel."""
        self.page.get_by_role("tab").nth(number).click()
        self.page.wait_for_timeout(400)
        self.settle()
        return self.page.get_by_role("tabpanel").first

    def downloaded(self, button):
        """The lines of the CSV file behind a button, the header first."""
        with self.page.expect_download() as download:
            button.click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    @property
    def url(self):
        return self.page.url

    def text(self):
        """What is readable on the screen, without icons and folded parts."""
        app = self.page.locator('[data-testid="stApp"]')
        text = app.inner_text()
        for icon in app.locator('[data-testid="stIconMaterial"]').all_inner_texts():
            text = text.replace(icon, "", 1)
        return text

    def headline(self):
        return self.page.locator(".tv-headline").first.inner_text()

    def tiles(self):
        return self.page.locator(".tv-tile").all_inner_texts()

    def rows(self):
        """The texts of the rows of the first list."""
        table = self.page.locator(".tv-table").first
        table.wait_for()
        return table.locator("tbody tr").all_inner_texts()

    def curve(self):
        """The heights of every point of the first figure, as text to compare."""
        self.page.wait_for_function(POINTS)
        return self.page.evaluate(POINTS)

    def numbers(self):
        """Everything the first layer states: headline, tiles, curve, list."""
        return self.headline(), self.tiles(), self.curve(), self.rows()

    def english_left(self, *, allowed):
        """Words of Latin letters on the screen that the allow-list does not hold.

        Streamlit draws its own words late, and they are replaced a moment after: wait for that.
        """
        found = []
        for _ in range(10):
            words = {word.strip("'’-") for word in WORD.findall(self.text())}
            found = sorted(word for word in words if word not in allowed)
            if not found:
                break
            self.page.wait_for_timeout(300)
        return found
