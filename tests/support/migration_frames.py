"""Small frames of every migration question, as the figures take them; and all they draw as text."""

import datetime as dt
import re

import pandas as pd

BEFORE, AT = dt.date(2026, 8, 31), dt.date(2026, 9, 30)
LEVELS = ("mass", "mass_affluent", "affluent", "vip", "unknown")

# the worked example of the domain model, 3.5, with a transfer and somebody without a level
STOOD = {
    "mass": {"mass": 860, "mass_affluent": 60, "affluent": 5, "lost": 75},
    "mass_affluent": {"mass": 45, "mass_affluent": 225, "affluent": 18, "lost": 12},
    "affluent": {"mass_affluent": 12, "affluent": 84, "lost": 4, "transferred_out": 2},
    "vip": {"vip": 5, "affluent": 1},
    "unknown": {"mass": 3},
}
CAME = {
    "new": {"mass": 120, "mass_affluent": 15, "affluent": 2},
    "reactivated": {"mass": 10, "mass_affluent": 1},
    "transferred_in": {"affluent": 3},
}
COLUMNS = [
    "customer_type", "from_level", "to_level", "customer_count",
    "row_share", "row_share_low", "row_share_high", "value_before", "value_after",
    "closed_count", "invalid_count", "few",
]  # fmt: skip


