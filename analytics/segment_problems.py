"""What can be wrong with a segmentation, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem

__all__ = [
    "FeatureConstant",
    "FeatureMissing",
    "FeatureMostlyMissing",
    "FeatureRare",
    "FeatureTooManyCodes",
    "NoLikeness",
    "OneCustomerHolds",
    "SegmentsOutOfRange",
    "TooFewCustomers",
    "TooFewDifferent",
    "TooFewFeatures",
    "UnknownFeature",
    "UnknownTransform",
]


class UnknownFeature(Problem):
    code = "E_UNKNOWN_FEATURE"
    message = "Customers cannot be segmented by {feature}. Choose among {known}."


class UnknownTransform(Problem):
    code = "E_UNKNOWN_TRANSFORM"
    message = "Amounts cannot be compared by {transform}. Choose among {known}."


class TooFewFeatures(Problem):
    code = "E_TOO_FEW_FEATURES"
    message = (
        "Segments need at least {needed} features that differ between customers, and only {count} "
        "remained. Choose more features, or load the missing ones."
    )


class TooFewCustomers(Problem):
    code = "E_TOO_FEW_FOR_SEGMENTS"
    message = (
        "{count} customers have all chosen features, and {clusters} segments need at least "
        "{needed}. Remove a filter, leave out the feature most of them lack, or ask for fewer "
        "segments."
    )


class TooFewDifferent(Problem):
    code = "E_TOO_FEW_DIFFERENT"
    message = (
        "These customers differ in only {count} ways by the chosen features, which cannot make "
        "{clusters} segments. Choose more features, or ask for fewer segments."
    )


class SegmentsOutOfRange(Problem):
    code = "E_SEGMENTS_RANGE"
    message = (
        "Customers cannot be divided into {value} segments here. "
        "Write auto, or a whole number from {minimum} to {maximum}."
    )


class FeatureMissing(Problem):
    code = "E_FEATURE_MISSING"
    message = "Nobody here has {feature}, so it was left out. Load it, or choose another feature."


class FeatureMostlyMissing(Problem):
    code = "E_FEATURE_MOSTLY_MISSING"
    message = (
        "{percent} % of these customers have no {feature}, so it was left out. Load it, or choose "
        "it yourself: segments are then made of those who have it."
    )


class FeatureConstant(Problem):
    code = "E_FEATURE_CONSTANT"
    message = (
        "{feature} is the same for all customers here and cannot tell them apart, so it was left "
        "out. Choose another feature, or more customers."
    )


class FeatureRare(Problem):
    code = "E_FEATURE_RARE"
    message = (
        "{feature} differs for fewer than 1 in 200 customers here, so it was left out. "
        "Find those customers with a condition instead."
    )


class FeatureTooManyCodes(Problem):
    code = "E_FEATURE_TOO_MANY_CODES"
    message = (
        "{feature} has {count} different values, more than the {most} that segments can use, so it "
        "was left out. Use it as a filter instead."
    )


class OneCustomerHolds(Problem):
    code = "E_ONE_CUSTOMER_HOLDS"
    message = (
        "One customer holds {percent} % of the assets of these customers. The segments are "
        "protected from it, their totals are not: read counts, or leave this customer out."
    )


class NoLikeness(Problem):
    code = "E_NO_LIKENESS"
    message = (
        "Behaviour does not tell the tiers of these customers apart: on {date} fewer than {needed} "
        "of them sit in a second tier with their behaviour known, or it is the same in all tiers. "
        "Load transactions, logins or holdings, or choose another customer type."
    )
