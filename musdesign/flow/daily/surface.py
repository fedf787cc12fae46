"""Storage, yield and reliability of one store and one use of a scheme, all else as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.flow.daily.prepared import Prepared
from musdesign.supply.allocation import Network, simulate
from musdesign.supply.allocation.fitting import fitted

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UseSurface:
    """Reliability of a use by volume of a store (rows) and size of its need (columns)."""

    store: str
    use: str
    volume_m3: Array
    need_m3_day: Array
    volumetric: Array
    time: Array
    """Of the group served worst."""
    fitted: bool = False
    """Whether the rule was fitted to each pair, as `musdesign supply` fits it to the scheme."""


def use_surface(
    ready: Prepared, store: str, volumes_m3: Sequence[float], use: str, scales: Sequence[float],
    *, fit: bool = False,
) -> UseSurface:  # fmt: skip
    """Return the storage-reliability-yield surface of a use.

    The network is simulated for every pair: the store of each volume, the use's need times each
    scale.  Other uses keep their needs and their priorities.

    Args:
        ready: the scheme.
        store: a store of its network.
        volumes_m3: volumes to try.
        use: such as ``gardens``.
        scales: multiples of the use's need.
        fit: fit the rule to each pair (some seconds each); else its default stands for all.

    Raises:
        MusdesignError: an unknown store or use, values below 0.
    """
    network = ready.network
    stores, uses = [s.name for s in network.stores], sorted({u.use for u in network.uses})
    problems = []
    if store not in stores:
        problems.append(Problem(f"unknown store '{store}'", cure=did_you_mean(store, stores)))
    if use not in uses:
        problems.append(Problem(f"unknown use '{use}'", cure=did_you_mean(use, uses)))
    if not volumes_m3 or not scales or min((*volumes_m3, *scales), default=-1.0) < 0:
        problems.append(Problem("volumes and scales are numbers of at least 0, one of each"))
    if problems:
        raise MusdesignError(problems)
    rows = [i for i, item in enumerate(network.uses) if item.use == use]
    shape = (len(volumes_m3), len(scales))
    volumetric, time = np.ones(shape), np.ones(shape)
    for i, volume in enumerate(volumes_m3):
        for j, scale in enumerate(scales):
            pair = _changed(network, store, volume, use, scale)
            found = (fitted(pair).simulate(trace=False) if fit else simulate(pair)).record
            wanted = float(found.demand_m3[:, rows].sum())
            if wanted > 0:
                volumetric[i, j] = float(found.met_m3[:, rows].sum()) / wanted
                days = np.maximum(found.days_with_demand[:, rows].sum(0), 1)
                time[i, j] = float((1.0 - found.failed_days[:, rows].sum(0) / days).min())
    needs = [np.asarray(network.uses[k].demand_m3_day, dtype=float) for k in rows]
    mean = sum(float(need.mean()) for need in needs)
    return UseSurface(
        store, use, np.array(volumes_m3), mean * np.array(scales), volumetric, time, fit
    )


def _changed(network: Network, store: str, volume: float, use: str, scale: float) -> Network:
    stores = [
        replace(s, capacity_m3=volume, initial_m3=min(s.initial_m3 or 0.0, volume))
        if s.name == store
        else s
        for s in network.stores
    ]
    uses = [
        replace(u, demand_m3_day=np.asarray(u.demand_m3_day, dtype=float) * scale)
        if u.use == use
        else u
        for u in network.uses
    ]
    return replace(network, stores=stores, uses=uses)
