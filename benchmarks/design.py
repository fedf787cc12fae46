"""A whole design, its parts, and the command line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from timing import Timing, cpu_s, median_s

from musdesign import finance, flow, standards
from musdesign.flow import cache
from musdesign.flow.basis import conditions
from musdesign.report.document import document

CASE = "la-palma-tres-puertas"


def warm_design() -> None:
    """Design the first case from its file with nothing kept."""
    cache.clear()
    flow.design(flow.load(CASE))


def one_changed() -> Callable[[], object]:
    """Return a design with one input moved, everything else kept."""
    herds = iter(range(1, 1000))
    return lambda: flow.design(
        flow.load(CASE, {"households[1].uses.livestock.dairy_cow": 6 + next(herds) / 100})
    )


def check_all(result: flow.DesignResult, instruments: list[standards.Standard]) -> int:
    """Check one scheme against every instrument on file."""
    known = {"net_domestic_allocation": 120.0, "net_total_allocation": 260.0, "losses": 25.0}
    given = conditions(result.scenario)
    return sum(len(standards.check(item, known, given)) for item in instruments)


def rows() -> list[Timing]:
    """Return what is timed."""
    result = flow.design(flow.load(CASE))
    instruments = [standards.load_standard(name) for name in standards.available()]
    tariff = finance.load_tariff("ke-kirinyaga-2015")
    volumes = np.linspace(0, 400, 1_000_000)
    return [
        Timing("design, warm, nothing kept", median_s(warm_design), 0.3),
        Timing("design after one changed input", median_s(one_changed()), 0.15),
        Timing("musdesign --help, processor time", cpu_s("-m", "musdesign", "--help"), 0.3),
        Timing("read and check the scenario file", median_s(lambda: flow.load(CASE))),
        Timing("result as JSON document", median_s(lambda: document(result))),
        Timing(
            "one scheme against all instruments",
            median_s(lambda: check_all(result, instruments)),
        ),
        Timing(
            "a million bills of six blocks",
            median_s(lambda: finance.totals(tariff, "Residential", volumes)),
        ),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
