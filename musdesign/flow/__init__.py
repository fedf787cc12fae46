"""The one flow: demand, supply, network, costs, tariffs and verdicts, run in order.

Each stage is a pure function of the results before it and is kept by its inputs (see ``cache``).
A stage whose section is absent, or that cannot run, is skipped and says why; the others still run.
"""

from musdesign.flow.needs import needs_of_years, sampled_needs
from musdesign.flow.opening import Scheme, cases, changed, find, load, load_text
from musdesign.flow.result import Checks, DesignResult
from musdesign.flow.run import SHOWN_BOUND_YEARS, Part, design, design_until, distance
from musdesign.flow.stored import StoredVolume

__all__ = [
    "SHOWN_BOUND_YEARS",
    "Checks",
    "DesignResult",
    "Part",
    "Scheme",
    "StoredVolume",
    "cases",
    "changed",
    "design",
    "design_until",
    "distance",
    "find",
    "load",
    "load_text",
    "needs_of_years",
    "sampled_needs",
]
