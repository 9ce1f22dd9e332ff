"""The one palette and the one stylesheet.

Colours keep their meaning on all pages: tiers are one hue from light to dark, gain and loss come
with sign and arrow too, reference is what something is compared with, caution asks for a look.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

FONTS = (
    '"Segoe UI", "Helvetica Neue", Roboto, "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "DejaVu Sans", sans-serif'
)
STYLESHEET = Path(__file__).with_name("style.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours by meaning, as #RRGGBB. `tiers` and `series` are ordered."""

    ink: str
    muted: str
    rule: str
    page: str
    surface: str
    accent: str
    accent_soft: str
    teal: str
    vermilion: str
    reference: str
    caution: str
    caution_soft: str
    problem_soft: str
    tiers: tuple[str, str, str, str]

    def gain(self, colour: str) -> str:
        """What gain looks like where gain is `red` or `green`."""
        return self.vermilion if colour == "red" else self.teal

    def loss(self, colour: str) -> str:
        """What loss looks like where gain is `red` or `green`."""
        return self.teal if colour == "red" else self.vermilion

    @property
    def series(self) -> tuple[str, ...]:
        """Six colours that stay apart, for curves of branches or types."""
        return (self.accent, self.caution, self.teal, self.vermilion, self.tiers[1], self.muted)


PALETTES: dict[str, Palette] = {
    "light": Palette(
        ink="#1B2733",
        muted="#5B6B7B",
        rule="#E3E8EE",
        page="#F7F9FB",
        surface="#FFFFFF",
        accent="#1F5FBF",
        accent_soft="#E8F0FB",
        teal="#12866B",
        vermilion="#C8472B",
        reference="#9AA7B4",
        caution="#C98A12",
        caution_soft="#FBF3E0",
        problem_soft="#FBEBE7",
        tiers=("#C9DDF3", "#8DB8E6", "#4A86C8", "#17467F"),
    ),
    "dark": Palette(
        ink="#E6ECF2",
        muted="#9AAABA",
        rule="#2C3947",
        page="#121920",
        surface="#1A232D",
        accent="#6FA8F0",
        accent_soft="#1D3048",
        teal="#3DBB9B",
        vermilion="#EE7B5F",
        reference="#6E7E8E",
        caution="#E0AC45",
        caution_soft="#33290F",
        problem_soft="#3A2019",
        tiers=("#2A4A70", "#3F72AE", "#74A9E2", "#C4DEF8"),
    ),
}


def palette(theme: str) -> Palette:
    """The palette of `light` or `dark`."""
    return PALETTES[theme]


@lru_cache(maxsize=8)
def stylesheet(theme: str, gain: str) -> str:
    """The page's CSS with the palette as variables. `gain`: `red` or `green`."""
    colours = palette(theme)
    named = {name: getattr(colours, name).lower() for name in Palette.__slots__ if name != "tiers"}
    named |= {f"tier{rank}": colour for rank, colour in enumerate(colours.tiers, start=1)}
    named |= {"gain": colours.gain(gain), "loss": colours.loss(gain)}
    variables = "".join(f"--tv-{name.replace('_', '-')}:{value};" for name, value in named.items())
    return Template(_minified()).substitute(variables=variables, theme=theme, fontstack=FONTS)


@lru_cache(maxsize=1)
def _minified() -> str:
    """The stylesheet without comments and line breaks: it travels with every rerun."""
    text = STYLESHEET.read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "".join(line for line in lines if line and not line.startswith("/*"))
