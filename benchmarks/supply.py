"""A scheme's supply day by day, weather, tanks over long records."""

from __future__ import annotations

import numpy as np
from timing import Timing, cpu_s, median_s

from musdesign import flow
from musdesign.flow import cache
from musdesign.supply.behaviour import simulate
from musdesign.supply.weather import generate

CASE = "nepal-two-tank"
RAIN = [31, 25, 58, 119, 351, 705, 986, 903, 550, 160, 6, 7]
WET = [3, 3, 5, 8, 16, 20, 26, 25, 18, 7, 1, 1]


def days() -> None:
    """Design the case with thirty years of days, nothing kept."""
    cache.clear()
    flow.design(flow.load(CASE), with_futures=False, daily=True)


def mean_year() -> None:
    """Design it with the mean year alone."""
    cache.clear()
    flow.design(flow.load(CASE), with_futures=False, daily=False)


def rows() -> list[Timing]:
    """Return what is timed."""
    inflow = np.random.default_rng(1).gamma(0.3, 2.0, 200 * 365)
    return [
        Timing("design with 30 years of days", median_s(days)),
        Timing("the same with the mean year alone", median_s(mean_year)),
        Timing("weather of 10 x 30 years", median_s(lambda: generate(RAIN, WET, 30, 10))),
        Timing(
            "six tanks over 200 years of days, two warm-ups",
            median_s(lambda: simulate(inflow, 0.5, [1.0, 2.0, 5.0, 10.0, 20.0, 50.0])),
        ),
        Timing(
            "musdesign supply, second start, processor time",
            cpu_s("-m", "musdesign", "supply", CASE, "--no-bound"),
        ),
        Timing(
            "the same with the distance to foresight over three years",
            cpu_s("-m", "musdesign", "supply", CASE, "--bound-years", "3"),
            budget_s=2.0,
        ),
    ]
