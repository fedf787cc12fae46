"""Run exported networks in pywr: ``python run_pywr.py FOLDER [--record FILE | --time]``.

Runs where pywr runs (see README.md), without musdesign.  ``--record`` writes, for the first
scenario, unmet water of each use over the record, and on every 211th day the volumes before it, the
unmet water, the end volumes and the flow along each link.  ``--time`` prints seconds of the run.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from pywr.core import Input, Link, Model, Output, Scenario, Storage
from pywr.parameters import ArrayIndexedScenarioParameter
from pywr.recorders import NumpyArrayNodeRecorder, NumpyArrayStorageRecorder

EVERY = 211


def build(file: Path):
    spec = json.loads(file.read_text())
    series = np.load(file.with_suffix(".npz"))
    model = Model(solver="glpk")
    model.timestepper.start = pd.Timestamp("1901-01-01")
    model.timestepper.end = model.timestepper.start + pd.Timedelta(days=spec["days"] - 1)
    scenario = Scenario(model, "weather", size=spec["scenarios"])

    def flow(name):
        return ArrayIndexedScenarioParameter(model, scenario, np.ascontiguousarray(series[name].T))

    out, into = {}, {}
    for name in spec["sources"]:
        out[name] = Input(model, name, max_flow=flow(name))
    for name, cost in spec["uses"].items():
        into[name] = Output(model, name, max_flow=flow(name), cost=cost)
    for name, store in spec["stores"].items():
        out[name] = into[name] = Storage(
            model,
            name,
            max_volume=store["capacity"],
            initial_volume=store["initial"],
            cost=store["cost"],
        )
    for name, plant in spec["treatments"].items():
        # the part that is lost leaves through an output that takes a fixed share of what comes in
        gate = Link(model, f"{name} gate", max_flow=plant["capacity"])
        into[name] = gate
        out[name] = gate
        if plant["loss"] > 0.0:
            from pywr.nodes import LossLink

            lossy = LossLink(model, f"{name} loss", loss_factor=plant["loss"] / (1 - plant["loss"]))
            gate.connect(lossy)
            out[name] = lossy
    links = []
    for giver, taker, cost in spec["links"]:
        link = Link(model, f"{giver} to {taker}", cost=cost)
        out[giver].connect(link)
        link.connect(into[taker])
        links.append(NumpyArrayNodeRecorder(model, link))
    uses = [NumpyArrayNodeRecorder(model, into[name]) for name in spec["uses"]]
    stores = [NumpyArrayStorageRecorder(model, out[name]) for name in spec["stores"]]
    return spec, series, model, uses, stores, links


def record(folder: Path) -> dict:
    results = {}
    for file in sorted(folder.glob("*.json")):
        spec, series, model, uses, stores, links = build(file)
        model.run()
        met = np.array([recorder.data[:, 0] for recorder in uses])
        wanted = np.array([series[name][0] for name in spec["uses"]])
        level = np.array([recorder.data[:, 0] for recorder in stores])
        initial = [store["initial"] for store in spec["stores"].values()]
        before = np.hstack([np.array(initial)[:, None], level[:, :-1]])
        days = list(range(0, spec["days"], EVERY))
        results[file.stem] = {
            "uses": list(spec["uses"]),
            "unmet_m3": (wanted - met).sum(axis=1).tolist(),
            "days": days,
            "before_m3": before[:, days].T.tolist(),
            "after_m3": level[:, days].T.tolist(),
            "day_unmet_m3": (wanted - met)[:, days].T.tolist(),
            "flow_m3": np.array([r.data[:, 0] for r in links])[:, days].T.tolist(),
        }
        print(file.stem, np.round(100 * (wanted - met).sum(axis=1) / wanted.sum(axis=1), 4))
    return results


def main() -> None:
    folder = Path(sys.argv[1])
    if sys.argv[2] == "--time":
        for file in sorted(folder.glob("*.json")):
            spec, _, model, *_ = build(file)
            model.setup()
            start, cpu = time.perf_counter(), time.process_time()
            model.run()
            print(
                file.stem,
                spec["scenarios"],
                "scenarios",
                spec["days"],
                "days",
                round(time.perf_counter() - start, 2),
                "s,",
                round(time.process_time() - cpu, 2),
                "s of processor time",
                flush=True,
            )
        return
    found = {
        "made_with": f"pywr {version('pywr')}, glpk, numpy {version('numpy')}",
        "networks": record(folder),
    }
    Path(sys.argv[3]).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
