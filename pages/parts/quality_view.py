"""How good the data is: a score, every rule with its count and the list behind it, the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import browse, check, quality
from data.contract import TABLES
from data.quality import RuleResult
from data.release import Store
from pages.parts import cards, lists

if TYPE_CHECKING:
    from pages.parts.shell import Page
    from pages.parts.text import Text

PAGE_SIZE = 20
SHOWN_ROWS = 10_000
EXPORT_ROWS = 100_000
NEARLY_PERFECT = 0.999
FILE_RULES = (*quality.NOTE_RULES, "sparse_columns")
"""Rules about columns of files: their lists are short and named beside the count."""
NAMED = 3
QUICK = 0.5
"""Seconds the page waits before it shows progress: a demo bank's report takes less."""
COUNTS = {"row_count", "filled_count", "missing_months", "held_count", "product_cnt", "row_number"}
MONEY = {"parts_total", "difference", "aum_before", "aum_limit", "loan_limit", "ledger", "ours"}
MONEY |= {"stated", "summed"}
KINDS = {column.name: column.kind for table in TABLES.values() for column in table.columns}


def show(page: Page) -> None:
    """The whole report of the release that is read."""
    t = page.t
    if page.release is None:
        cards.empty(t, t("Nothing has been loaded yet."))
        return
    results = page.engine.quality(patience=QUICK)
    if results is None:
        _judging(page)
        st.stop()
    _score(results, t)
    failing = sorted(
        (result for result in results if result.count),
        key=lambda result: -result.rule.weight * result.share,
    )
    _rules(page, failing)
    _behind(page, failing)
    _passed([result for result in results if not result.count], t)
    _columns_of_files(page)


@st.fragment(run_every=0.4)
def _judging(page: Page) -> None:
    """Progress while a large release is judged in the background, once for everybody."""
    if page.engine.quality() is not None:
        st.rerun()
    done = round(page.engine.quality_share() * len(quality.RULES))
    total = len(quality.RULES)
    st.progress(
        page.engine.quality_share(),
        text=page.t("Judging the data: rule {done} of {total}", done=done, total=total),
    )


def _name(result: RuleResult, t: Text) -> str:
    return result.rule.zh if t.language == "zh_CN" else result.rule.en


def _score(results: list[RuleResult], t: Text) -> None:
    worst = quality.worst(results)
    score = cards.strong(_percent(quality.score(results), t))
    if worst:
        separator = "、" if t.language == "zh_CN" else ", "
        names = separator.join(_name(result, t) for result in worst)
        cards.headline(
            t("Data quality {score}. It loses most to: {rules}.", score=score, rules=names)
        )
    else:
        cards.headline(t("Data quality {score}. No rule is broken.", score=score))
    ledger = next(result for result in results if result.rule.name == "ledger_differences")
    if ledger.count:
        cards.note(
            t.many(
                "{count} figure differs from the general ledger; the list is below.",
                "{count} figures differ from the general ledger; the list is below.",
                ledger.count,
            ),
            kind="caution",
        )


def _percent(score: float, t: Text) -> str:
    """The score; only a perfect one reads 100 %."""
    return t.percent(score if score == 1 else min(score, NEARLY_PERFECT))


def _rules(page: Page, failing: list[RuleResult]) -> None:
    t = page.t
    cards.section(
        t("Rules with findings"),
        t("Score = 100 % less weight × share of failing rows, rule by rule."),
    )
    frame = pd.DataFrame(
        [
            {
                "rule": _name(result, t),
                "base": _base(result, t),
                "example": _example(page, result),
                "count": result.count,
                "total": result.total,
                "share": result.share,
                "cost": -result.rule.weight * result.share,
            }
            for result in failing
        ],
        columns=["rule", "base", "example", "count", "total", "share", "cost"],
    )
    columns = [
        lists.Column(name="rule", label=t("Rule")),
        lists.Column(name="base", label=t("Table")),
        lists.Column(name="example", label=t("For example")),
        lists.Column(name="count", kind="count", label=t("Findings")),
        lists.Column(name="total", kind="count", label=t("Rows judged")),
        lists.Column(name="share", kind="percent", decimals=2, label=t("Share")),
        lists.Column(name="cost", kind="percent", decimals=2, label=t("Effect on the score")),
    ]
    with st.container(key="wrapped-tables"):
        lists.table(frame, columns, t, empty=t("No rule is broken."))


def _example(page: Page, result: RuleResult) -> str:
    """Which columns of the files break the rule, each with a few of its values."""
    if result.rule.name not in FILE_RULES:
        return "–"
    t = page.t
    found = _listed(str(page.store.folder), str(page.release), result.rule.name)
    if result.rule.name == "sparse_columns":
        shares = found.drop_duplicates("source_column").head(NAMED)
        return " · ".join(
            t(
                "{column} {share} filled",
                column=row.source_column,
                share=t.percent(row.filled_share),
            )
            for row in shares.itertuples()
        )
    named = []
    for column, rows in list(found.groupby("column_name", sort=False))[:NAMED]:
        values = sorted({str(value) for value in rows["value"] if value})[:NAMED]
        separator = "、" if t.language == "zh_CN" else ", "
        named.append(f"{t.column(column) if column else ''} {separator.join(values)}".strip())
    return " · ".join(named) or "–"


