"""The value bridge: every bucket with its sign, from zero, and both ends as text."""

import pytest

from pages.parts import migration_alt
from pages.parts.figures_bridge import BridgeView, bridge_figure
from pages.parts.text import Text
from tests.support import migration_frames as frames

ENGLISH = Text(language="en", currency="CNY", gain="green")


def view(**options):
    return BridgeView(before=frames.BEFORE, at=frames.AT, **options)


def drawn(frame=None, **options):
    frame = frames.bridge() if frame is None else frame
    return bridge_figure(frame, ENGLISH, "light", view=view(**options))


def targets(figure):
    return next(trace for trace in figure.data if trace.customdata is not None)


def labels(figure):
    return [note.text for note in figure.layout.annotations]


def test_the_worked_bridge_starts_at_the_opening_and_every_bar_where_the_last_one_ended():
    bars = drawn().data[0]

    assert list(bars.x) == [0, 2_200, 150, 2_600, 2_850, 1_500, -150, -4_000, -3_000, -800, 1_350]
    assert list(bars.base[:4]) == [0, 0, 2_200, 2_350]
    assert bars.base[-2] + bars.x[-2] == bars.x[-1]
    assert bars.base[-1] == 0


def test_opening_and_closing_stand_as_text_and_changes_carry_sign_and_arrow():
    said = labels(drawn())

    assert said[0] == "<b>¥29.2K</b>"
    assert said[4] == "<b>▲ +¥2,850</b>"
    assert said[7] == "<b>▼ −¥4,000</b>"
    assert said[-1] == "<b>¥30.6K<br>▲ +¥1,350</b>"


def test_a_bucket_of_the_wrong_sign_is_shown_as_it_is():
    figure = drawn(frames.bridge(up=-500, lost=300))
    colours = dict(zip(targets(figure).customdata, figure.data[0].marker.color, strict=True))

    assert colours["up"] == colours["down"]
    assert colours["lost"] == colours["new"]
    assert "<b>▼ −¥500</b>" in labels(figure)


def test_buckets_of_nobody_are_left_out():
    shown = list(targets(drawn(frames.bridge(transferred_in=0, transferred_out=0))).customdata)

    assert shown == [
        "opening", "new", "reactivated", "up", "growth", "decline", "down", "lost", "closing"
    ]  # fmt: skip


def test_customers_without_money_still_moved():
    frame = frames.bridge(new=0)
    frame.loc[frame["bucket"] == "new", "customer_count"] = 3

    assert "new" in targets(drawn(frame)).customdata


def test_when_nothing_changed_every_bucket_is_shown():
    still = dict.fromkeys(frames.bridge()["bucket"][1:-1], 0)
    figure = drawn(frames.bridge(**still))

    assert len(targets(figure).customdata) == 12
    assert migration_alt.bridge_words(frames.bridge(**still), ENGLISH, view=view()) == (
        "AUM, monthly average from ¥29.2K to ¥29.2K: nothing changed."
    )


def test_a_click_anywhere_in_a_row_reports_its_bucket():
    found = targets(drawn())

    assert len(set(found.customdata)) == len(found.customdata) == 11
    assert len(set(found.x)) == 1
    assert list(found.y) == list(range(11))


def test_hover_is_exact():
    figure = drawn(frames.bridge(down=-4_000.55))
    words = dict(zip(targets(figure).customdata, targets(figure).hovertext, strict=True))

    assert words["down"] == "<b>Downgraded</b><br>▼ −¥4,000.55<br>Customers: 1"
    assert words["opening"] == "<b>Opening</b><br>¥29,200.00<br>Customers: 8"


def test_the_picked_bucket_is_framed():
    (shape,) = drawn(picked="up").layout.shapes

    assert shape.y0 < 4 < shape.y1
    assert not drawn(picked="flat").layout.shapes


def test_on_a_phone_the_money_stands_under_the_name():
    figure = drawn(narrow=True)

    assert not figure.layout.annotations
    assert "▼ −¥4,000" in figure.layout.yaxis.ticktext[7]
    assert figure.layout.xaxis.title.text == "Change since 31 Aug 2026"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bridge_is_small(language, theme):
    figure = bridge_figure(frames.bridge(), Text(language=language), theme, view=view())
    assert frames.points(figure) < 100


def test_the_words_say_both_ends_and_every_change():
    assert migration_alt.bridge_words(frames.bridge(), ENGLISH, view=view()) == (
        "AUM, monthly average from ¥29.2K to ¥30.6K: New +¥2,200, Reactivated +¥150, "
        "Transferred in +¥2,600, Upgraded +¥2,850, Same-level growth +¥1,500, "
        "Same-level decline −¥150, Downgraded −¥4,000, Transferred out −¥3,000, Lost −¥800."
    )
