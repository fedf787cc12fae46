"""How the numbers of several tables came about, in a sentence, and the words of their keys."""

from __future__ import annotations

from musdesign.i18n import mark

FIGURE_OF_ITS_OWN = mark(
    "the same figure in each design, each computed from its own needs, water, pipes and costs; "
    "the design's own page has its formula"
)
BAND = mark("value below which this share of the draws lies; each draw is a design of its own")
KEY_WORDS = tuple(
    mark(word)
    for word in (
        "demand",
        "supply",
        "items",
        "yearly",
        "mean",
        "life",
        "day factor",
        "bills",
        "net",
        "benchmarks",
        "unmet",
        "groups",
        "needed",
        "months met",
        "reliability",
        "met",
        "volume met",
        "stores",
        "rungs",
        "covers",
        "volumetric",
        "annual",
        "vulnerability",
        "longest",
        "served",
        "community",
        "balancing",
        "total",
        "yield",
        "per mm",
        "available",
        "least",
        "used",
        "software",
        "share of income",
        "revenue",
        "gets",
        "lowest",
        "full",
        "empty",
        "loss",
        "quick",
        "need",
        "missing",
        "months short",
    )
)
"""Words that the keys of figures are put together from."""
