"""Random trees to be sized by two engines: pipes, tanks, pumps, breaks of pressure and classes."""

import math

import numpy as np

from musdesign.network import (
    ExistingPipe,
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

KINDS = ("pipes", "tanks", "tanks and pumps", "breaks and classes")
BORES = (20, 26, 33, 41, 53, 67, 79, 99, 118, 148, 186, 235, 296)
ROWS = ((0, 5, 0, 900), (5, 20, 4000, 500), (20, 60, 11000, 320), (60, 200, 22000, 250))


def pipes(classes=(math.inf,)):
    """Price grows with the bore and with the class."""
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


def random_problem(seed, kind, most=12, least=4, loads=1, count=None):
    """A tree on falling ground, with every device of its kind; feasible more often than not."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    count = int(rng.integers(least, most + 1)) if count is None else count
    hilly = kind == "breaks and classes"
    ground = [500.0]
    nodes = [SizingNode("n0", 500.0, "source", head_m=500.0 + float(rng.uniform(5, 25)))]
    links = []
    for i in range(1, count):
        above = int(rng.integers(max(0, i - 4), i))
        fall = rng.uniform(0, 45) if hilly else rng.normal(2.5, 6)
        ground.append(ground[above] - float(fall))
        draws = rng.random() < 0.7
        demands = tuple(float(d) if draws else 0.0 for d in rng.uniform(0.02, 0.5, loads))
        day = 0.4 * 86.4 * float(np.mean(demands))
        limit = 140.0 if hilly and draws and rng.random() < 0.3 else None
        nodes.append(
            SizingNode(
                f"n{i}", ground[i], "junction", demands, day, float(rng.choice([3, 7])), limit
            )
        )
        old = None
        if rng.random() < 0.08:
            old = ExistingPipe(53.0, hazen_williams_c=120.0, parallel_allowed=True)
        links.append(
            SizingLink(f"l{i}", f"n{above}", f"n{i}", float(rng.uniform(80, 900)), existing=old)
        )
    tanks = pumps = None
    if "tanks" in kind:
        rows = tuple(TankCost(*row) for row in ROWS)
        staging = float(rng.choice([0.0, 250.0]))
        must_not = tuple(node.id for node in nodes if rng.random() < 0.1)
        tanks = TankOptions(rows, 0.5, float(rng.choice([0.0, 12.0])), staging, (), must_not)
    if "pumps" in kind:
        grid = PowerSource("grid", 0.6, 900.0, 0.12, 9.0)
        solar = PowerSource("solar", 0.5, 4500.0, fixed_cost=300.0)
        pumps = PumpOptions((grid, solar), min_kw=0.1, max_kw=50.0)
    breaks = ()
    if hilly:
        tank = PressureBreak("break_pressure_tank", 900.0, inlet_m=5.0)
        valve = PressureBreak("pressure_reducing_valve", 1500.0, outlet_m=20.0, inlet_m=10.0)
        breaks = (tank, valve) if rng.random() < 0.5 else (tank,)
    return SizingProblem(
        tuple(nodes),
        tuple(links),
        pipes((60.0, 100.0, 160.0) if hilly else (math.inf,)),
        "hazen-williams",
        tuple(LoadCase(f"load {k}", 8.0) for k in range(loads)),
        Limits(max_loss_m_km=float(rng.choice([25.0, 60.0]))),
        laying_per_m=2.0,
        fill_hours=float(rng.choice([8, 12, 24])),
        tanks=tanks,
        pumps=pumps,
        breaks=breaks,
    )
