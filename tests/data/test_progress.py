"""Progress on a terminal and in a log."""

from io import StringIO

from data.progress import shown


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_one_moving_line():
    stream = Terminal()
    show = shown(stream)
    show("may.csv", 0.5)
    show("done", 1.0)
    assert stream.getvalue() == f"\r 50% {'may.csv':<40}\r100% {'done':<40}\n"


def test_a_log_gets_at_most_ten_plain_lines():
    stream = StringIO()
    show = shown(stream)
    for step in range(1001):
        show(f"step {step}", step / 1000)
    lines = stream.getvalue().splitlines()
    assert lines[:2] == ["  0% step 0", " 10% step 100"]
    assert len(lines) == 10
    assert "\r" not in stream.getvalue()


def test_a_short_command_says_nothing_in_a_log():
    stream = StringIO()
    show = shown(stream, quiet_seconds=5, clock=iter([0, 1, 4, 6]).__next__)
    show("customers.csv", 0.0)
    show("may.csv", 0.35)
    show("publish", 0.7)
    assert stream.getvalue() == " 70% publish\n"