def matrix(stood=None, came=None):
    """A matrix of one customer type; a third of the lost closed, money 10 before and 12 after."""
    rows = []
    for before, to in (STOOD if stood is None else stood).items():
        n = sum(to.values())
        for after, count in to.items():
            left = after in ("lost", "transferred_out")
            closed, invalid = (count // 3, count - count // 3) if after == "lost" else (0, 0)
            share = count / n
            money = (count * 10.0, 0.0 if left else count * 12.0)
            interval = (share, max(share - 0.01, 0.0), min(share + 0.01, 1.0))
            rows.append(
                ("personal", before, after, count, *interval, *money, closed, invalid, n < 10)
            )
    for before, to in (CAME if came is None else came).items():
        for after, count in to.items():
            money = (0.0, count * 12.0)
            rows.append(("personal", before, after, count, None, None, None, *money, 0, 0, False))
    return pd.DataFrame(rows, columns=COLUMNS)


def bridge(**changes):
    """The worked bridge of the domain model, 3.8, or another one with `changes` by bucket."""
    worked = {
        "new": 2_200, "reactivated": 150, "transferred_in": 2_600, "up": 2_850, "growth": 1_500,
        "flat": 0, "decline": -150, "down": -4_000, "transferred_out": -3_000, "lost": -800,
    }  # fmt: skip
    parts = worked | changes
    rows = [("opening", 8, 29_200.0)]
    rows += [(bucket, int(change != 0), float(change)) for bucket, change in parts.items()]
    rows.append(("closing", 8, 29_200.0 + sum(parts.values())))
    return pd.DataFrame(rows, columns=["bucket", "customer_count", "change"])


def trend(periods=14):
    """Rates of consecutive month-ends; the last net rate is below zero."""
    rows = []
    for place, day in enumerate(pd.date_range("2025-08-31", periods=periods, freq="ME")):
        row = {"snapshot_date": day, "customer_type": "personal", "opening_count": 1_400 + place}
        rates = {"up": 0.02, "down": 0.01 + place * 0.001, "stable": 0.9, "retained": 0.97}
        rates |= {"net": rates["up"] - rates["down"], "lost": 0.03}
        for rate, value in rates.items():
            row |= {
                f"{rate}_rate": value,
                f"{rate}_rate_low": value - 0.004,
                f"{rate}_rate_high": value + 0.004,
                f"{rate}_count": round(value * 1_400),
            }
        rows.append(row)
    return pd.DataFrame(rows)


def funnel_parts():
    """Five parts: one above what chance allows, one below, two usual, one too small."""
    rows = [
        ("B1", "东门", 1_900, 0.050, 0.025, "high"),
        ("B2", "西关", 1_700, 0.010, 0.025, "low"),
        ("B3", "南门", 900, 0.026, 0.025, "usual"),
        ("B4", "北河", 400, 0.022, 0.025, "usual"),
        ("B5", "河口", 21, 0.190, 0.025, "few"),
    ]
    frame = pd.DataFrame(rows, columns=["part", "label", "n", "rate", "expected_rate", "verdict"])
    return frame.assign(
        count=(frame["n"] * frame["rate"]).round().astype(int),
        ratio=frame["rate"] / frame["expected_rate"],
    )


def funnel_limits(mean=0.025):
    """Limit curves around a mean, at every size of a grid."""
    grid = pd.DataFrame({"n": [15, 30, 60, 120, 250, 500, 1_000, 2_000]})
    deviation = (mean * (1 - mean) / grid["n"]) ** 0.5
    for name, z in (("95", 1.96), ("998", 3.09)):
        grid[f"low{name}"] = (mean - z * deviation).clip(lower=0)
        grid[f"high{name}"] = mean + z * deviation
    return grid


def history(months=6):
    """Customers per level at month-ends."""
    days = pd.date_range("2026-04-30", periods=months, freq="ME")
    sizes = {"mass": 1_039, "mass_affluent": 313, "affluent": 105, "vip": 6}
    return pd.DataFrame(
        [
            (day, level, size + place)
            for place, day in enumerate(days)
            for level, size in sizes.items()
        ],
        columns=["snapshot_date", "level", "customer_count"],
    )


def projection(steps=4):
    """The worked projection's beginning, with a band; from `history`'s end on."""
    last = history().groupby("level", sort=False)["customer_count"].last()
    rows = [
        ("personal", step, level, size * (1 + 0.03 * step), size * (1 + 0.02 * step),
         size * (1 + 0.04 * step))
        for step in range(steps + 1)
        for level, size in last.items()
    ]  # fmt: skip
    names = ["customer_type", "step", "level", "customer_count", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def long_run():
    """The worked long-run levels."""
    return pd.DataFrame(
        {
            "customer_type": "personal",
            "level": ["mass", "mass_affluent", "affluent"],
            "long_run_count": [1_570.7, 542.8, 212.1],
        }
    )


def sizes():
    """Levels under the current policy and a draft."""
    return pd.DataFrame(
        {
            "level": ["mass", "mass_affluent", "affluent", "vip"],
            "current_count": [1_039, 313, 105, 6],
            "draft_count": [1_039, 353, 65, 6],
        }
    )


def replay():
    """Levels over months under both policies."""
    frame = history().rename(columns={"customer_count": "current_count"})
    return frame.assign(draft_count=frame["current_count"] + 7)


def paths():
    """Three ways through the levels."""
    return pd.DataFrame(
        [
            ("mass>mass>mass_affluent>mass_affluent", 41, 3.1e5, 4.4e6),
            ("affluent>mass_affluent>affluent>mass_affluent", 12, 6.1e6, 2.4e6),
            ("absent>mass>mass>mass", 9, 0.0, 8e4),
        ],
        columns=["path", "customer_count", "value_first", "value_last"],
    )


def points(figure):
    """How many points a figure draws."""
    count = 0
    for trace in figure.data:
        if trace.type == "sankey":
            count += len(trace.link.value) + len(trace.node.x)
        else:
            count += len(trace.x)
    return count


def spoken(figure):
    """Every text a figure shows or reads out, without its markup."""
    said = [annotation.text for annotation in figure.layout.annotations]
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        said += [axis.title.text, *(axis.ticktext or ())]
    for trace in figure.data:
        if trace.type == "sankey":
            said += [*trace.node.label, *trace.node.customdata, *trace.link.customdata]
        else:
            said += [trace.name, *_listed(trace.hovertext), *_listed(trace.text)]
    return [re.sub("<[^>]*>", " ", text) for text in said if text]


def _listed(texts):
    return [texts] if isinstance(texts, str) else list(texts if texts is not None else ())
