"""What is said of each segment, put together from the answers about all of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.cluster_stability import verdict
from pages.parts.segments_labels import name_word

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from analytics.rule_terms import RuleTerm
    from data.segmentation import Segment, Segmentation
    from pages.parts.text import Text

Rule = Sequence[Sequence["RuleTerm"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One feature by which a segment differs.

    typical: its median, rest: that of all others, as the bank gave them; their means where both
    medians agree (`is_mean`), and shares of customers for a yes-or-no feature.
    """

    feature: str
    value: str
    high: bool
    typical: float
    rest: float
    is_mean: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """One segment. share, value_share: of all customers in segments and of their value, 0 to 1.

    rule: alternatives of terms, empty when none can be said; precision: of those it names, in the
    segment; recall: of the segment, named. Numbers are NaN where the bank has not given them.
    """

    code: str
    name: str
    verdict: str
    stability: float
    count: int
    share: float
    value: float
    value_share: float
    traits: tuple[Trait, ...]
    rule: Rule
    precision: float
    recall: float
    facts: Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A segmentation and what is known of its segments at the scope's date.

    measure: what value means: contribution_ttm, or aum_mavg where contribution is not known.
    missing: optional tables that were never given. without: customers who lack a feature.
    """

    segmentation: Segmentation
    profiles: pd.DataFrame
    effects: pd.DataFrame
    rules: pd.DataFrame
    missing: tuple[str, ...]

    @property
    def measure(self) -> str:
        """What the segments' value is measured by."""
        known = self.profiles["contribution_ttm"].notna().any()
        return "contribution_ttm" if known else "aum_mavg"

    @property
    def shares(self) -> pd.DataFrame:
        """The frame of the figure of shares: one row per segment that has customers."""
        inside = self._inside()
        share = "contribution_share" if self.measure == "contribution_ttm" else "aum_share"
        return inside.assign(
            code=inside["segment"],
            customer_share=inside["customer_count"] / max(inside["customer_count"].sum(), 1),
            value=inside[self.measure].astype(float),
            value_share=inside[share].astype(float),
        )[["code", "customer_count", "customer_share", "value", "value_share"]]

    @property
    def without_count(self) -> int:
        """Customers who lack a feature and so belong to no segment."""
        outside = self.profiles["segment"].isin(["", None])
        return int(self.profiles.loc[outside, "customer_count"].sum())

    @property
    def count(self) -> int:
        """Customers in segments."""
        return int(self._inside()["customer_count"].sum())

    def _inside(self) -> pd.DataFrame:
        codes = [segment.code for segment in self.segmentation.segments]
        return self.profiles[self.profiles["segment"].isin(codes)]

    def portraits(self, t: Text) -> tuple[Portrait, ...]:
        """The segments that have customers, the largest first."""
        facts = self.profiles.set_index("segment").to_dict("index")
        shares = self.shares.set_index("code").sort_values(
            "customer_count", ascending=False, kind="stable"
        )
        segments = {segment.code: segment for segment in self.segmentation.segments}
        return tuple(
            self._portrait(t, segments[str(code)], row, facts[code])
            for code, row in shares.iterrows()
        )

    def _portrait(
        self, t: Text, segment: Segment, shares: pd.Series, facts: Mapping[Hashable, Any]
    ) -> Portrait:
        rules = self.rules[self.rules["segment"] == segment.code].to_dict("records")
        rule = rules[0] if rules else {}
        return Portrait(
            code=segment.code,
            name=name_word(t, segment),
            verdict=verdict(segment.stability),
            stability=segment.stability,
            count=int(shares["customer_count"]),
            share=float(shares["customer_share"]),
            value=float(shares["value"]),
            value_share=float(shares["value_share"]),
            traits=_traits(self.effects[self.effects["segment"] == segment.code]),
            rule=tuple(rule.get("rule") or ()),
            precision=float(rule.get("precision", float("nan"))),
            recall=float(rule.get("recall", float("nan"))),
            facts=facts,
        )


def _traits(effects: pd.DataFrame) -> tuple[Trait, ...]:
    ordered = effects.sort_values("place")
    return tuple(
        Trait(
            feature=str(row["feature"]),
            value=str(row["value"] or ""),
            high=row["direction"] == "high",
            typical=float(row["typical"]),
            rest=float(row["typical_rest"]),
            is_mean=row["typical_kind"] == "mean",
        )
        for row in ordered.to_dict("records")
    )
