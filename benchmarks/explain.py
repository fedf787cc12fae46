"""Why a number is what it is, and what moves it most, on the first case."""

from __future__ import annotations

from timing import Timing, median_s

from musdesign import flow
from musdesign.flow import cache
from musdesign.study.explain import explain, movers, moving

CASE = "la-palma-tres-puertas"
EXPLAIN_BUDGET_S = 0.050
NEED_BUDGET_S = 3.0
COST_BUDGET_S = 8.0


def rows() -> list[Timing]:
    """Time an explanation, and the movers of a need and of a cost, none of them kept."""
    scheme = flow.load(CASE)
    result = flow.design(scheme)

    def anew(key: str) -> None:
        cache.clear()
        moving.forget()
        movers(scheme, key)

    why = median_s(lambda: explain(result, "demand.max_day"))
    need = median_s(lambda: anew("demand.mean_day"), 3)
    cost = median_s(lambda: anew("costs.per_household"), 3)
    return [
        Timing("why the largest day is what it is", why, EXPLAIN_BUDGET_S),
        Timing("what moves the mean day", need, NEED_BUDGET_S),
        Timing("what moves the capital per household", cost, COST_BUDGET_S),
    ]
