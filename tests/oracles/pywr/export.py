"""Write the test networks for pywr: ``python tests/oracles/pywr/export.py FOLDER [SCENARIOS [NAME]...]``.

Runs where musdesign runs.  Each network becomes NAME.json (nodes, links, costs in the weights of the
daily programme with one carry-over value, which is all that pywr's storages have) and NAME.npz (what
sources may give and uses want, (scenarios, days)).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "supply"))

from allocation_networks import NAMES, network

from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import prepare


def main() -> None:
    folder = Path(sys.argv[1])
    scenarios = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[3:] or NAMES:
        net = network(name, scenarios=scenarios)
        ready = prepare(net, CarryOver(within_days=()))
        built = ready.programme
        given = {
            source.name: np.array(
                [np.minimum(ready.available(k)[i], ready.caps[i]) for k in range(scenarios)]
            )
            for i, source in enumerate(net.sources)
        }
        wanted = {
            use.name: np.array([ready.demand(k)[i] for k in range(scenarios)])
            for i, use in enumerate(net.uses)
        }
        model = {
            "days": ready.days,
            "scenarios": scenarios,
            "sources": [source.name for source in net.sources],
            "uses": {
                use.name: -float(weight)
                for use, weight in zip(net.uses, built.weights.unmet, strict=True)
            },
            "stores": {
                store.name: {
                    "capacity": store.capacity_m3,
                    "initial": float(volume),
                    "cost": -float(built.weights.carry.min(initial=np.inf)),
                }
                for store, volume in zip(net.stores, ready.initial, strict=True)
            },
            "treatments": {
                plant.name: {"loss": plant.loss, "capacity": float(plant.capacity_m3_day)}
                for plant in net.treatments
            },
            "links": [
                [link.giver, link.taker, float(cost)]
                for link, cost in zip(built.links, built.weights.link, strict=True)
            ],
        }
        (folder / f"{name}.json").write_text(json.dumps(model, indent=1))
        np.savez_compressed(folder / f"{name}.npz", **given, **wanted)


if __name__ == "__main__":
    main()
