"""One seeded bank that all tests of the questions read."""

import pytest

from tests.support.banks import seeded_bank
from tests.support.releases import small_release


@pytest.fixture(scope="session")
def bank():
    """12,000 customers at two month-ends, as a frame."""
    return seeded_bank(12_000)


@pytest.fixture(scope="session")
def engine(bank, tmp_path_factory):
    """The bank as a release. Read only."""
    return small_release(tmp_path_factory.mktemp("bank") / "store", bank)


@pytest.fixture(params=["cube", "raw"])
def path(request, monkeypatch):
    """Both ways to the buckets: the prepared cube and raw rows."""
    if request.param == "raw":
        monkeypatch.setattr("analytics.relations.CUBE_MEASURES", frozenset())
    return request.param
