from threading import Event

import pytest

from pages.parts.jobs import Cancelled, Job


def test_a_job_reports_its_progress_and_returns_its_result() -> None:
    reported, resume = Event(), Event()

    def work(progress) -> str:
        progress("Reading", 0.25)
        reported.set()
        resume.wait(5)
        return "done"

    job = Job(work)
    reported.wait(5)
    assert (job.step, job.share, job.done) == ("Reading", 0.25, False)
    resume.set()
    assert job.result() == "done"
    assert job.done


def test_a_cancelled_job_stops_at_its_next_sign_of_progress() -> None:
    reached, resume = Event(), Event()

    def work(progress) -> str:
        progress("Reading", 0.1)
        reached.set()
        resume.wait(5)
        progress("Publishing", 0.9)
        return "published"

    job = Job(work)
    reached.wait(5)
    job.cancel()
    assert job.cancelling
    resume.set()
    with pytest.raises(Cancelled):
        job.result()
    assert not job.cancelling


def test_what_goes_wrong_in_a_job_is_raised_where_its_result_is_read() -> None:
    def work(progress) -> None:
        raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        Job(work).result()
