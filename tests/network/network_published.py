"""Published instances of least-cost networks, rewritten from the facts of their files.

The sample of JalTantra (CSE department, IIT Bombay): ten nodes near Mokhada, one pipe that lies
there already and may be doubled, twelve hours of supply.  Its three published optima:
pipes 13,048,236.71; with tanks 23,542,697.97; with tanks and pumps 21,143,862.23 rupees.
"""

import math
from dataclasses import replace

from musdesign.network import (
    ExistingPipe,
    Limits,
    LoadCase,
    Pipe,
    PowerSource,
    PumpOptions,
    SizingLink,
    SizingNode,
    SizingProblem,
    TankCost,
    TankOptions,
)

MEAN_LPS = {"1": 2.1, "2": 0.8, "3": 3.4, "4": 1.75, "7": 2.6, "6": 1.8, "9": 0, "10": 0, "11": 0}
GROUND_M = {
    "1": 442,
    "2": 477,
    "3": 496,
    "4": 464,
    "7": 493,
    "6": 390,
    "9": 517,
    "10": 509,
    "11": 472,
}
LINKS = {
    "2": ("3", "7", 7345), "3": ("2", "6", 3491), "4": ("2", "4", 2442), "5": ("9", "3", 1943),
    "6": ("8", "9", 2686), "7": ("10", "2", 4808), "8": ("3", "10", 924), "9": ("11", "1", 4266),
    "10": ("4", "11", 485),
}  # fmt: skip
PRICE_PER_M = {
    63: 116, 75: 172, 90: 231, 110: 340, 125: 461, 140: 576, 160: 750, 180: 945, 200: 1113,
    225: 1430, 250: 1762, 280: 2210, 315: 2794,
}  # fmt: skip
TANK_ROWS = (
    (0, 25, 0, 24.47), (25, 50, 611_750, 12.96), (50, 75, 935_750, 9.64),
    (75, 100, 1_176_750, 8.64), (100, 150, 1_392_750, 7.23), (150, 200, 1_754_250, 6.03),
    (200, 300, 2_055_750, 5.4), (300, 400, 2_595_750, 5.12), (400, 1500, 3_107_750, 4.32),
    (1500, 2000, 7_859_750, 3.92),
)  # fmt: skip


def hazen_williams_pipe(bore_mm, cost, c=140.0):
    return Pipe(
        f"d{bore_mm}", f"{bore_mm} mm", "pipe", "", bore_mm, math.inf, 0.0015, c, cost_per_m=cost
    )


def sample(hours=12.0):
    """Pipes only."""
    nodes = [SizingNode("8", 505.0, "source", head_m=530.0)]
    nodes += [
        SizingNode(name, GROUND_M[name], "junction", (mean * 24 / hours,), mean * 86.4, 7.0)
        for name, mean in MEAN_LPS.items()
    ]
    old = ExistingPipe(110.0, hazen_williams_c=140.0, parallel_allowed=True)
    links = [
        SizingLink(name, start, end, length, existing=old if name == "2" else None)
        for name, (start, end, length) in LINKS.items()
    ]
    pipes = tuple(hazen_williams_pipe(bore, cost) for bore, cost in PRICE_PER_M.items())
    return SizingProblem(
        tuple(nodes),
        tuple(links),
        pipes,
        "jaltantra",
        (LoadCase("day", hours),),
        Limits(max_loss_m_km=10.0),
        fill_hours=12.0,
        currency="INR",
    )


def sample_with_tanks():
    """Six hours of supply below tanks of half a day, on staging up to 25 m that costs nothing."""
    base = sample(hours=6.0)
    rows = tuple(TankCost(low, high, cost, 1000 * per_l) for low, high, cost, per_l in TANK_ROWS)
    tanks = TankOptions(rows, capacity_factor=0.5, max_height_m=25.0, must_not=("4", "7"))
    return replace(base, limits=replace(base.limits, max_velocity_m_s=1.5), tanks=tanks)


