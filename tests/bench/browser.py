"""What a manager waits for: a change of scope in a real browser, the first load, the app's memory.

Every change leads to a scope not asked for before, so no answer is cached: one more branch, or
another date for the whole bank. The clock runs inside the page, from the click to the last frame
that changed headline or tiles ("tiles"; told of the home page), that changed these, a figure, the
findings or the first page of the list ("shown"), and to the one from which nothing is stale for
another 300 ms ("at rest"). A bare Streamlit page, one button and one line, is watched
in the same run: what it takes is the browser's and Streamlit's own.
"""

import tempfile
import time
from pathlib import Path

from tests.bench import bank, measure
from tests.browser.app import chromium, running_app
from tests.browser.visitor import Visitor
from tests.conftest import run_module

CHANGES = 20
SESSIONS = 5
MIGRATION_BARS = (600, 1000)
HOME_BARS = (600, 1000)
BARS = {"demo": (400, 600, 3.0), "million": (500, 800, 4.0)}

WATCH = """() => {
    const lead = () => ['.tv-headline', '.st-key-review_six .tv-tile'].flatMap(
        part => [...document.querySelectorAll(part)].map(each => each.textContent)).join();
    const seen = () => [
        lead(),
        [...document.querySelectorAll('.tv-find')].map(each => each.textContent).join(),
        document.querySelector('.js-plotly-plot path.js-line')?.getAttribute('d'),
        document.querySelector('.js-plotly-plot .barlayer')?.textContent,
        document.querySelector('.tv-table tbody')?.textContent,
    ];
    const stale = () => document.querySelector(
        '[data-stale="true"], [data-testid="stApp"][data-test-script-state="running"]');
    window.answered = new Promise(resolve => {
        document.addEventListener('click', () => {
            const began = performance.now();
            let before = seen(), tiles = 0, shown = 0, rest = 0;
            const look = () => {
                const passed = performance.now() - began;
                const now = seen();
                if (now[0] !== before[0]) tiles = passed;
                if (now.some((part, i) => part !== before[i])) { shown = passed; rest = 0; }
                before = now;
                if (stale()) rest = 0;
                else if (shown && !rest) rest = passed;
                if (rest && passed - rest > QUIET) resolve([shown, rest, tiles]);
                else if (passed > 20000) resolve([passed, passed, passed]);
                else requestAnimationFrame(look);
            };
            look();
        }, {capture: true, once: true});
    });
}""".replace("QUIET", "300")


def change(visitor, field, value):
    """Milliseconds from choosing one more value until all of it shows, and until it rests."""
    visitor.unfold(field)
    option = visitor.page.locator(f'.choice[data-field="{field}"][data-value="{value}"]')
    option.wait_for()
    visitor.page.evaluate(WATCH)
    option.click()
    times = visitor.page.evaluate("() => window.answered")
    visitor.settle()
    return times


ENDS = {"shown": 0, "at rest": 1}


