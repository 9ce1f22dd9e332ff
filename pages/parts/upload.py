"""Loading by upload: files in, questions answered, checked, published. No settings file."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data import browse, load, stores
from data.problems import Problem
from data.release import Store
from data.scratch import scratch
from data.workspace import Workspace
from pages.parts import cards, columns_form, load_result, load_start, shell, shell_words, working
from pages.parts.intake import (
    Answers,
    Intake,
    lists_customers,
    mappings,
    received,
    sheet_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pages.parts.shell import Page
    from pages.parts.text import Text

PUBLISHING = 0.7
"""From this share on a load is building its release."""
CURRENCIES = ("CNY", "EUR", "USD", "HKD", "GBP", "JPY", "SGD", "MOP", "TWD")


def show(page: Page) -> None:
    """The whole section, from the empty box to the published release."""
    t = page.t
    store = _target(page)
    news = st.container()
    cards.section(
        t("Load files"),
        t("Excel, CSV or Parquet, as your systems export them: titles, units and totals may stay."),
    )
    shell_words.uploader(t)
    files = st.file_uploader(
        t("Files"),
        accept_multiple_files=True,
        key=f"files-{st.session_state.get('uploads', 0)}",
        label_visibility="collapsed",
    )
    if working.is_there("publish"):
        _finish(page, store)
    intakes = [each for file in files if (book := _received(file, t)) for each in _sheets(book, t)]
    if not intakes:
        with news:
            _published(t)
        load_start.show(page, store)
        return
    counts = browse.row_counts(store)
    workspace = Workspace(store)
    answers = [
        columns_form.ask(
            intake,
            _remembered(workspace, intake),
            t,
            customers_known=bool(counts["customer"]) or any(map(lists_customers, intakes)),
        )
        for intake in intakes
    ]
    currency = _currency(store, t)
    if any(each is None for each in answers):
        return
    _check(page, store, list(zip(intakes, answers, strict=True)), currency)


def _target(page: Page) -> Store:
    """Where real files go: never into the demo bank's store."""
    t = page.t
    if page.is_demo:
        folder = stores.for_real_bank()
        there = Store(folder).current is not None
        cards.note(
            t(
                "You are looking at the demo bank. Your files go into your bank's own store, and "
                "Tierview shows that one afterwards."
            )
            if there
            else t(
                "The demo bank stays as it is: your files go into a new, empty store of their own, "
                "and Tierview shows that one afterwards. You can come back at any time."
            ),
            kind="new",
        )
        return Store(folder)
    return page.store


def _received(file: UploadedFile, t: Text) -> Intake | None:
    """The upload on disk and recognised, once per session; what cannot be read is told."""
    known = st.session_state.setdefault("intakes", {})
    try:
        if file.file_id not in known:
            known[file.file_id] = received(_folder(), file.name, file.getvalue())
    except Problem as problem:
        cards.show_problem(problem, t)
        return None
    return known[file.file_id]


def _folder() -> Path:
    """Where this session's uploads lie, for their owner alone; the next load clears up after it."""
    if "upload-folder" not in st.session_state:
        held = ExitStack()
        st.session_state["upload-folder"] = held.enter_context(scratch(Store(stores.home()))), held
    return st.session_state["upload-folder"][0]


def _sheets(book: Intake, t: Text) -> list[Intake]:
    """The sheets of a workbook that are to be read: one is guessed, the user may choose others."""
    first = book.sheet.sheet_name
    if not book.sheet.other_sheets:
        return [book]
    chosen = st.pills(
        t("Sheets of {file} to read", file=book.name),
        [first, *book.sheet.other_sheets],
        selection_mode="multi",
        default=[first],
        key=f"sheets-{book.digest[:12]}",
    )
    known = st.session_state.setdefault("intakes", {})
    if list(chosen) == [first]:
        return [book]
    read = []
    for title in chosen:
        try:
            if (book.digest, title) not in known:
                known[book.digest, title] = sheet_of(book, title)
        except Problem as problem:
            cards.show_problem(problem, t)
            continue
        read.append(known[book.digest, title])
    if not chosen:
        cards.note(t("Choose at least one sheet."), kind="caution")
    return read


def _remembered(workspace: Workspace, intake: Intake) -> Answers | None:
    kept = workspace.remembered_mapping(intake.signature)
    return Answers.from_json(kept) if kept else None


def _currency(store: Store, t: Text) -> str | None:
    """Asked once, for an empty store; a store keeps one currency."""
    if store.current is not None:
        return None
    return st.selectbox(t("Currency of all amounts"), CURRENCIES, key="currency", width=240)


def _check(
    page: Page, store: Store, files: list[tuple[Intake, Answers]], currency: str | None
) -> None:
    t = page.t
    job = f"check-{hash((str(files), currency))}"
    options = load.LoadOptions(on_reject="keep", check_only=True, currency=currency)
    checked = working.is_there(job)
    if st.button(t("Check the files"), key="check", type="secondary" if checked else "primary"):
        working.start(job, _work(store, files, options, t))
    report = working.outcome(job, t)
    if report is None:
        return
    load_result.show(report, t, key="check")
    rejected = load_result.refused_rows(report)
    agreed = not rejected or st.checkbox(
        t("Load without the {count} refused rows; they stay in the list.", count=t.exact(rejected)),
        key=f"agree-{job}",
    )
    if st.button(t("Publish"), type="primary", key="publish", disabled=not agreed):
        workspace = Workspace(store)
        for intake, answers in files:
            workspace.remember_mapping(intake.signature, answers.to_json())
        options = load.LoadOptions(on_reject="keep", currency=currency)
        st.session_state["publishing-to"] = str(store.folder)
        working.start("publish", _work(store, files, options, t))
        st.rerun()


def _work(
    store: Store, files: list[tuple[Intake, Answers]], options: load.LoadOptions, t: Text
) -> working.Work:
    sources = [
        load.Source(table=table, path=intake.path, name=intake.name, mapping=mapping)
        for intake, answers in files
        for table, mapping in mappings(answers).items()
    ]

    def work(progress: Callable[[str, float], None]) -> load.LoadReport:
        def report(stage: str, share: float) -> None:
            progress(_stage(stage, share, t), share)

        return load.load(store, sources, options=options, progress=report)

    return work


def _stage(stage: str, share: float, t: Text) -> str:
    """What the load is doing, in words."""
    if share < PUBLISHING:
        return t("Reading and checking {file}", file=stage)
    return t("Building the new release; the one in use stays until it is done")


def _finish(page: Page, store: Store) -> None:
    """Follow the publication; afterwards read the new release, in its own store."""
    report = working.outcome("publish", page.t)
    working.forget("publish")
    if report is None:
        return
    folder = Path(st.session_state.pop("publishing-to", str(store.folder)))
    if not report.unchanged and folder != page.store.folder:
        stores.show(folder)
    st.session_state["published"] = report
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    st.session_state.pop("intakes", None)
    shell.read_newest()
    st.rerun()


def _published(t: Text) -> None:
    """What the last load of this session did, until the next one."""
    report = st.session_state.get("published")
    if report is None:
        return
    if report.unchanged:
        cards.note(t("These rows are here already: nothing has changed."), kind="new")
    else:
        cards.note(
            t("Published as release {release}. All pages show it now.", release=report.release_id),
            kind="new",
        )
        st.page_link("pages/contribution.py", label=t("See who brings the contribution"))
    load_result.show(report, t, key="published")
