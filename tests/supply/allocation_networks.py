"""Networks of 4 sources, 3 tanks and 5 uses on which the allocation is tried.

Synthetic: their sizes are those of a small rural scheme (domestic 2 to 6, livestock 1 to 4, gardens
up to 18 m3/day), their weather is drawn.  They differ in what binds: dry seasons, small tanks that
spill, treatment, purchase, pumps.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musdesign.supply.allocation import Network, Source, Store, Treatment, Use

YEARS = 30
NAMES = ("hillside", "two_tanks", "borehole", "treated_stream", "ponds")
SIZE = {  # of the household uses and the enterprise, and of the garden
    "hillside": (0.55, 1.5),
    "two_tanks": (0.33, 1.2),
    "borehole": (0.55, 2.0),
    "treated_stream": (0.45, 1.7),
    "ponds": (0.4, 2.2),
}


def rain_mm(rng: np.random.Generator, days: int, scenarios: int) -> np.ndarray:
    """Return daily rain with a wet and a dry season, wet days clustered, (scenarios, days)."""
    season = 0.5 * (1.0 + np.cos(2 * np.pi * (np.arange(days) % 365 - 30) / 365))
    after_dry = 0.04 + 0.42 * season
    after_wet = 0.25 + after_dry
    state = np.zeros(scenarios, dtype=bool)
    wet = np.empty((days, scenarios), dtype=bool)
    chance = rng.random((days, scenarios))
    for t in range(days):
        state = chance[t] < np.where(state, after_wet[t], after_dry[t])
        wet[t] = state
    return (wet * rng.gamma(0.8, 11.0, (days, scenarios))).T


def spring_m3_day(rain: np.ndarray, base: float, gain: float, recession: float) -> np.ndarray:
    """Return a linear groundwater store's outflow fed by rain, (scenarios, days)."""
    out = np.empty_like(rain)
    store = np.full(rain.shape[0], rain.mean() * gain / recession)
    for t in range(rain.shape[1]):
        store = store * (1.0 - recession) + gain * rain[:, t]
        out[:, t] = base + recession * store
    return out


def _garden(days: int, rain: np.ndarray, peak: float) -> np.ndarray:
    season = 0.55 - 0.45 * np.cos(2 * np.pi * (np.arange(days) % 365 - 30) / 365)
    week = np.apply_along_axis(lambda r: np.convolve(r, np.ones(5) / 5)[:days], 1, rain)
    return np.maximum(0.0, peak * season - 0.4 * peak * week / 5.0)


def network(
    name: str,
    *,
    scenarios: int = 1,
    years: int = YEARS,
    seed: int = 1,
    days: int | None = None,
    crowded: bool = False,
) -> Network:
    """Return one of the networks; crowded, with more people than its water can carry."""
    people, plots = (1.0, 1.0) if crowded else SIZE[name]
    days = years * 365 if days is None else days
    rng = np.random.default_rng([seed, NAMES.index(name)])
    rain = rain_mm(rng, days, scenarios)
    spring = spring_m3_day(rain, 3.0, 1.6, 0.012)
    garden = _garden(days, rain, 8.0)
    constant = np.ones(days)
    coffee = np.where((np.arange(days) % 365 > 270) & (np.arange(days) % 365 < 340), 4.0, 0.3)
    livestock = 3.5 + 0.8 * np.sin(2 * np.pi * (np.arange(days) % 365) / 365)
    uses = [
        Use(name="drinking", quality="drinking", priority=1, demand_m3_day=people * 1.5 * constant),
        Use(name="domestic", quality="domestic", priority=2, demand_m3_day=people * 6.0 * constant),
        Use(name="livestock", quality="livestock", priority=3, demand_m3_day=people * livestock),
        Use(name="enterprise", quality="livestock", priority=4, demand_m3_day=people * coffee),
        Use(name="garden", quality="irrigation", priority=5, demand_m3_day=plots * garden),
    ]
    return _BUILD[name](rain, spring, uses)


def _hillside(rain, spring, uses):
    return Network(
        sources=[
            Source(name="spring", quality="drinking", available_m3_day=spring, fills=("tank",)),
            Source(
                name="roofs",
                quality="domestic",
                available_m3_day=rain * 0.8 * 1200 / 1000,
                serves=(),
                fills=("roof_tank",),
            ),
            Source(
                name="runoff",
                quality="irrigation",
                available_m3_day=np.maximum(0, rain - 12) * 0.3 * 15000 / 1000,
                serves=(),
                fills=("pond",),
            ),
            Source(
                name="borehole",
                quality="domestic",
                available_m3_day=np.full(rain.shape[1], 6.0),
                pump_m3_day=3.0,
                cost_per_m3=0.3,
                fills=(),
            ),
        ],
        stores=[
            Store(name="tank", quality="drinking", capacity_m3=40.0),
            Store(name="roof_tank", quality="domestic", capacity_m3=60.0),
            Store(name="pond", quality="irrigation", capacity_m3=400.0),
        ],
        uses=uses,
    )


