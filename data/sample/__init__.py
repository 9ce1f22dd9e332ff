"""A seeded demo bank of any size, with planted truths: `python -m data.sample`."""

from data.sample.bank import bank, blocks
from data.sample.plan import Plan, SamplePlanImpossible
from data.sample.truths import Planted, latent_segments, planted

__all__ = [
    "Plan",
    "Planted",
    "SamplePlanImpossible",
    "bank",
    "blocks",
    "latent_segments",
    "planted",
]