def watch_changes(name, visitor, field, bars, ends=ENDS):
    """Median and 95th percentile of CHANGES changes of one field, after two to warm up."""
    known = visitor.choices(field)
    values = (known * (CHANGES // len(known) + 2))[1 : CHANGES + 3]
    times = [change(visitor, field, value) for value in values][2:]
    for what, column in ends.items():
        milliseconds = [each[column] for each in times]
        for share, label, bar in ((0.5, "median", bars[0]), (0.95, "p95", bars[1])):
            value = measure.percentile(milliseconds, share)
            measure.bound(
                f"{name}: change of {field} until {what}, {label}", value, bar=bar, unit="ms"
            )


def resident(pid):
    """(now, peak) resident memory of a process in GB; Linux only."""
    status = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    )
    return tuple(int(status[name].split()[0]) / 1024**2 for name in ("VmRSS", "VmHWM"))


BARE = """
import streamlit as st
count = st.session_state.get("count", 0)
st.button("more", on_click=lambda: st.session_state.update(count=count + 1))
st.html(f'<p class="tv-headline">{count}</p>')
"""


def watch_bare():
    """Milliseconds of a change on a page that asks nothing."""
    folder = Path(tempfile.mkdtemp())
    script = folder / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    with running_app(folder, folder / "log", script=script) as app, chromium() as browser:
        visitor = Visitor(browser.new_page(), app.address)
        visitor.page.goto(app.address)
        visitor.settle()
        times = []
        for _change in range(CHANGES):
            visitor.page.evaluate(WATCH)
            visitor.page.get_by_role("button", name="more").click()
            times.append(visitor.page.evaluate("() => window.answered")[0])
    measure.bound("bare Streamlit page: change, median", measure.percentile(times, 0.5), unit="ms")
    measure.bound("bare Streamlit page: change, p95", measure.percentile(times, 0.95), unit="ms")


def first_load(browser, app, path):
    """Seconds until a new browser without a cache shows headline, curve and list."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    visitor = Visitor(context.new_page(), app)
    began = time.perf_counter()
    visitor.page.goto(f"{app}/{path}")
    for part in (".tv-headline", ".js-plotly-plot path.js-line", ".tv-table tbody tr"):
        visitor.page.locator(part).first.wait_for()
    return time.perf_counter() - began, visitor


def watch(name, store):
    """All the figures of one store."""
    *bars, load_bar = BARS[name]
    log = Path(tempfile.mkdtemp()) / "app.log"
    with running_app(store, log) as app, chromium() as browser:
        seconds, visitor = first_load(browser, app.address, "contribution")
        measure.bound(f"{name}: very first load of the app", seconds, bar=load_bar, unit="s")
        visitor.settle()
        watch_changes(name, visitor, "branch", bars)
        seconds, visitor = first_load(browser, app.address, "contribution")
        measure.bound(f"{name}: first load in a new browser", seconds, bar=load_bar, unit="s")
        visitor.settle()
        watch_changes(name, visitor, "at", bars)
        for _session in range(SESSIONS - 2):
            first_load(browser, app.address, "contribution")
        now, peak = resident(app.pid)
        measure.bound(f"{name}: app with {SESSIONS} sessions, now", now, bar=1, unit="GB")
        measure.bound(f"{name}: app with {SESSIONS} sessions, peak", peak, bar=1, unit="GB")


def demo_store():
    store = bank.BENCH / "store-demo"
    if not (store / "CURRENT").exists():
        run_module("data.sample", "--store", store)
    return store


def watch_migration(store):
    """A change of branch or date on the migration page: headline, matrix and list."""
    log = Path(tempfile.mkdtemp()) / "app.log"
    with running_app(store, log) as app, chromium() as browser:
        context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        visitor = Visitor(context.new_page(), app.address)
        began = time.perf_counter()
        visitor.page.goto(f"{app.address}/tier_migration")
        for part in (".tv-headline", ".js-plotly-plot .barlayer", ".tv-table tbody tr"):
            visitor.page.locator(part).first.wait_for()
        measure.bound(
            "migration, million: very first load", time.perf_counter() - began, bar=4.0, unit="s"
        )
        visitor.settle()
        for field in ("branch", "at"):
            watch_changes("migration, million", visitor, field, MIGRATION_BARS)


def watch_home(name, store):
    """The weekly review: until its numbers stand, until findings and list do, and a change."""
    log = Path(tempfile.mkdtemp()) / "app.log"
    with running_app(store, log) as app, chromium() as browser:
        context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        visitor = Visitor(context.new_page(), app.address)
        began = time.perf_counter()
        visitor.page.goto(app.address)
        for part, what in (
            (".tv-headline", "headline"),
            (".st-key-review_six .tv-tile", "six tiles"),
            (".tv-find", "findings"),
            (".st-key-wrapped_week .tv-table tbody tr", "this week's list"),
        ):
            visitor.page.locator(part).first.wait_for(timeout=60_000)
            seconds = time.perf_counter() - began
            measure.bound(f"home, {name}: very first load, {what}", seconds, bar=4.0, unit="s")
        visitor.settle()
        for field in ("branch", "at"):
            watch_changes(f"home, {name}", visitor, field, HOME_BARS, {"tiles": 2} | ENDS)


def main():
    watch_home("demo", demo_store())
    watch_home("million", bank.bank_store(1_000_000, 24))
    watch_migration(bank.bank_store(1_000_000, 24))
    watch_bare()
    watch("demo", demo_store())
    watch("million", bank.bank_store(1_000_000, 24))


if __name__ == "__main__":
    main()
