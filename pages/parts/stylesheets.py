"""Stylesheets that only some pages need, without comments and line breaks. Pure."""

from functools import lru_cache
from pathlib import Path

PARTS = Path(__file__).resolve().parent


@lru_cache(maxsize=8)
def sheet(name: str) -> str:
    """A stylesheet of this folder as it travels with every rerun."""
    lines = (line.strip() for line in (PARTS / name).read_text("utf-8").splitlines())
    return "".join(line for line in lines if line and not line.startswith("/*"))
