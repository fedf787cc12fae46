"""How the numbers of several tables came about, in a sentence."""

from __future__ import annotations

from musdesign.i18n import mark

FIGURE_OF_ITS_OWN = mark(
    "the same figure in each design, each computed from its own needs, water, pipes and costs; "
    "the design's own page has its formula"
)
BAND = mark("value below which this share of the draws lies; each draw is a design of its own")
