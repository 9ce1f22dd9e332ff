"""Three indices and a stability: worked by hand, against scikit-learn, under changes of scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from analytics.cluster_indices import calinski_harabasz, davies_bouldin, distances, silhouette
from analytics.cluster_stability import Resample, jaccard, resample, stability, verdict

PAIRS = np.array([[0.0], [1.0], [10.0], [11.0]])
TWO = np.array([0, 0, 1, 1])
NEAR, FAR = 9.5, 10.5
"""Mean distance of the inner and the outer points of a pair to the other pair; to its own: 1."""

MEETING = 1e6
"""Above it two centres meet, or nothing varies within: rounding decides."""


def test_a_silhouette_worked_by_hand():
    assert silhouette(distances(PAIRS), TWO) == pytest.approx(
        ((FAR - 1) / FAR + (NEAR - 1) / NEAR) / 2
    )
    assert silhouette(distances(PAIRS), TWO) == pytest.approx(0.899_749, abs=1e-6)


def test_calinski_harabasz_worked_by_hand():
    # Between: 4 × 5² ÷ (2 - 1). Within: 4 × 0.5² ÷ (4 - 2).
    assert calinski_harabasz(PAIRS, TWO) == pytest.approx(100 / 0.5)


def test_davies_bouldin_worked_by_hand():
    # Both spread 0.5 around centres 10 apart.
    assert davies_bouldin(PAIRS, TWO) == pytest.approx((0.5 + 0.5) / 10)


def test_jaccard_worked_by_hand():
    original = np.array([0, 0, 0, 0, 1, 1])
    found = np.array([1, 1, 1, 0, 0, 0])

    assert list(jaccard(original, found, 2)) == pytest.approx([3 / 4, 2 / 3])


def test_stability_is_the_mean_over_resamples_and_a_failed_one_counts_as_nothing():
    original = np.array([0, 0, 0, 0, 1, 1])
    every = np.arange(6)
    same = Resample(rows=every, clusters=original)
    other = Resample(rows=every, clusters=np.array([1, 1, 1, 0, 0, 0]))
    part = Resample(rows=np.array([0, 4]), clusters=np.array([0, 1]))
    failed = Resample(rows=every, clusters=None)

    found = stability(original, 2, [same, other, part, failed])

    assert found == pytest.approx(((1 + 3 / 4 + 1 + 0) / 4, (1 + 2 / 3 + 1 + 0) / 4))


def test_a_resample_with_too_few_different_points_finds_nothing():
    points = np.zeros((20, 2))
    points[0] = 1
    alike = np.unique(points, axis=0, return_inverse=True)[1]

    assert resample(points, alike, 3, seed=1, starts=1).clusters is None


@pytest.mark.parametrize(
    ("similarity", "word"),
    [(1.0, "reliable"), (0.85, "reliable"), (0.849, "fair"), (0.75, "fair"), (0.749, "unreliable")],
)
def test_the_published_bands(similarity, word):
    assert verdict(similarity) == word


@st.composite
def partitions(draw):
    """Points with many equal values among them, and labels of 2 to 4 clusters that all occur."""
    count = draw(st.integers(6, 25))
    columns = draw(st.integers(1, 3))
    seed = draw(st.integers(0, 10_000))
    clusters = draw(st.integers(2, 4))
    chance = np.random.default_rng(seed)
    points = chance.normal(size=(count, columns)).round(draw(st.integers(0, 3)))
    labels = np.concatenate([np.arange(clusters), chance.integers(0, clusters, count - clusters)])
    return points, chance.permutation(labels)


@given(partitions())
def test_indices_are_those_of_scikit_learn(partition):
    points, labels = partition
    apart = distances(points)

    assert silhouette(apart, labels) == pytest.approx(
        metrics.silhouette_score(points, labels), abs=1e-6
    )
    within = calinski_harabasz(points, labels)
    if within < MEETING:
        assert within == pytest.approx(metrics.calinski_harabasz_score(points, labels))
    worst = davies_bouldin(points, labels)
    if worst < MEETING:
        assert worst == pytest.approx(metrics.davies_bouldin_score(points, labels))


@given(partitions(), st.floats(0.01, 1_000), st.floats(-100, 100))
def test_moving_stretching_and_shuffling_change_nothing(partition, stretch, move):
    points, labels = partition
    order = np.random.default_rng(1).permutation(len(points))
    moved = points[order] * stretch + move

    for index in (calinski_harabasz, davies_bouldin):
        before, after = index(points, labels), index(moved, labels[order])
        assert after == pytest.approx(before, rel=1e-4) or not before < MEETING
    # Distances come from squares, so far from zero they keep half of the digits.
    assert silhouette(distances(moved), labels[order]) == pytest.approx(
        silhouette(distances(points), labels), abs=1e-3
    )


@given(partitions())
def test_every_customer_twice_keeps_spread_and_centres(partition):
    points, labels = partition
    twice, both = np.vstack([points, points]), np.tile(labels, 2)

    before = davies_bouldin(points, labels)
    assert davies_bouldin(twice, both) == pytest.approx(before, rel=1e-4) or before >= MEETING
    assert list(jaccard(both, both, 4)[: labels.max() + 1]) == [1.0] * (labels.max() + 1)


def test_one_cluster_has_no_index():
    labels = np.zeros(4, dtype=int)

    assert silhouette(distances(PAIRS), labels) == 0.0
    assert np.isnan(calinski_harabasz(PAIRS, labels))
    assert np.isnan(davies_bouldin(PAIRS, labels))
