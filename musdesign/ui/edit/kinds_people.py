"""The tables of those who draw water: households and their uses, places, bulk users."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.library.tables import table
from musdesign.scenario.sources import QUALITIES, USES
from musdesign.ui.edit.cells import NO, YES, Cell
from musdesign.ui.edit.nested import NestedTable
from musdesign.ui.edit.tables import ListTable, Table

SERVICES = ("house connection", "yard tap", "public tap", "well or handpump")


def people(currency: str) -> tuple[Table, ...]:
    """Return the tables of households, their uses, and others who draw water."""
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
            "uses.livestock",
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
            "uses.gardens",
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
            "uses.enterprises",
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
        ListTable(
            "bulk users",
            mark("Bulk users"),
            ("bulk_users",),
            (
                Cell("name", mark("Name")),
                Cell("volume", mark("Volume, m3/day (one, or twelve with ;)"), "monthly", "m3/day"),
                Cell("use", mark("Counted as"), choices=USES),
                Cell("quality", mark("Quality"), choices=QUALITIES),
                Cell("max_day_factor", mark("Largest day over mean"), "number"),
                Cell("grows", mark("Grows"), "flag", choices=(YES, NO)),
                Cell("tariff_class", mark("Tariff class"), "named"),
            ),
        ),
        ListTable(
            "connections",
            mark("Connections and tariff classes"),
            ("households",),
            (
                Cell("group", mark("Group")),
                Cell("households_per_connection", mark("Households that share a meter"), "number"),
                Cell("tariff_class", mark("Tariff class (or class by tariff)"), "named"),
                Cell("round_trip", mark("Trip to the water, minutes"), "quantity", "minute"),
            ),
            grows=False,
        ),
    )
