"""scikit-learn's own predict for everybody, beside the engine's one expression."""

import re

import numpy as np
from sklearn.cluster import KMeans

from analytics.segment_coordinates import coordinates
from analytics.segment_sample import asked, sampled
from data.segmentation import assignment

TIE = 1e-9


def agrees(engine, scope, found):
    """Whether a fit's assignment is scikit-learn's for every open customer, ties aside.

    The bank must not be larger than the sample: everybody's features are read from it.
    """
    model = found.segmentation
    names = tuple(dict.fromkeys(each.name for each in model.features))
    wanted = asked(engine, scope, features=names, customer_type=model.customer_type)
    everybody = sampled(engine, scope, wanted)
    points = coordinates(model.features, everybody.values)
    centres = np.array([each.centre for each in model.segments])
    codes = np.array([each.code for each in model.segments])
    predicted = dict(zip(everybody.customer_key, codes[prediction(centres, points)], strict=True))
    assigned = assigned_by_sql(engine, scope, model)
    known = {key: code for key, code in assigned.items() if code is not None}
    differing = {key for key in known if known[key] != predicted.get(key)}
    counts = found.sizes.set_index("segment")["customer_count"]
    return (
        len(assigned) == found.open_count
        and set(known) == set(predicted)
        and differing <= set(everybody.customer_key[tied(centres, points)])
        and all(list(known.values()).count(code) == counts[code] for code in codes)
    )


def prediction(centres, points):
    """The nearest of given centres as scikit-learn sees it."""
    model = KMeans(len(centres), init=centres, n_init=1, max_iter=1).fit(points)
    model.cluster_centers_ = np.ascontiguousarray(centres)
    return model.predict(points)


def tied(centres, points):
    """Which points have two nearest centres."""
    away = ((points[:, None] - centres) ** 2).sum(axis=2)
    first, second = np.sort(away, axis=1)[:, :2].T
    return second - first < TIE


def assigned_by_sql(engine, scope, model):
    """Each open customer's segment, straight from the expression a load derives the column with."""
    assigned = assignment(model)
    rows = (
        "(select * from customer_snapshot where status = 'open' "
        "and snapshot_date = $at and customer_type = $kind)"
    )
    sql = re.sub(":(?=[a-z])", "$", assigned.over(rows))
    values = {**assigned.bound, "at": scope.at, "kind": model.customer_type}
    with engine._connection.cursor() as cursor:
        found = cursor.sql(f"select customer_key, segment_now from ({sql})", params=values)
        return dict(found.fetchall())