def _two_tanks(rain, spring, uses):
    return Network(
        sources=[
            Source(
                name="spring",
                quality="drinking",
                available_m3_day=0.6 * spring,
                fills=("clean_tank",),
            ),
            Source(
                name="stream",
                quality="livestock",
                available_m3_day=spring_m3_day(rain, 1.0, 2.2, 0.05),
                right_m3_day=10.0,
                fills=("garden_tank",),
            ),
            Source(
                name="roofs",
                quality="domestic",
                available_m3_day=rain * 0.8 * 1500 / 1000,
                serves=(),
                fills=("roof_tank",),
            ),
            Source(
                name="truck",
                quality="drinking",
                available_m3_day=np.full(rain.shape[1], 1.0),
                serves=("drinking", "domestic"),
                cost_per_m3=5.0,
            ),
        ],
        stores=[
            Store(name="clean_tank", quality="drinking", capacity_m3=25.0),
            Store(name="garden_tank", quality="livestock", capacity_m3=80.0),
            Store(name="roof_tank", quality="domestic", capacity_m3=45.0),
        ],
        uses=uses,
    )


def _borehole(rain, spring, uses):
    days = rain.shape[1]
    return Network(
        sources=[
            Source(
                name="borehole",
                quality="drinking",
                available_m3_day=np.full(days, 14.0),
                pump_m3_day=9.0,
                cost_per_m3=0.4,
                fills=("tank",),
            ),
            Source(
                name="roofs",
                quality="domestic",
                available_m3_day=rain * 0.8 * 2500 / 1000,
                serves=(),
                fills=("roof_tank",),
            ),
            Source(
                name="stream",
                quality="irrigation",
                available_m3_day=spring_m3_day(rain, 0.0, 2.0, 0.03),
                fills=("pond",),
            ),
            Source(
                name="greywater",
                quality="irrigation",
                available_m3_day=np.full(days, 2.0),
                serves=("garden",),
            ),
        ],
        stores=[
            Store(name="tank", quality="drinking", capacity_m3=30.0),
            Store(name="roof_tank", quality="domestic", capacity_m3=100.0),
            Store(name="pond", quality="irrigation", capacity_m3=250.0),
        ],
        uses=uses,
    )


def _treated_stream(rain, spring, uses):
    return Network(
        sources=[
            Source(
                name="stream",
                quality="irrigation",
                available_m3_day=spring_m3_day(rain, 2.5, 3.5, 0.04),
                fills=("pond",),
            ),
            Source(name="spring", quality="drinking", available_m3_day=0.25 * spring),
            Source(
                name="roofs",
                quality="domestic",
                available_m3_day=rain * 0.8 * 900 / 1000,
                serves=(),
                fills=("roof_tank",),
            ),
            Source(
                name="well",
                quality="livestock",
                available_m3_day=np.full(rain.shape[1], 4.0),
                pump_m3_day=2.5,
                cost_per_m3=0.2,
            ),
        ],
        treatments=[
            Treatment(
                name="filter",
                takes=("stream", "pond", "well"),
                gives="drinking",
                capacity_m3_day=9.0,
                loss=0.04,
                cost_per_m3=0.15,
                fills=("clear_tank",),
            ),
        ],
        stores=[
            Store(name="clear_tank", quality="drinking", capacity_m3=20.0),
            Store(name="roof_tank", quality="domestic", capacity_m3=50.0),
            Store(name="pond", quality="irrigation", capacity_m3=300.0),
        ],
        uses=uses,
    )


def _ponds(rain, spring, uses):
    return Network(
        sources=[
            Source(
                name="spring", quality="drinking", available_m3_day=0.45 * spring, fills=("tank",)
            ),
            Source(
                name="upper_runoff",
                quality="livestock",
                available_m3_day=np.maximum(0, rain - 8) * 0.25 * 9000 / 1000,
                serves=(),
                fills=("upper_pond",),
            ),
            Source(
                name="lower_runoff",
                quality="irrigation",
                available_m3_day=np.maximum(0, rain - 15) * 0.25 * 30000 / 1000,
                serves=(),
                fills=("lower_pond",),
            ),
            Source(
                name="borehole",
                quality="domestic",
                available_m3_day=np.full(rain.shape[1], 5.0),
                pump_m3_day=4.0,
                cost_per_m3=0.5,
            ),
        ],
        stores=[
            Store(name="tank", quality="drinking", capacity_m3=30.0),
            Store(name="upper_pond", quality="livestock", capacity_m3=150.0),
            Store(name="lower_pond", quality="irrigation", capacity_m3=500.0),
        ],
        uses=uses,
    )


_BUILD = {
    "hillside": _hillside,
    "two_tanks": _two_tanks,
    "borehole": _borehole,
    "treated_stream": _treated_stream,
    "ponds": _ponds,
}


def varied(k: int, *, years: int = 2) -> Network:
    """Return one of many networks like these: other weather, loads and tanks, by turns of each kind.

    Loads go from a quarter of the crowded ones to more; tanks from a seventh, which spill most of
    the year, to twice.
    """
    rng = np.random.default_rng(1000 + k)
    net = network(NAMES[k % len(NAMES)], years=years, seed=100 + k, crowded=True)
    people, plots = rng.uniform(0.25, 1.2), rng.uniform(0.3, 2.0)
    return replace(
        net,
        uses=[
            replace(u, demand_m3_day=(plots if u.name == "garden" else people) * u.demand_m3_day)
            for u in net.uses
        ],
        stores=[replace(s, capacity_m3=s.capacity_m3 * rng.uniform(0.15, 2.0)) for s in net.stores],
    )
