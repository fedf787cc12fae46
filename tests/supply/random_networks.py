"""Small random networks: any sources, stores, treatments and uses that the model allows."""

from __future__ import annotations

import numpy as np

from musdesign.supply.allocation import Network, Source, Store, Treatment, Use
from musdesign.supply.sources import TIERS


def random_network(
    seed: int, *, days: int = 20, overflow: bool = True, stores: int | None = None
) -> Network:
    """Return a random network."""
    rng = np.random.default_rng(seed)
    n_stores = int(rng.integers(0, 4)) if stores is None else stores
    tiers = rng.integers(0, 4, n_stores)
    names = [f"store{i}" for i in range(n_stores)]

    def some(pool: list[str], chance: float) -> tuple[str, ...]:
        return tuple(name for name in pool if rng.random() < chance)

    def fillable(tier: int) -> list[str]:
        return [name for name, other in zip(names, tiers, strict=True) if tier <= other]

    sources = []
    for i in range(int(rng.integers(1, 5))):
        tier = int(rng.integers(0, 4))
        sources.append(
            Source(
                name=f"source{i}",
                quality=TIERS[tier],
                available_m3_day=rng.gamma(1.0, 5.0, days) * (rng.random(days) < 0.8),
                right_m3_day=float(rng.uniform(1, 10)) if rng.random() < 0.3 else None,
                pump_m3_day=float(rng.uniform(1, 10)) if rng.random() < 0.3 else None,
                cost_per_m3=float(rng.uniform(0, 5)) if rng.random() < 0.5 else 0.0,
                fills=some(fillable(tier), 0.7),
            )
        )
    made = []
    for i in range(n_stores):
        tier = int(tiers[i])
        others = [n for n in fillable(tier) if int(n[5:]) > i]
        capacity = float(rng.uniform(0, 40)) if rng.random() < 0.9 else 0.0
        made.append(
            Store(
                name=names[i],
                quality=TIERS[tier],
                capacity_m3=capacity,
                initial_m3=float(rng.uniform(0, 1)) * capacity,
                overflow_to=others[0] if overflow and others and rng.random() < 0.5 else None,
                transfers_to=some(others, 0.3),
                transfer_m3_day=float(rng.uniform(1, 5)),
                draw_m3_day=float(rng.uniform(1, 8)) if rng.random() < 0.3 else None,
                loss_depth_m_day=0.005 if rng.random() < 0.3 else 0.0,
                area_full_m2=20.0,
                area_empty_m2=5.0,
                loss_fraction_day=0.01 if rng.random() < 0.3 else 0.0,
                cost_per_m3=float(rng.uniform(0, 1)),
            )
        )
    plants = []
    if rng.random() < 0.6:
        tier = int(rng.integers(0, 3))
        worse = [s.name for s in sources if TIERS.index(s.quality) > tier]
        worse += [name for name, other in zip(names, tiers, strict=True) if other > tier]
        plants.append(
            Treatment(
                name="plant",
                takes=some(worse, 0.8),
                gives=TIERS[tier],
                capacity_m3_day=float(rng.uniform(1, 10)),
                loss=float(rng.uniform(0, 0.3)),
                cost_per_m3=float(rng.uniform(0, 2)),
                fills=some([n for n in fillable(tier) if n not in worse], 0.5),
            )
        )
    uses = [
        Use(
            name=f"use{i}",
            quality=TIERS[int(rng.integers(0, 4))],
            priority=int(rng.integers(1, 4)),
            demand_m3_day=rng.uniform(0, 8, days) * (rng.random(days) < 0.9),
            cost_per_m3=float(rng.uniform(0, 1)),
        )
        for i in range(int(rng.integers(1, 6)))
    ]
    return Network(sources=sources, stores=made, treatments=plants, uses=uses)
