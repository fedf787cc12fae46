"""Least-cost engines: the exact tree engine, HiGHS beside it, and a search for loops.

``optimise`` picks the engine; each result states its cost, a lower bound and the gap.
"""

from musdesign.network.optimum.solve import optimise

__all__ = ["optimise"]
