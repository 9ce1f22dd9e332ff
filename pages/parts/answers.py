"""The one place where answers are cached: by release, question, scope and parameters.

Cached answers are shared by all users of the process. What a user may see is part of the scope and
so of the key; a release never changes, so nothing here expires. A page asks some thirty questions
on every rerun: functools' cache finds an answer in microseconds where Streamlit's takes a
millisecond to hash the scope and copy the frame; pandas copies only what a caller writes to.
"""

import atexit
import gc
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from data import quality
from data.quality import RuleResult
from data.release import Store

KEPT_ANSWERS = 512
KEPT_VALUES = 24
"""Values may hold an array with an entry per customer: 16 MB for a million."""
_BACKGROUND = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quality")
"""The quality report reads everything: on a large bank it takes longer than a first page may."""
_JUDGED: dict[tuple[str, str], float] = {}
"""Store and release -> share of the quality rules judged so far."""
KEPT_RELEASES = 3


@st.cache_resource(max_entries=KEPT_RELEASES, show_spinner=False)
def _opened(store: str, release: str) -> DuckDBEngine:
    return DuckDBEngine(Store(store), release)


def forget() -> None:
    """Empties the memory: for tests, whose stores share paths and release numbers."""
    for memory in (_answer, _whole_answer, _kept_value, _snapshots, _facts, _quality):
        memory.cache_clear()
    _opened.clear()


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=KEPT_ANSWERS)
def _answer(
    store: str,
    release: str,
    question: str,
    scope: Scope,
    parameters: tuple[tuple[str, object], ...],
) -> pd.DataFrame:
    return _opened(store, release).ask(question, scope, **dict(parameters))


@lru_cache(maxsize=KEPT_RELEASES)
def _snapshots(store: str, release: str) -> pd.DataFrame:
    return _opened(store, release).snapshots()


@st.cache_resource(show_spinner=False)
def freeze_once() -> None:
    """Takes what is loaded out of the collector's sight.

    Streamlit collects fully after every rerun: about 70 ms of everybody's time with pandas and
    plotly loaded. Thawed at the end, or DuckDB reports everything frozen as leaked.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)


@lru_cache(maxsize=KEPT_RELEASES)
def _facts(store: str, release: str) -> Mapping[str, object]:
    return MappingProxyType(dict(_opened(store, release).facts()))


@lru_cache(maxsize=KEPT_RELEASES)
def _quality(store: str, release: str) -> Future[list[RuleResult]]:
    def judged(share: float) -> None:
        _JUDGED[store, release] = share

    return _BACKGROUND.submit(quality.kept_report, Store(store), release, judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedEngine:
    """An Engine of one release that remembers its small answers. `store` is the folder."""

    store: str
    release: str

    def open(self) -> None:
        """Opens the release, so that what is wrong with it shows now and not in a figure."""
        _opened(self.store, self.release)

    def ask(self, question: str, scope: Scope, **parameters: object) -> pd.DataFrame:
        """A small answer, from memory if it was asked before. The frame is the caller's own."""
        key = tuple((name, _frozen(value)) for name, value in sorted(parameters.items()))
        return _answer(self.store, self.release, question, scope, key).copy(deep=False)

    def stream(self, question: str, scope: Scope, **parameters: object) -> Iterator[pa.RecordBatch]:
        """A long answer in blocks, never cached."""
        return _opened(self.store, self.release).stream(question, scope, **parameters)

    def text(self, question: str, scope: Scope, **parameters: object) -> str:
        """The SQL that answers the question."""
        return _opened(self.store, self.release).text(question, scope, **parameters)

    def facts(self) -> Mapping[str, object]:
        """What the release says of itself."""
        return _facts(self.store, self.release)

    def quality(self, *, patience: float = 0.0) -> list[RuleResult] | None:
        """The quality report once it is there; the first call starts it in the background.

        patience: seconds to wait for it.
        """
        job = _quality(self.store, self.release)
        wait([job], timeout=patience)
        return job.result() if job.done() else None

    def quality_share(self) -> float:
        """The share of the quality rules judged so far, 0 to 1."""
        return _JUDGED.get((self.store, self.release), 0.0)

    def regimes(self) -> tuple[date, ...]:
        """The days from which a tier policy applies, oldest first."""
        return _opened(self.store, self.release).regimes()

    def snapshots(self) -> pd.DataFrame:
        """One row per snapshot of the release."""
        return _snapshots(self.store, self.release).copy(deep=False)


Question = Callable[..., pd.DataFrame]
Value = TypeVar("Value")


@lru_cache(maxsize=KEPT_ANSWERS)
def _whole_answer(
    question: Question,
    engine: CachedEngine,
    scope: Scope,
    parameters: tuple[tuple[str, object], ...],
) -> pd.DataFrame:
    return question(engine, scope, **dict(parameters))


@lru_cache(maxsize=KEPT_VALUES)
def _kept_value(
    question: Callable[..., object],
    engine: CachedEngine,
    scope: Scope,
    parameters: tuple[tuple[str, object], ...],
) -> object:
    return question(engine, scope, **dict(parameters))


def kept(question: Callable[..., Value]) -> Callable[..., Value]:
    """The same question, its answer remembered: a frozen value that nobody changes, no frame."""

    @wraps(question)
    def answer(engine: CachedEngine, scope: Scope, **parameters: object) -> Value:
        key = tuple((name, _frozen(value)) for name, value in sorted(parameters.items()))
        found: Value = _kept_value(question, engine, scope, key)  # type: ignore[assignment]
        return found

    return answer


def remembered(question: Question) -> Question:
    """The same question, its whole answer remembered: also what it streams and computes."""

    @wraps(question)
    def answer(engine: CachedEngine, scope: Scope, **parameters: object) -> pd.DataFrame:
        key = tuple((name, _frozen(value)) for name, value in sorted(parameters.items()))
        return _whole_answer(question, engine, scope, key).copy(deep=False)

    return answer
