"""The tables that the app shows, each with its columns."""

from __future__ import annotations

import functools

from musdesign.i18n import mark
from musdesign.ui.edit.cells import Cell
from musdesign.ui.edit.kinds_money import costs, gains, study
from musdesign.ui.edit.kinds_people import people
from musdesign.ui.edit.kinds_works import pipes, treatment, water
from musdesign.ui.edit.tables import FieldTable, MonthTable, Table

# parts that are about money: the tariff page has them too
MONEY = (mark("Costs"), mark("Gains"), mark("Tariff study"))
CLIMATE: tuple[tuple[str, str, str], ...] = (
    ("rain", "mm/month", mark("Rain")),
    ("temperature_min", "degC", mark("Coldest of the day")),
    ("temperature_max", "degC", mark("Warmest of the day")),
    ("humidity", "%", mark("Humidity")),
    ("wind", "m/s", mark("Wind")),
    ("sunshine", "hour/day", mark("Sunshine")),
    ("solar", "MJ/m2/day", mark("Solar radiation")),
    ("rain_days", "day/month", mark("Days with rain")),
)


@functools.cache
def kinds(currency: str) -> dict[str, tuple[Table, ...]]:
    """Return the tables by the part of the scheme they belong to (``mark``ed)."""
    return {
        mark("Households and uses"): people(currency),
        mark("Sources and tanks"): water(currency),
        mark("Treatment"): treatment(currency),
        mark("Place and climate"): (
            FieldTable(
                "place",
                mark("Place, years and losses"),
                (
                    Cell("name", mark("Name of the scheme")),
                    Cell("location.place", mark("Place")),
                    Cell(
                        "location.latitude", mark("Latitude, degrees (south is negative)"), "number"
                    ),
                    Cell("location.altitude", mark("Altitude, m"), "quantity", "m"),
                    Cell("standard", mark("Standard in force (its name on file)")),
                    Cell("horizon.base_year", mark("Base year"), "number"),
                    Cell(
                        "horizon.design_period", mark("Design period, years"), "quantity", "years"
                    ),
                    Cell("horizon.growth.rate", mark("Growth, % a year"), "quantity", "%/year"),
                    Cell("losses", mark("Losses, % of what is supplied"), "quantity", "%"),
                ),
            ),
            MonthTable("climate", mark("Climate by month"), ("location", "climate"), CLIMATE),
        ),
        mark("Pipes"): pipes(),
        mark("Costs"): costs(currency),
        mark("Gains"): gains(currency),
        mark("Tariff study"): study(currency),
    }
