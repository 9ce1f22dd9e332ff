"""What a shell sees of python -m analytics beyond its answers."""

import subprocess
import sys

from tests.conftest import PROJECT, run_module


def test_a_reader_that_stops_early_sees_no_stack_trace():
    asked = subprocess.Popen(
        [sys.executable, "-m", "analytics", "--list"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    asked.stdout.close()
    error = asked.stderr.read()
    asked.stderr.close()
    assert (asked.wait(), error) == (0, b"")


def test_a_call_without_a_question_names_the_list():
    done = run_module("analytics")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "python -m analytics: error: name a question; --list shows all of them"
    )
