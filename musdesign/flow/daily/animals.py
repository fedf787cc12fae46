"""How an animal's water follows the temperature of the day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from musdesign.demand import livestock
from musdesign.scenario import Scenario
from musdesign.scenario.uses import Herd
from musdesign.supply.weather import Weather

Array = NDArray[np.float64]


def by_temperature(
    scenario: Scenario, weather: Weather, normal_c: Array
) -> Mapping[tuple[str, str], Array]:
    """Return each herd's water of the day over the month's, by group and animal.

    The published response of the animal's class, at the day's mean temperature over that at the
    month's; in weather made from the normals the mean of each month stays that of the demand.
    Herds whose need the scenario gives as one figure, or for whose kind no response was published,
    are left out.

    Args:
        scenario: as written.
        weather: of the simulation.
        normal_c: mean temperature of each month, (12,).
    """
    found: dict[tuple[str, str], Array] = {}
    for group in scenario.households:
        for kind, herd in group.uses.livestock.items():
            today, month = (_water(kind, herd, c) for c in (weather.temperature_c, normal_c))
            if np.ptp(today) > 0.0 or np.ptp(month) > 0.0:
                usual = month[weather.month_of_day]
                share = today / np.where(usual > 0.0, usual, 1.0)
                if weather.start is None:
                    share = share / _month_means(share, weather)
                found[group.group, kind] = share
    return found


def _month_means(share: Array, weather: Weather) -> Array:
    """Return for each day the mean of its month over all draws and years."""
    count = np.bincount(weather.month_of_day, minlength=12)
    total = np.bincount(weather.month_of_day, weights=share.mean(axis=0), minlength=12)
    mean = np.divide(total, count, out=np.ones(12), where=(count > 0) & (total > 0))
    return np.asarray(mean[weather.month_of_day])


def _water(kind: str, herd: Herd, temperature_c: Array) -> Array:
    """Return litres a head at a temperature, in the way that the demand counts this herd."""
    by = herd.temperature or ("none" if herd.rate is not None else "season")
    if herd.rate is None and (herd.temperature == "class" or herd.milk is not None):
        rate = livestock.daily_l_head(
            kind,
            temperature_c,
            herd.milk,
            system="none" if herd.service else herd.system or "grazing",
        )
        service = rate.service_l_head_day if herd.service is None else herd.service
        return np.asarray(rate.drinking_l_head_day + service, dtype=float)
    points = livestock.animal(kind).drinking
    if by != "season" or points is None:
        return np.ones_like(temperature_c)
    return np.asarray(livestock.drinking_l_head_day(temperature_c, points.l_head_day))
