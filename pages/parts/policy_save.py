"""Keep a draft as a version with an effective date, or discard it; and the versions kept so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.policy_draft import SCHEME
from analytics.policy_rules import draft_levels, policy_in_force
from data import publish
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import cards, lists, policy_choice, policy_versions, shell, working
from pages.parts import policy_words as words
from pages.parts.jobs import Cancelled
from pages.parts.policy_text import day_of, kind_of, month_after

if TYPE_CHECKING:
    from data.policy import TierPolicy
    from data.release import Store
    from data.shipped import Level
    from pages.parts.policy_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

JOB, SINCE = "policy-save", "policy-since"
TEXT_LIMIT = 200


def told(page: Page) -> None:
    """While a version is being saved its progress, and afterwards what was done."""
    t = page.t
    if working.is_there(JOB):
        done = working.outcome(JOB, t)
        working.forget(JOB)
        since = st.session_state.pop(SINCE, None)
        if done is not None:
            _start_over(page)
            st.session_state[policy_choice.SAVED] = since
            st.rerun()
    day = st.session_state.get(policy_choice.SAVED)
    if day is not None:
        cards.note(
            t("Saved, in force from {date}. Older months keep the older rules.", date=t.date(day)),
            kind="new",
        )
        shell.next_page(page, "tier_migration", t("See the tiers under the new version"))


def _start_over(page: Page) -> None:
    """The page as it opens, on the release with the new version, with the same customers."""
    usual = page.parameter("kind")
    kind = kind_of(page.parameter("draft") or "", usual or "")
    policy_choice.try_draft(page, None)
    page.set_parameter("kind", kind or None)
    shell.read_newest()


def show(page: Page, choice: Choice) -> None:
    """The two ways out of a draft."""
    t = page.t
    cards.section(
        t("Keep it or discard it"),
        t("Until you save it, the draft is only in your link: no number of the bank has changed."),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="policy_ways"):
        st.button(
            t("Discard the draft"),
            key="policy_discard",
            on_click=policy_choice.discard,
            args=(page, choice),
        )
    if choice.draft == choice.base:
        return
    with st.expander(t("Save as a version …"), key="policy_saving"):
        _form(page, choice)


def _form(page: Page, choice: Choice) -> None:
    t, snapshots = page.t, page.engine.snapshots()
    usual = month_after(snapshots["snapshot_date"].max())
    with st.form("policy_save", border=False):
        when, name, approved = st.columns([2, 4, 3])
        day_text = when.text_input(
            t("In force from"), value=usual.isoformat(), key="policy-effective"
        )
        note = name.text_input(
            t("Name of the version"), max_chars=TEXT_LIMIT, key="policy-version-name"
        )
        approver = approved.text_input(
            t("Approved by"), max_chars=TEXT_LIMIT, key="policy-approved"
        )
        told = t(
            "From that day on every month follows the new version. A day in the past changes "
            "months that are already loaded; earlier months keep the older rules."
        )
        st.html(f'<p class="tv-sub">{escape(told)}</p>')
        sent = st.form_submit_button(t("Save and compute again"), type="primary")
    if not sent:
        return
    day = day_of(day_text)
    if day is None:
        cards.note(t("Write the day as 2026-01-01."), kind="problem")
        return
    known = Workspace(page.store).tier_policy().completed()
    try:
        levels = named_levels(choice, known, day, name=note.strip(), approved=approver.strip())
    except Problem as problem:
        cards.show_problem(words.worded(problem, t), t)
        return
    st.session_state[SINCE] = day
    working.start(JOB, saving(page.store, levels, t("Computing every month with the new version")))
    st.rerun()


def named_levels(
    choice: Choice, policy: TierPolicy, day: date, *, name: str, approved: str
) -> tuple[Level, ...]:
    """All levels of the policy with the draft in force from a day on, named and approved.

    Raises:
        Problem: the draft cannot be kept.
    """
    return tuple(
        replace(level, note=name or None, approved_by=approved or None)
        if (level.scheme, level.customer_type, level.effective_from) == (SCHEME, choice.kind, day)
        else level
        for level in draft_levels(choice.draft, policy, day)
    )


def saving(store: Store, levels: tuple[Level, ...], step: str) -> working.Work:
    """Save the version and derive a release from it; when that fails the older rules are back."""

    def work(progress: Callable[[str, float], None]) -> object:
        workspace, before = Workspace(store), store.current
        known = workspace.tier_policy()
        progress(step, 0.0)
        workspace.save_tier_policy(levels)
        try:
            publish.rederive(store, lambda _name, share: progress(step, share))
        except (Cancelled, Problem):
            if store.current == before:
                workspace.save_tier_policy(known.levels)
                raise
        return True

    return work


def versions(page: Page, choice: Choice) -> None:
    """The versions of these customers' tiers, in force, planned and past."""
    t = page.t
    policy = Workspace(page.store).tier_policy().completed()
    found = policy_versions.versions(policy, choice.kind, page.scope.at)
    cards.section(
        t("Versions of the tier policy"),
        t(
            "A version holds from its day until the next one. When two dates are compared, both "
            "are read under the version in force on the later one, so that a change of rules "
            "never looks like a move of customers."
        ),
    )
    if _is_behind(page, policy):
        _behind(page)
    table = policy_versions.table(t, found)
    lists.table(table.rows, table.columns, t)


def _is_behind(page: Page, policy: TierPolicy) -> bool:
    """Whether the newest release was derived by other tier rules than those saved last."""
    derived = policy_in_force(page.engine, page.scope)
    saved = replace(policy, levels=tuple(row for row in policy.levels if row.scheme == SCHEME))
    differs = derived.first_difference(saved) not in {None, date.max}
    return differs and page.release == page.store.current


def _behind(page: Page) -> None:
    """Rules were saved that no release has yet."""
    t: Text = page.t
    cards.note(
        t("The newest version is saved but not computed: these pages still show the older one."),
        "caution",
    )
    if st.button(t("Compute it now"), key="policy-compute"):
        sentence, store = t("Computing every month with the new version"), page.store

        def work(progress: Callable[[str, float], None]) -> object:
            return publish.rederive(store, lambda _name, share: progress(sentence, share))

        working.start(JOB, work)
        st.rerun()
