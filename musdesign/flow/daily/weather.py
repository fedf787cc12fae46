"""The days for which a scheme is simulated: the user's record, or made from the normals."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.flow.mean_year import rain_days_of
from musdesign.library.climate import read_climate
from musdesign.library.climate.daily import whole_record
from musdesign.provenance import Assumption, Origin
from musdesign.scenario import Scenario
from musdesign.scenario.sources import WeatherDays
from musdesign.supply import weather as days


def weather_of(
    scenario: Scenario, eto_mm_day: tuple[float, ...], folder: Path | None
) -> tuple[days.Weather, tuple[Assumption, ...]]:
    """Return the weather of the simulation and what was assumed for it.

    Raises:
        MusdesignError: a record that cannot be used, with its reason.
    """
    section = scenario.weather or WeatherDays()
    climate = scenario.location.climate
    warm = (np.array(climate.temperature_min) + np.array(climate.temperature_max)) / 2.0
    if section.record:
        if folder is None:
            raise MusdesignError(
                Problem(
                    f"the record '{section.record}' cannot be opened",
                    "weather.record",
                    why="the scenario came as text, so nothing lies beside it",
                )
            )
        record = whole_record(read_climate(folder / section.record), ("rain_mm",), section.gaps)
        found = days.from_record(record.dates, record.values["rain_mm"], warm, eto_mm_day)
        return (
            days.Weather(
                found.rain_mm, found.temperature_c, found.reference_et_mm, found.month_of_day,
                found.start, (*found.notes, *record.notes),
            ),
            (),
        )  # fmt: skip
    register: list[Assumption] = []
    wet = np.minimum(rain_days_of(climate, register), 31.0)
    made = days.generate(
        climate.rain,
        np.minimum(wet, days.MONTH_LENGTHS),
        section.years,
        section.scenarios,
        seed=section.seed,
        gamma_shape=section.rain_shape,
        temperature_c_month=warm,
        reference_et_mm_day=eto_mm_day,
    )
    register.append(
        Assumption.of(
            "weather made from normals", days.METHOD, "", Origin(days.SOURCE, "unverified")
        )
    )
    return made, tuple(register)
