"""Many draws of a whole scheme."""

from __future__ import annotations

from timing import Timing, median_s

from musdesign import flow
from musdesign.flow import cache
from musdesign.study.sample import sample_design

CASE = "la-palma-tres-puertas"
DRAWS = 10_000
# every kind of quantity that a scheme is uncertain of, the climate included
RANGES = {
    "households[0].size": {"low": 4, "mode": 5, "high": 6},
    "households[1].size": {"mean": 5.1, "cv": 0.1},
    "households[1].count": {"low": 60, "high": 80},
    "households[0].uses.domestic.rate": {"mean": "120 L/person/day", "sd": "15 L/person/day"},
    "households[1].uses.livestock.dairy_cow": {"low": 2, "mode": 6, "high": 12},
    "households[0].uses.gardens[0].area": {"mean": "300 m2", "cv": 0.4},
    "households[0].uses.enterprises[0].output": {"low": "500 kg/year", "high": "1500 kg/year"},
    "institutions[0].units": {"low": 200, "high": 300},
    "losses": {"low": "15 %", "mode": "25 %", "high": "40 %"},
    "horizon.growth.rate": {"low": "0.5 %/year", "high": "2 %/year"},
    "location.climate.rain": {"low": "60 mm/month", "mode": "90 mm/month", "high": "120 mm/month"},
}


def whole_designs(scheme: flow.Scheme) -> None:
    """Design twenty draws with nothing kept from before."""
    cache.clear()
    sample_design(scheme, 20, 1)


def rows() -> list[Timing]:
    """Return what is timed."""
    scheme = flow.load(CASE, RANGES)
    return [
        Timing(
            "10,000 draws of a whole scheme's monthly demand, eleven ranges",
            median_s(lambda: flow.sampled_needs(scheme, DRAWS, 1, days=False)),
            1.0,
        ),
        Timing(
            "the same with every day of the year, for the 95th-percentile day",
            median_s(lambda: flow.sampled_needs(scheme, DRAWS, 1), runs=3),
        ),
        Timing(
            "20 draws of the whole design, pipes and money included",
            median_s(lambda: whole_designs(scheme), runs=3),
        ),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
