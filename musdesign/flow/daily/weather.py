"""The days for which a scheme is simulated: the user's record, or made from the normals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from musdesign.errors import MusdesignError, Problem
from musdesign.flow.mean_year import rain_days_of
from musdesign.library.climate import ClimateRecord, read_climate
from musdesign.library.climate.daily import whole_record
from musdesign.library.tables import lookup
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
        return _of_record(read_climate(folder / section.record), scenario, eto_mm_day), ()
    register: list[Assumption] = []
    spread = section.temperature_spread
    if spread is None:
        row = lookup("water_quality", "temperature_spread")
        spread = row.number("value")
        register.append(Assumption.of(row.text("name"), spread, "degC", row.origin))
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
        temperature_spread_c=spread,
    )
    register.append(
        Assumption.of(
            "weather made from normals", days.METHOD, "", Origin(days.SOURCE, "unverified")
        )
    )
    return made, tuple(register)


_TEMPERATURES = ("temperature_min_c", "temperature_max_c")


def _of_record(
    file: ClimateRecord, scenario: Scenario, eto_mm_day: tuple[float, ...]
) -> days.Weather:
    """Return the weather of a record: its rain, and its temperatures where it has them."""
    section = scenario.weather or WeatherDays()
    climate = scenario.location.climate
    low, high = np.array(climate.temperature_min), np.array(climate.temperature_max)
    rain = whole_record(file, ("rain_mm",), section.gaps)
    notes = list(rain.notes)
    warm, span = None, None
    gaps = "other_years" if section.gaps == "zero" else section.gaps
    if all(name in file.daily for name in _TEMPERATURES):
        degrees = whole_record(file, _TEMPERATURES, gaps)
        cold, hot = (degrees.values[name] for name in _TEMPERATURES)
        warm, span = (cold + hot) / 2.0, hot - cold
        notes += [line for line in degrees.notes if line not in notes]
    elif "temperature_mean_c" in file.daily:
        warm = whole_record(file, ("temperature_mean_c",), gaps).values["temperature_mean_c"]
    else:
        notes.append("the record has no temperatures: animals and gardens follow the normals'")
    found = days.from_record(
        rain.dates,
        rain.values["rain_mm"],
        (low + high) / 2.0,
        eto_mm_day,
        temperature_c=warm,
        range_c=span,
        range_c_month=high - low,
    )
    share = None
    if climate.solar is not None and "radiation_mj_m2_day" in file.daily:
        sun = whole_record(file, ("radiation_mj_m2_day",), gaps).values["radiation_mj_m2_day"]
        usual = np.asarray(climate.solar, dtype=float)[found.month_of_day]
        share = (sun / np.where(usual > 0.0, usual, 1.0)).reshape(1, -1)
    return replace(found, notes=(*found.notes, *notes), sun_share=share)
