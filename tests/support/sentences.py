"""Every English sentence the code can say, found where it is written.

`python -m tests.support.sentences zh_CN` prints those a catalogue still lacks, ready to fill in.
"""

import ast
import re
import sys
from pathlib import Path

from data.check import RULES

PROJECT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{(\w+)\}")
TITLED = {"title", "group"}
"""Keyword arguments of the shell's links that are sentences."""


def pages():
    """The files that speak to people."""
    return [PROJECT / "dashboard.py", *sorted((PROJECT / "pages").rglob("*.py"))]


def _texts(node):
    """The constant strings a sentence argument can be: "…" or "…" if … else "…"."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return set()


def _is_text(function):
    """`t`, `page.t`, `self`: what turns a sentence into the reader's language."""
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in {"t", "self"}


def said_by(file):
    """Sentences a file passes to `t(…)`, `t.many(…)`, `open_page(…)` and the navigation."""
    said = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function, name = node.func, getattr(node.func, "attr", getattr(node.func, "id", ""))
        if _is_text(function) or name == "open_page":
            said |= _texts(node.args[0]) if node.args else set()
        elif name == "many" and _is_text(function.value):
            said |= _texts(node.args[0]) | _texts(node.args[1])
        elif name == "Link":
            said |= {word.value.value for word in node.keywords if word.arg in TITLED}
        elif name in {"N_", "sentence"} and node.args:
            said |= _texts(node.args[0])
    return said


def problems():
    """Messages of every Problem class: `message` in the body of a class that has a `code`."""
    messages = set()
    for room in ("data", "analytics", "pages"):
        for file in (PROJECT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    messages |= _message(node)
    return messages


def _message(node):
    values = {}
    for line in node.body:
        target = getattr(line, "target", None) or next(iter(getattr(line, "targets", [])), None)
        if isinstance(target, ast.Name) and isinstance(line.value, ast.Constant):
            values[target.id] = line.value.value
    return {values["message"]} if {"code", "message"} <= set(values) else set()


def all_sentences():
    """Everything that must have a translation."""
    return problems().union(RULES.values(), *(said_by(file) for file in pages()))


def placeholders(text):
    """The names in braces."""
    return sorted(set(PLACEHOLDER.findall(text)))


if __name__ == "__main__":
    from pages.parts.text import catalogue

    known = catalogue(sys.argv[1])
    for missing in sorted(all_sentences() - set(known)):
        escaped = missing.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        print(f'msgid "{escaped}"\nmsgstr ""\n')  # noqa: T201
