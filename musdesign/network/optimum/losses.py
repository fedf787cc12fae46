"""Head loss and velocity of every pipe in every link, alone or beside an existing pipe."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musdesign.network.catalogue import Pipe
from musdesign.network.head_loss import GRAVITY_M_S2, Floats, unit_head_loss, velocity_m_s
from musdesign.network.problem import SizingLink, SizingProblem


def pipe_losses(
    problem: SizingProblem, flows_lps: Floats, minor_k_per_m: Floats
) -> tuple[Floats, Floats]:
    """Return loss in m/m and velocity in m/s, rows x links x pipes.

    Minor losses K v^2/2g are spread over the length of the link.
    """
    pipes = problem.pipes
    flows = flows_lps[:, :, None]
    unit = _unit(problem, flows, pipes)
    speed = velocity_m_s(flows, [pipe.bore_mm for pipe in pipes])
    if minor_k_per_m.any():
        unit = unit + minor_k_per_m[None, :, None] * speed**2 / (2 * GRAVITY_M_S2)
    return unit, speed


def _unit(problem: SizingProblem, flows_lps: Floats, pipes: Sequence[Pipe]) -> Floats:
    return unit_head_loss(
        flows_lps,
        [pipe.bore_mm for pipe in pipes],
        method=problem.head_loss,
        roughness_mm=[pipe.roughness_mm for pipe in pipes],
        hazen_williams_c=[pipe.hazen_williams_c for pipe in pipes],
        water_c=problem.water_c,
    )


def parallel_losses(
    problem: SizingProblem, link: SizingLink, flows_lps: Floats, beside: Sequence[Pipe]
) -> tuple[Floats, Floats]:
    """Return loss in m and fastest velocity of an existing pipe alone, then with each new one.

    The flow divides so that both pipes lose the same head, found by bisection of the share that
    the new one carries.
    """
    old = link.existing
    assert old is not None
    per_m = link.minor_loss_k / link.length_m / (2 * GRAVITY_M_S2)

    def old_loss(flow: Floats) -> Floats:
        friction = unit_head_loss(
            flow,
            old.bore_mm,
            method=problem.head_loss,
            roughness_mm=old.roughness_mm,
            hazen_williams_c=old.hazen_williams_c,
            water_c=problem.water_c,
        )
        return friction + per_m * velocity_m_s(flow, old.bore_mm) ** 2

    bores = np.array([pipe.bore_mm for pipe in beside])

    def new_loss(flow: Floats) -> Floats:
        return _unit(problem, flow, beside) + per_m * velocity_m_s(flow, bores) ** 2

    total = flows_lps[:, None]
    alone, speed = old_loss(total), velocity_m_s(total, old.bore_mm)
    if beside:
        low, high = np.zeros((len(flows_lps), len(beside))), np.ones((len(flows_lps), len(beside)))
        for _ in range(60):
            share = (low + high) / 2
            less = new_loss(share * total) < old_loss((1 - share) * total)
            low, high = np.where(less, share, low), np.where(less, high, share)
        share = (low + high) / 2
        both = old_loss((1 - share) * total)
        fastest = np.maximum(
            velocity_m_s(share * total, bores), velocity_m_s((1 - share) * total, old.bore_mm)
        )
        alone, speed = np.hstack((alone, both)), np.hstack((speed, fastest))
    return link.length_m * alone, speed
