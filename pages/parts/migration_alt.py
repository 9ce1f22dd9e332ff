"""What the migration figures show, in words, for who cannot see them. Pure.

Each takes the frame of its figure and says the few facts a reader takes from the picture.
"""

from collections import Counter

import pandas as pd

from pages.parts.figures_bridge import BridgeView
from pages.parts.figures_funnel import FunnelView
from pages.parts.figures_outlook import OutlookView
from pages.parts.figures_rates import TrendView
from pages.parts.figures_sizes import BarsView, path_word
from pages.parts.migration_cells import MatrixView
from pages.parts.migration_labels import CHANGES, bucket_word, level_word, rate_word, way
from pages.parts.text import Text


def matrix_words(frame: pd.DataFrame, t: Text, *, view: MatrixView) -> str:
    """What the matrix says."""
    return t(
        "Table of levels from {before} to {after}. Kept their level: {stay}; upgraded: {up}; "
        "downgraded: {down}; lost: {left}; new and reactivated: {came}; "
        "transferred or without a level: {moved}.",
        before=t.date(view.before),
        after=t.date(view.at),
        **_ways(frame, t, view),
    )


def flow_words(frame: pd.DataFrame, t: Text, *, view: MatrixView) -> str:
    """What the flow picture says: the same as the matrix."""
    return t(
        "Flow picture of the same table, from {before} to {after}. Kept their level: {stay}; "
        "upgraded: {up}; downgraded: {down}; lost: {left}; new and reactivated: {came}; "
        "transferred or without a level: {moved}. The table says each flow.",
        before=t.date(view.before),
        after=t.date(view.at),
        **_ways(frame, t, view),
    )


def _ways(frame: pd.DataFrame, t: Text, view: MatrixView) -> dict[str, str]:
    """Way -> how many customers went it."""
    counts: Counter[str] = Counter()
    for row in frame.itertuples():
        kind = way(str(row.from_level), str(row.to_level), view.levels)
        counts[kind] += int(row.customer_count)
    return {kind: t.exact(counts[kind]) for kind in ("stay", "up", "down", "left", "came", "moved")}


def bridge_words(frame: pd.DataFrame, t: Text, *, view: BridgeView) -> str:
    """What the bridge says: both ends and every bucket with its sign."""
    amount = dict(zip(frame["bucket"], frame["change"].astype(float), strict=True))
    parts = [
        t("{part} {change}", part=bucket_word(t, bucket), change=t.signed(t.money(amount[bucket])))
        for bucket in CHANGES
        if amount.get(bucket)
    ]
    ends = {
        "measure": t.column(view.measure),
        "opening": t.money(amount["opening"]),
        "closing": t.money(amount["closing"]),
    }
    if not parts:
        return t("{measure} from {opening} to {closing}: nothing changed.", **ends)
    return t("{measure} from {opening} to {closing}: {parts}.", parts=t(", ").join(parts), **ends)


def trend_words(trend: pd.DataFrame, t: Text, *, view: TrendView) -> str:
    """What the trend says: each rate at its last date."""
    if trend.empty:
        return t("No earlier dates to draw.")
    ordered = trend.sort_values("snapshot_date")
    last = ordered.iloc[-1]
    parts = [
        t("{part} {change}", part=rate_word(t, rate), change=t.percent(last[f"{rate}_rate"]))
        for rate in view.rates
    ]
    return t(
        "Rates over {count} periods up to {date}: {parts}.",
        count=t.exact(len(ordered)),
        date=t.date(pd.Timestamp(last["snapshot_date"]).date()),
        parts=t(", ").join(parts),
    )


def funnel_words(parts: pd.DataFrame, t: Text, *, view: FunnelView) -> str:
    """What the funnel says: who lies outside what chance allows."""
    named = {
        verdict: t(", ").join(map(str, parts.loc[parts["verdict"] == verdict, "label"]))
        for verdict in ("high", "low")
    }
    return t(
        "{rate} of {count} parts beside what chance allows. Higher: {high}. Lower: {low}.",
        rate=rate_word(t, view.rate),
        count=t.exact(len(parts)),
        high=named["high"] or t("none"),
        low=named["low"] or t("none"),
    )


def projection_words(projection: pd.DataFrame, t: Text, *, view: OutlookView) -> str:
    """What the projection says: each level now and at the last step."""
    last = int(projection["step"].max())
    counts = projection.set_index(["step", "level"])["customer_count"]
    parts = [
        t(
            "{part} from {before} to {after}",
            part=level_word(t, view.dimension, level),
            before=t.exact(round(counts[0, level])),
            after=t.exact(round(counts[last, level])),
        )
        for level in view.levels[::-1]
        if (0, level) in counts.index
    ]
    return t(
        "Customers by level if rates stay, {count} periods ahead: {parts}.",
        count=t.exact(last),
        parts=t(", ").join(parts),
    )


def sizes_words(sizes: pd.DataFrame, t: Text, *, view: BarsView) -> str:
    """What the sizes say: each level under the current policy and under the draft."""
    rows = sizes.set_index("level")
    parts = [
        t(
            "{part} from {before} to {after}",
            part=level_word(t, view.dimension, level),
            before=t.exact(int(rows.loc[level, "current_count"])),
            after=t.exact(int(rows.loc[level, "draft_count"])),
        )
        for level in view.levels[::-1]
        if level in rows.index
    ]
    return t("Customers by level under the draft: {parts}.", parts=t(", ").join(parts))


def replay_words(replay: pd.DataFrame, t: Text, *, view: OutlookView) -> str:
    """What the replay says: its stretch of months, and its last one."""
    days = pd.to_datetime(replay["snapshot_date"])
    last = replay[days == days.max()]
    return t(
        "Months from {first} to {last} under both policies. {sizes}",
        first=t.date(days.min().date()),
        last=t.date(days.max().date()),
        sizes=sizes_words(last, t, view=BarsView(levels=view.levels, dimension=view.dimension)),
    )


def paths_words(paths: pd.DataFrame, t: Text, *, view: BarsView) -> str:
    """What the paths say: the three most frequent."""
    parts = [
        t(
            "{part} {change}",
            part=path_word(t, view.dimension, str(row.path)),
            change=t.exact(int(row.customer_count)),
        )
        for row in paths.head(3).itertuples()
    ]
    return t("Most customers went these ways: {parts}.", parts=t(", ").join(parts))
