"""Taps opened at random on a designed tree: what each gives, who is worst off, which orifice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.network.head_loss import Floats
from musdesign.network.tap_flows import TapTree, open_taps, resistance, tap_flows

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class TapService:
    """What the taps of a node give: L/s of one open tap over the draws in which one is open.

    ``below_share`` counts open taps that give less than the minimum (dry ones too).
    """

    node: str
    taps: int
    times_open: int
    low_lps: float
    mean_lps: float
    high_lps: float
    variation: float
    below_share: float
    above_share: float
    dry: int
    quantiles_lps: dict[float, float]


@dataclass(frozen=True, slots=True)
class Orifice:
    """The flow limiter of a tap: the ideal bore, and the nearest sold (None: none is needed)."""

    node: str
    surplus_m: float
    ideal_mm: float | None
    sold_mm: float | None


@dataclass(frozen=True, slots=True)
class TapStudy:
    """Many draws of open taps."""

    draws: int
    seed: int
    open_probability: float
    min_lps: float
    max_lps: float
    mean_lps: float
    below_share: float
    above_share: float
    dry: int
    worst: str
    taps: tuple[TapService, ...]
    orifices: tuple[Orifice, ...] = ()


def study_taps(
    tree: TapTree,
    open_probability: float,
    min_lps: float,
    max_lps: float,
    draws: int = 1000,
    seed: int = 1,
    orifices: Sequence[Orifice] = (),
) -> TapStudy:
    """Return what taps give when each is open with one probability.

    The worst-off taps are those with the largest share of flows below the minimum, and of these
    the smallest mean.

    Raises:
        CalculationError: the flows do not settle.

    Source: the method of NeatWork (Monte Carlo over sets of open taps), solved anew here.
    """
    opened = open_taps(tree, open_probability, draws, seed)
    flows = tap_flows(tree, opened)
    return summed(tree, opened, flows, open_probability, min_lps, max_lps, seed, orifices)


def summed(
    tree: TapTree,
    opened: NDArray[np.int64],
    flows: Floats,
    open_probability: float,
    min_lps: float,
    max_lps: float,
    seed: int = 1,
    orifices: Sequence[Orifice] = (),
) -> TapStudy:
    """Return the figures of draws that have been solved."""
    services = [
        _service(
            tree.groups[g].node, tree.groups[g].count, opened[:, g], flows[:, g], min_lps, max_lps
        )
        for g in range(len(tree.groups))
    ]
    weights = opened.sum()
    mean = float((flows * opened).sum() / weights) if weights else 0.0
    below = float(opened[flows < min_lps].sum() / weights) if weights else 0.0
    above = float(opened[flows > max_lps].sum() / weights) if weights else 0.0
    dry = int(opened[(opened > 0) & (flows <= 1e-6)].sum())
    seen = [s for s in services if s.times_open]
    worst = min(seen, key=lambda s: (-s.below_share, s.mean_lps)).node if seen else ""
    return TapStudy(
        len(opened),
        seed,
        open_probability,
        min_lps,
        max_lps,
        mean,
        below,
        above,
        dry,
        worst,
        tuple(services),
        tuple(orifices),
    )


def limiters(
    tree: TapTree,
    pressures_m: Sequence[float],
    target_lps: float,
    faucet_m5_s2: float,
    coefficient: float,
    sold_m: Sequence[float] = (),
) -> list[Orifice]:
    """Return the orifice that brings each tap to its target flow in the design state.

    d = (c^4 f^2 / surplus)^(1/4), where the surplus is the pressure less the loss of the tap
    itself; of those sold the nearest by ratio.  No orifice is fitted where nothing is left over.

    Source: NeatWork 5 (ideal and commercial orifices).
    """
    flow = target_lps / 1000
    found = []
    for group, pressure in zip(tree.groups, pressures_m, strict=True):
        surplus = pressure - flow**2 / faucet_m5_s2
        if surplus <= 1e-6:
            found.append(Orifice(group.node, max(surplus, 0.0), None, None))
            continue
        ideal = (coefficient**4 * flow**2 / surplus) ** 0.25
        sold = min(sold_m, key=lambda d: abs(math.log(d / ideal)), default=None)
        # a tap that needs a wider opening than any sold goes without
        if (
            sold is not None
            and sold == max(sold_m)
            and ideal > sold * math.sqrt(sold / sorted(sold_m)[-2] if len(sold_m) > 1 else 1.2)
        ):
            sold = None
        found.append(
            Orifice(group.node, surplus, 1000 * ideal, None if sold is None else 1000 * sold)
        )
    return found


def with_orifices(
    tree: TapTree, orifices_m: Sequence[float | None], faucet_m5_s2: float, coefficient: float
) -> TapTree:
    """Return the taps with these orifices fitted."""
    groups = tuple(
        replace(group, resistance_m_lps2=resistance(faucet_m5_s2, bore, coefficient))
        for group, bore in zip(tree.groups, orifices_m, strict=True)
    )
    return replace(tree, groups=groups)


def _service(
    node: str, count: int, opened: NDArray[np.int64], flow: Floats, least: float, most: float
) -> TapService:
    runs = opened > 0
    times = int(runs.sum())
    if not times:
        return TapService(node, count, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, {})
    given = flow[runs]
    mean = float(given.mean())
    return TapService(
        node,
        count,
        times,
        float(given.min()),
        mean,
        float(given.max()),
        float(given.std() / mean) if mean > 0 else 0.0,
        float((given < least).mean()),
        float((given > most).mean()),
        int((given <= 1e-6).sum()),
        {q: float(np.quantile(given, q)) for q in QUANTILES},
    )