def _base(result: RuleResult, t: Text) -> str:
    own = {
        "import_log": t("all files"),
        "snapshot": t("dates"),
        "total_check": t("total rows"),
        "source_column": t("columns of the files"),
    }
    return own.get(result.rule.base) or t.table(result.rule.base)


def _behind(page: Page, failing: list[RuleResult]) -> None:
    """The list behind one count, paged, with a download."""
    if not failing:
        return
    t = page.t
    chosen = st.selectbox(
        t("The list behind"),
        failing,
        format_func=lambda result: f"{_name(result, t)} · {t.exact(result.count)}",
        key="quality-rule",
    )
    rule = chosen.rule.name
    known = _listed(str(page.store.folder), str(page.release), rule)
    window = lists.paged(f"quality-{rule}", len(known), t, page_size=PAGE_SIZE)
    shown = known.iloc[window.offset : window.offset + window.limit]
    caption = None
    if len(known) == SHOWN_ROWS:
        caption = t("The first {count}; the download has all.", count=t.exact(SHOWN_ROWS))
    columns = [_column(name, t) for name in shown.columns]
    lists.table(_readable(shown, t), columns, t, caption=caption)

    def everything() -> pd.DataFrame:
        return quality.rows(page.store, rule, EXPORT_ROWS, release_id=page.release)

    cards.actions(page, f"quality_{rule}", everything)


@st.cache_data(max_entries=32, show_spinner=False)
def _listed(store: str, release: str, rule: str) -> pd.DataFrame:
    return quality.rows(Store(store), rule, SHOWN_ROWS, release_id=release)


def _column(name: str, t: Text) -> lists.Column:
    label = t.column(name)
    kind = KINDS.get(name, "text")
    if name in COUNTS:
        return lists.Column(name=name, kind="count", label=label)
    if name in MONEY or kind == "money":
        return lists.Column(name=name, kind="number", decimals=2, label=label)
    if name.endswith("_share"):
        return lists.Column(name=name, kind="percent", label=label)
    if kind in {"date", "timestamp"} or name.endswith("_date"):
        return lists.Column(name=name, kind="date", label=label)
    if kind == "code":
        return lists.Column(name=name, kind="code", label=label)
    return lists.Column(name=name, label=label)


def _readable(frame: pd.DataFrame, t: Text) -> pd.DataFrame:
    """Codes of tables, columns, rules and measures in words."""
    words = {
        "table_name": t.table,
        "column_name": lambda name: t.column(name) if name else "–",
        "mapped_to": lambda name: t.column(name) if isinstance(name, str) else t("not read"),
        "measure": t.column,
        "customer_unknown": lambda is_so: t("yes") if is_so else t("no"),
        "product_unknown": lambda is_so: t("yes") if is_so else t("no"),
    }
    said = {"rule": _explained(frame, t)} if "rule" in frame else {}
    return frame.assign(
        **said,
        **{
            name: [in_words(value) for value in frame[name]]
            for name, in_words in words.items()
            if name in frame
        },
    )


def _explained(frame: pd.DataFrame, t: Text) -> list[str]:
    """What each row's rule says."""
    named = frame.reindex(columns=["rule", "table_name", "column_name"]).itertuples(index=False)
    return [
        t(check.explained(*map(str, row))) if row[0] in check.RULES else str(row[0])
        for row in named
    ]


def _passed(passed: list[RuleResult], t: Text) -> None:
    judged = [result for result in passed if result.is_judged]
    idle = [result for result in passed if not result.is_judged]
    title = t("Rules without findings: {count}", count=t.exact(len(judged)))
    with st.expander(title):
        frame = pd.DataFrame(
            [
                {
                    "rule": _name(result, t),
                    "base": _base(result, t),
                    "state": t("kept by all {rows} rows", rows=t.exact(result.total))
                    if result.is_judged
                    else t("not judged: the data was not provided"),
                }
                for result in (*judged, *idle)
            ]
        )
        columns = [
            lists.Column(name="rule", label=t("Rule")),
            lists.Column(name="base", label=t("Table")),
            lists.Column(name="state", label=t("State")),
        ]
        lists.table(frame, columns, t)


def _columns_of_files(page: Page) -> None:
    """How well each column of the delivered files is filled, and what it was read as."""
    t = page.t
    with st.expander(t("How well the columns of your files are filled")):
        profile = browse.source_columns(page.store, page.release)
        lists.table(
            _readable(profile, t),
            [_column(name, t) for name in profile.columns],
            t,
            empty=t("No columns were recorded."),
        )
