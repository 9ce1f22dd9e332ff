"""Which writer makes which file, and a file put in its place whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pages.pack.problems import PackFileNotWritten, PackFormUnknown
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.pack.model import Pack
    from pages.parts.text import Text

Writer = Callable[["Pack", "Text"], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of file: the module that writes it, what it is called, its media type."""

    module: str
    name: str
    media: str

    @property
    def write(self) -> Writer:
        """Its writer, imported when it is needed: each brings a library of its own."""
        found: Writer = import_module(f"pages.pack.{self.module}").written
        return found


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    ".pptx": Form(
        module="powerpoint",
        name=sentence("PowerPoint"),
        media=f"{OFFICE}.presentationml.presentation",
    ),
    ".xlsx": Form(module="excel", name=sentence("Excel"), media=f"{OFFICE}.spreadsheetml.sheet"),
    ".html": Form(module="web", name=sentence("HTML (one file)"), media="text/html"),
}


def writer_for(file: Path) -> Writer:
    """The writer of a file by its ending.

    Raises:
        PackFormUnknown.
    """
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise PackFormUnknown(file=file)
    return form.write


def save(file: Path, content: bytes) -> None:
    """Write the file beside its place, then move it there: nobody finds half of one.

    Raises:
        PackFileNotWritten.
    """
    half = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        half.replace(file)
    except OSError as error:
        if half.exists():
            half.unlink()
        raise PackFileNotWritten(file=file, reason=error.strerror or error) from error
