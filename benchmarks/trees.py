"""Random trees to be sized, of any size, with what each kind of problem needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np

from musdesign.network import (
    Limits,
    LoadCase,
    Pipe,
    PowerSource,
    PressureBreak,
    PumpOptions,
    SizingLink,
    SizingNode,
    SizingProblem,
    TankCost,
    TankOptions,
)

Shape = Literal["rural", "bushy", "chain"]
BORES = (20, 26, 33, 41, 53, 67, 79, 99, 118, 148, 186, 235, 296)
ROWS = ((0, 5, 0, 900), (5, 20, 4000, 500), (20, 60, 11000, 320), (60, 400, 22000, 250))
TANKS = TankOptions(tuple(TankCost(*row) for row in ROWS), 0.5, 12.0, 250.0)
PUMPS = PumpOptions((PowerSource("grid", 0.6, 900.0, 0.12, 9.0),), min_kw=0.1, max_kw=50.0)
BREAKS = (PressureBreak("break_pressure_tank", 900.0, inlet_m=5.0),)


def pipes(classes: tuple[float, ...] = (math.inf,)) -> tuple[Pipe, ...]:
    """Return thirteen bores in each class; the price grows with both."""
    return tuple(
        Pipe(
            f"d{bore}pn{head:g}",
            f"{bore} mm",
            "pipe",
            f"{head:g}",
            bore - (0 if math.isinf(head) else head / 100),
            head,
            0.0015,
            145.0,
            cost_per_m=0.02 * bore**1.35 * (1 if math.isinf(head) else 0.8 + head / 300),
        )
        for bore in BORES
        for head in classes
    )


def tree(
    count: int,
    seed: int,
    *,
    shape: Shape = "rural",
    hilly: bool = False,
    loads: int = 1,
    tanks: TankOptions | None = None,
    pumps: PumpOptions | None = None,
) -> SizingProblem:
    """Return a tree: ``rural`` long with short branches, ``bushy`` shallow, or a chain.

    All nodes together draw some 12 L/s; the source stands high enough for the catalogue.
    """
    rng = np.random.default_rng([seed, count])
    above: Callable[[int], int] = {
        "rural": lambda i: int(rng.integers(max(0, i - 4), i)),
        "bushy": lambda i: int(rng.integers(0, i)),
        "chain": lambda i: i - 1,
    }[shape]
    ground = [500.0]
    length = min(400.0, 60_000 / count) if shape == "chain" else 400.0
    nodes = [SizingNode("n0", 500.0, "source", head_m=680.0 if not hilly else 520.0)]
    links = []
    draw = 24.0 / count
    for i in range(1, count):
        start = above(i)
        fall = rng.uniform(1, 12) if hilly else rng.normal(0.0, 5) * min(1.0, 200 / count)
        ground.append(max(ground[start] - float(fall), 0.0))
        demands = tuple(float(q) for q in draw * rng.uniform(0, 1, loads))
        day = 0.4 * 86.4 * float(np.mean(demands))
        nodes.append(SizingNode(f"n{i}", ground[i], "junction", demands, day, 5.0))
        links.append(
            SizingLink(f"l{i}", f"n{start}", f"n{i}", float(rng.uniform(0.3, 1.7)) * length)
        )
    return SizingProblem(
        tuple(nodes),
        tuple(links),
        pipes((60.0, 100.0, 160.0)) if hilly else pipes(),
        "hazen-williams",
        tuple(LoadCase(f"load {k}", 8.0) for k in range(loads)),
        Limits(max_loss_m_km=100.0),
        laying_per_m=2.0,
        fill_hours=12.0,
        tanks=tanks,
        pumps=pumps,
        breaks=BREAKS if hilly else (),
    )
