"""What open taps give on a tree of given pipes, for many sets of open taps at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.network.head_loss import Floats, HeadLoss, unit_head_loss
from musdesign.network.result import SizedLink

_ROUNDS = 60
_CLOSE_LPS = 1e-7
_CHUNK = 4_000_000
"""Most numbers of a Jacobian of one chunk of draws."""


@dataclass(frozen=True, slots=True)
class TapGroup:
    """Taps of one kind at a node: an open one gives q where resistance * q^2 is its pressure.

    ``resistance_m_lps2`` is in m of head per (L/s)^2.
    """

    node: str
    count: int
    resistance_m_lps2: float


@dataclass(frozen=True, slots=True)
class TapTree:
    """Taps on the pipes of a tree, below open water at ``level_m`` each."""

    groups: tuple[TapGroup, ...]
    heads_m: Floats
    """Head of the open water above each group less its own elevation, m."""
    links: tuple[SizedLink, ...]
    below: NDArray[np.bool_]
    """Links x groups: whether the link feeds the group from its open water."""
    method: HeadLoss
    water_c: float = 20.0

    def losses_m(self, flows_lps: Floats) -> Floats:
        """Return the loss of each link at flows of the shape draws x links, m."""
        total = np.zeros_like(flows_lps)
        for i, link in enumerate(self.links):
            for piece in link.segments:
                if piece.parallel:
                    continue
                total[:, i] += piece.length_m * unit_head_loss(
                    flows_lps[:, i],
                    piece.diameter_mm,
                    method=self.method,
                    roughness_mm=piece.roughness_mm,
                    hazen_williams_c=piece.hazen_williams_c,
                    water_c=self.water_c,
                )
        return total


def resistance(
    faucet_m5_s2: float, orifice_m: float | None = None, orifice_coefficient: float = 0.62
) -> float:
    """Return the resistance of a tap with an orifice before it, m per (L/s)^2.

    h = (1/alpha + (c/d)^4) q^2 in m and m3/s.

    Source: NeatWork 5, faucet and orifice.

    >>> round(resistance(1.83e-8) * 0.1**2, 4)
    0.5464
    """
    total = 1 / faucet_m5_s2
    if orifice_m is not None and orifice_m > 0:
        total += (orifice_coefficient / orifice_m) ** 4
    return total * 1e-6


def tap_tree(
    links: Sequence[SizedLink],
    elevations_m: Mapping[str, float],
    levels_m: Mapping[str, float],
    groups: Sequence[TapGroup],
    method: HeadLoss,
    water_c: float = 20.0,
    from_water: Sequence[str] = (),
) -> TapTree:
    """Return the tree of taps.

    Args:
        links: sized pipes.
        elevations_m: ground by node.
        levels_m: open water by node (source, tanks, breaks of pressure).
        groups: the taps.
        method: head loss.
        water_c: temperature of the water.
        from_water: links that start at open water; all that leave such a node where empty.

    Raises:
        CalculationError: a group that no open water feeds.
    """
    inlet = {link.end: i for i, link in enumerate(links)}
    begins = set(from_water) or {link.id for link in links if link.start in levels_m}
    below = np.zeros((len(links), len(groups)), dtype=bool)
    heads = np.zeros(len(groups))
    for g, group in enumerate(groups):
        here, steps = group.node, 0
        while True:
            if here not in inlet or steps > len(links):
                raise CalculationError(
                    Problem(f"no open water feeds the taps at {group.node}", "taps")
                )
            i = inlet[here]
            below[i, g] = True
            here, steps = links[i].start, steps + 1
            if links[i].id in begins:
                break
        lifts = sum(
            links[k].pump_head_m - links[k].valve_drop_m
            for k in np.flatnonzero(below[:, g]).tolist()
        )
        heads[g] = levels_m[here] + lifts - elevations_m[group.node]
    return TapTree(tuple(groups), heads, tuple(links), below, method, water_c)


def open_taps(tree: TapTree, chance: float, draws: int, seed: int) -> NDArray[np.int64]:
    """Return how many taps of each group are open, draws x groups, at random."""
    random = np.random.default_rng(seed)
    counts = np.array([group.count for group in tree.groups])
    return random.binomial(counts, chance, size=(draws, len(counts))).astype(np.int64)


def tap_flows(tree: TapTree, opened: NDArray[np.int64]) -> Floats:
    """Return what one open tap of each group gives, L/s, draws x groups (0 where none is open).

    Each open tap gives the flow whose own loss is the pressure left by the pipes:
    r q^2 = H - z - sum of losses on the way; a tap that the water does not reach gives nothing.
    Solved by Newton's method on all draws at once; the equations are those of a convex energy,
    so their solution is unique.

    Raises:
        CalculationError: the flows do not settle.
    """
    groups = max(len(tree.groups), 1)
    step = max(1, _CHUNK // (groups * groups))
    parts = [_solved(tree, opened[k : k + step]) for k in range(0, len(opened), step)]
    return np.vstack(parts) if parts else np.zeros((0, len(tree.groups)))


def _solved(tree: TapTree, opened: NDArray[np.int64]) -> Floats:
    r = np.array([group.resistance_m_lps2 for group in tree.groups])
    below = tree.below.astype(float)
    runs = opened > 0
    flow = np.where(runs, np.sqrt(np.maximum(tree.heads_m, 1e-6) / r), 0.0) * 0.5
    active = runs.copy()
    step = np.full(flow.shape, np.inf)
    for turn in range(_ROUNDS):
        carried = (flow * opened) @ below.T
        loss = tree.losses_m(carried)
        bump = np.maximum(1e-6, 1e-4 * carried)
        slope = (tree.losses_m(carried + bump) - loss) / bump
        left = tree.heads_m - loss @ below
        miss = np.where(active, r * flow**2 - left, 0.0)
        # d miss_t / d q_u = 2 r q (t = u) + sum over shared links of their slope times taps open
        shared = np.einsum("lt,dl,lu->dtu", below, slope, below, optimize=True)
        matrix = shared * opened[:, None, :]
        diagonal = np.arange(flow.shape[1])
        matrix[:, diagonal, diagonal] += 2 * r * np.maximum(flow, 1e-6)
        matrix = np.where(active[:, :, None] & active[:, None, :], matrix, 0.0)
        matrix[:, diagonal, diagonal] += np.where(active, 0.0, 1.0)
        step = np.linalg.solve(matrix, -miss[:, :, None])[:, :, 0]
        damped = np.maximum(step, -0.9 * flow) if turn < _ROUNDS // 2 else 0.5 * step
        flow = np.where(active, np.maximum(flow + damped, 0.0), 0.0)
        dry = active & (flow < 1e-6) & (left <= 0)
        back = runs & ~active & (left > 1e-6)
        active = (active & ~dry) | back
        flow = np.where(back, 1e-3, np.where(active, flow, 0.0))
        if not back.any() and np.abs(np.where(active, damped, 0.0)).max(initial=0) < _CLOSE_LPS:
            return flow
    if np.abs(step).max() > 1e-3:
        raise CalculationError(
            Problem("the flows of open taps do not settle", cure="check the faucet coefficients")
        )
    return flow
