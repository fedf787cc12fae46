"""Many draws of a scheme: bands for its need, or for every figure of its design."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from musdesign import flow
from musdesign.demand.sampled import LEVELS, Band, SampledDemand
from musdesign.errors import CalculationError, Problem
from musdesign.provenance import Assumption
from musdesign.scenario.drawn import one_draw
from musdesign.study.compare import compare

MOST_DRAWS = 100_000


@dataclass(frozen=True, slots=True)
class SampledDesign:
    """Every figure of the whole design over many draws.

    ``infeasible`` counts draws in which a stage could not be run, by stage; such draws are left out
    of that stage's figures.
    """

    draws: int
    seed: int
    drawn: tuple[str, ...]
    bands: tuple[Band, ...]
    infeasible: Mapping[str, int]


def sample_demand(
    scheme: flow.Scheme, draws: int = 1000, seed: int = 1
) -> tuple[SampledDemand, tuple[Assumption, ...]]:
    """Return the need of a scheme in ``draws`` draws, all at once, and what was assumed.

    Raises:
        CalculationError: no draws, or too many.
        ScenarioError: values that cannot be used, each at its line.
    """
    _check(draws)
    return flow.sampled_needs(scheme, draws, seed)


def sample_design(
    scheme: flow.Scheme,
    draws: int = 100,
    seed: int = 1,
    as_of: dt.date | None = None,
    levels: Sequence[float] = LEVELS,
) -> SampledDesign:
    """Return the bands of every figure of the design: each draw is designed on its own.

    Raises:
        CalculationError: no draws, or too many.
        ScenarioError: values that cannot be used in some draw, each at its line.
    """
    _check(draws)
    figures: dict[tuple[str, str], list[float]] = {}
    infeasible: dict[str, int] = {}
    for index in range(draws):
        changes = one_draw(scheme.file, seed, draws, index)
        result = flow.design(flow.changed(scheme, changes), as_of=as_of, with_futures=False)
        for stage in result.skipped:
            infeasible[stage] = infeasible.get(stage, 0) + 1
        for row in compare(result).rows:
            value = row.values[0]
            if isinstance(value, int | float) and not isinstance(value, bool):
                figures.setdefault((row.name, row.unit), []).append(float(value))
    bands = tuple(
        Band(
            name,
            unit,
            float(np.mean(values)),
            {level: float(np.quantile(values, level)) for level in levels},
        )
        for (name, unit), values in figures.items()
    )
    always = {stage for stage, count in infeasible.items() if count == draws}
    return SampledDesign(
        draws,
        seed,
        tuple(chance.name for chance in scheme.file.chances),
        bands,
        {stage: count for stage, count in infeasible.items() if stage not in always},
    )


def _check(draws: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise CalculationError(
            Problem(f"{draws} draws cannot be made", cure=f"ask for 1 to {MOST_DRAWS:,} draws")
        )