def sample_with_pumps():
    """Boosters of 1 kW and more; a valve of 40 m in link 3, no pump in link 10."""
    base = sample_with_tanks()
    yearly = 1.05 / 1.07  # inflation 5 %, discount 7 %, 15 years
    worth = (yearly**15 - 1) / (yearly - 1)
    grid = PowerSource("grid", 0.7, 30_000.0, 6.5, worth)
    links = tuple(
        replace(
            link,
            valve_drop_m=40.0 if link.id == "3" else 0.0,
            pump_allowed=link.id != "10",
        )
        for link in base.links
    )
    return replace(base, links=links, pumps=PumpOptions((grid,), min_kw=1.0))


TWO_LOOP_BORES_MM = [25.4 * inch for inch in (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24)]
TWO_LOOP_PRICES = (2, 5, 8, 11, 16, 23, 32, 50, 60, 90, 130, 170, 300, 550)
TWO_LOOP_NODES = {
    "2": (150, 100), "3": (160, 100), "4": (155, 120), "5": (150, 270), "6": (165, 330),
    "7": (160, 200),
}  # fmt: skip
TWO_LOOP_LINKS = ("1-2", "2-4", "2-3", "3-5", "4-5", "4-6", "7-5", "6-7")


def two_loops():
    """The two-loop network of Alperovits and Shamir (1977): ground in m, draws in m3/h."""
    nodes = [SizingNode("1", 210.0, "source")]
    nodes += [
        SizingNode(name, ground, "junction", (draw / 3.6,), min_pressure_m=30.0)
        for name, (ground, draw) in TWO_LOOP_NODES.items()
    ]
    links = [SizingLink(name, *name.split("-"), 1000.0) for name in TWO_LOOP_LINKS]
    pipes = [
        hazen_williams_pipe(bore, price, 130.0)
        for bore, price in zip(TWO_LOOP_BORES_MM, TWO_LOOP_PRICES, strict=True)
    ]
    return SizingProblem(tuple(nodes), tuple(links), tuple(pipes), "jaltantra")


HANOI_DRAWS_M3_H = (
    890, 850, 130, 725, 1005, 1350, 550, 525, 525, 500, 560, 940, 615, 280, 310, 865, 1345, 60,
    1275, 930, 485, 1045, 820, 170, 900, 370, 290, 360, 360, 105, 805,
)  # fmt: skip
HANOI_LINKS = {
    "1-2": 100, "2-3": 1350, "3-4": 900, "4-5": 1150, "5-6": 1450, "6-7": 450, "7-8": 850,
    "8-9": 850, "9-10": 800, "10-11": 950, "11-12": 1200, "12-13": 3500, "10-14": 800,
    "14-15": 500, "15-16": 550, "17-16": 2730, "18-17": 1750, "19-18": 800, "3-19": 400,
    "3-20": 2200, "20-21": 1500, "21-22": 500, "20-23": 2650, "23-24": 1230, "24-25": 1300,
    "26-25": 850, "27-26": 300, "16-27": 750, "23-28": 1500, "28-29": 2000, "29-30": 1600,
    "30-31": 150, "32-31": 860, "25-32": 950,
}  # fmt: skip
HANOI_PIPES = {
    304.8: 45.72617132, 406.4: 70.4, 508: 98.387, 609.6: 129.33, 762: 180.748, 1016: 278.28,
}  # fmt: skip


def hanoi():
    """The trunk mains of Hanoi of Fujiwara and Khang (1990)."""
    nodes = [SizingNode("1", 100.0, "source")]
    nodes += [
        SizingNode(str(n), 0.0, "junction", (draw / 3.6,), min_pressure_m=30.0)
        for n, draw in enumerate(HANOI_DRAWS_M3_H, 2)
    ]
    links = [SizingLink(name, *name.split("-"), length) for name, length in HANOI_LINKS.items()]
    pipes = [hazen_williams_pipe(bore, price, 130.0) for bore, price in HANOI_PIPES.items()]
    return SizingProblem(tuple(nodes), tuple(links), tuple(pipes), "jaltantra")
