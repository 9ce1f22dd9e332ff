"""Streamlit's own English words on widgets, replaced by the reader's through CSS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.text import Text


def uploader(t: Text) -> None:
    """The words of the uploader: its button, its hint, and the button for more files."""
    box = '[data-testid="stFileUploaderDropzone"]'
    hint = f"{box} [data-testid=stFileUploaderDropzoneInstructions]"
    button, more = (f"{box} button[kind={kind}]" for kind in ("secondary", "borderlessIcon"))
    _style(
        f"{button} p,{hint} span,{more} span[class*=e1aouyeq24]{{display:none}}"
        + _words(f"{button} div:has(>p)::after", t("Choose files"))
        + _words(f"{hint}>div::after", t("or drop them here · xlsx, csv, parquet"))
    )


def lists(t: Text) -> None:
    """The words of a drop-down in which nothing matches what was typed."""
    empty = "[role=listbox][data-empty]"
    _style(
        f"{empty}>*{{display:none!important}}{empty}::after{{display:block;padding:.5rem .75rem}}"
        + _words(f"{empty}::after", t("Nothing matches"))
    )


def unforeseen(t: Text) -> str:
    """Rules that tell an unforeseen fault in the reader's language."""
    box = "[data-testid=stException]"
    said = t(
        "Something went wrong that was not foreseen. Reload the page; if it stays, the window in "
        "which the program runs has the details."
    )
    frame = "display:block;padding:.5rem .8rem;border-left:4px solid var(--tv-vermilion)"
    return (
        f"{box}>*{{display:none!important}}{_words(f'{box}::after', said)}"
        f"{box}::after{{{frame};background:var(--tv-problem-soft);color:var(--tv-ink)}}"
    )


def _words(selector: str, text: str) -> str:
    safe = text.replace("\\", "").replace('"', "'").replace("<", "")
    return f'{selector}{{content:"{safe}"}}'


def _style(rules: str) -> None:
    st.html(f"<style>{rules}</style>")
