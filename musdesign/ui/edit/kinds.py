"""The tables that the app shows, each with its columns."""

from __future__ import annotations

import functools
from typing import get_args

from musdesign.i18n import mark
from musdesign.library.tables import table
from musdesign.scenario.sources import Kind, Quality
from musdesign.ui.edit.cells import Cell
from musdesign.ui.edit.tables import FieldTable, ListTable, MonthTable, NestedTable, Table

SERVICES = ("house connection", "yard tap", "public tap", "well or handpump")
MATERIALS = ("rcc", "ferrocement", "masonry", "plastic")
NODE_KINDS = ("junction", "source", "tank", "break_pressure_tank")
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
        mark("Households and uses"): _people(currency),
        mark("Sources and tanks"): _water(currency),
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
        mark("Pipes"): _pipes(),
    }


def _people(currency: str) -> tuple[Table, ...]:
    group = Cell("group", mark("Group"))
    return (
        ListTable(
            "households",
            mark("Household groups"),
            ("households",),
            (
                group,
                Cell("count", mark("Households"), "number"),
                Cell("size", mark("Persons in each"), "number"),
                Cell(
                    "uses.domestic.rate", mark("Domestic, L/person/day"), "quantity", "L/person/day"
                ),
                Cell("service", mark("Service"), choices=SERVICES),
                Cell("distance", mark("Distance, m"), "quantity", "m"),
                Cell("income", mark("Income a month"), "quantity", f"{currency}/month"),
            ),
        ),
        NestedTable(
            "animals",
            mark("Animals"),
            "livestock",
            (
                group,
                Cell("kind", mark("Kind"), choices=tuple(table("livestock")), named="livestock"),
                Cell("head", mark("Head per household"), "number"),
                Cell("rate", mark("Own rate, L/head/day"), "quantity", "L/head/day"),
                Cell("share", mark("Households with it, %"), "quantity", "%"),
            ),
            keyed="kind",
        ),
        NestedTable(
            "plots",
            mark("Gardens and plots"),
            "gardens",
            (
                group,
                Cell("crop", mark("Crop"), choices=tuple(table("crops")), named="crops"),
                Cell("area", mark("Area, m2/household"), "quantity", "m2/household"),
                Cell(
                    "method",
                    mark("Method"),
                    choices=tuple(table("irrigation_methods")),
                    named="irrigation_methods",
                ),
                Cell("months", mark("Months watered"), "numbers"),
                Cell("share", mark("Households with it, %"), "quantity", "%"),
            ),
        ),
        NestedTable(
            "enterprises",
            mark("Enterprises"),
            "enterprises",
            (
                group,
                Cell(
                    "kind", mark("Kind"), choices=tuple(table("enterprises")), named="enterprises"
                ),
                Cell("output", mark("Output with its unit, such as 800 kg/year"), "quantity"),
                Cell("months", mark("Months of the season"), "numbers"),
                Cell("share", mark("Households with it, %"), "quantity", "%"),
            ),
        ),
        ListTable(
            "institutions",
            mark("Institutions"),
            ("institutions",),
            (
                Cell("name", mark("Name")),
                Cell(
                    "kind", mark("Kind"), choices=tuple(table("institutions")), named="institutions"
                ),
                Cell("units", mark("Units"), "number"),
                Cell("rate", mark("Own rate, such as 20 L/pupil/day"), "quantity"),
            ),
        ),
    )


def _water(currency: str) -> tuple[Table, ...]:
    return (
        ListTable(
            "sources",
            mark("Sources"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("kind", mark("Kind"), choices=get_args(Kind)),
                Cell("quality", mark("Quality"), choices=get_args(Quality)),
                Cell("flow", mark("Flow, L/s (one, or twelve with ;)"), "monthly", "L/s"),
                Cell("ecological_flow", mark("Left in the stream, %"), "quantity", "%"),
                Cell("limit", mark("Most in a day, m3"), "quantity", "m3/day"),
                Cell("pump_hours", mark("Pump, hours a day"), "quantity", "hour/day"),
                Cell("area", mark("Roof, m2/household"), "quantity", "m2/household"),
                Cell("tank", mark("Its tank, m3/household"), "quantity", "m3/household"),
                Cell("cost", mark("Cost per m3"), "quantity", f"{currency}/m3"),
                Cell("serves", mark("Serves (all where empty)"), "words"),
            ),
        ),
        ListTable(
            "tanks",
            mark("Community tanks"),
            ("storage",),
            (
                Cell("name", mark("Name")),
                Cell("volume", mark("Volume, m3 (sized where empty)"), "quantity", "m3"),
                Cell("material", mark("Material"), choices=MATERIALS),
                Cell("serves", mark("Serves (all where empty)"), "words"),
                Cell("overflow_to", mark("Overflows to")),
            ),
        ),
        ListTable(
            "treatment",
            mark("Treatment"),
            ("treatment",),
            (
                Cell("name", mark("Name")),
                Cell("takes", mark("Takes water of"), "words"),
                Cell("steps", mark("Steps"), "words"),
                Cell("capacity", mark("Capacity, m3/day"), "quantity", "m3/day"),
                Cell("cost", mark("Cost per m3"), "quantity", f"{currency}/m3"),
            ),
        ),
    )


def _pipes() -> tuple[Table, ...]:
    return (
        FieldTable(
            "pipe rules",
            mark("What holds for all pipes"),
            (
                Cell("network.catalogue", mark("Pipe catalogue (its name on file)")),
                Cell("network.min_pressure", mark("Least pressure, m"), "quantity", "m"),
                Cell("network.max_diameter", mark("Largest bore, mm"), "quantity", "mm"),
            ),
        ),
        ListTable(
            "nodes",
            mark("Nodes"),
            ("network", "nodes"),
            (
                Cell("id", mark("Node")),
                Cell("elevation", mark("Elevation, m"), "quantity", "m"),
                Cell("kind", mark("Kind"), choices=NODE_KINDS),
                Cell("households", mark("Households"), "number"),
                Cell("longitude", mark("Longitude, degrees"), "number"),
                Cell("latitude", mark("Latitude, degrees (south is negative)"), "number"),
            ),
        ),
        ListTable(
            "links",
            mark("Pipes"),
            ("network", "links"),
            (
                Cell("id", mark("Pipe")),
                Cell("from", mark("From")),
                Cell("to", mark("To")),
                Cell("length", mark("Length, m"), "quantity", "m"),
                Cell("lowest_ground", mark("Lowest ground, m"), "quantity", "m"),
            ),
        ),
    )
