"""The second layer: what cannot be said is told, not drawn."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analytics.problems import UndefinedShare
from pages.parts import depth
from pages.parts.text import Text


def test_a_share_without_meaning_is_told_and_not_drawn(monkeypatch):
    parts = pd.DataFrame({"part": ["stayers"], "amount": [1.0], "change": [float("nan")]})
    monkeypatch.setattr(depth.questions, "contribution_decomposition", lambda *_, **__: parts)
    page = SimpleNamespace(t=Text(), engine=None, scope=None, measure="contribution_ttm")
    with pytest.raises(UndefinedShare):
        depth._decomposition(page, {})
