"""The tables of works: sources, tanks, treatment and pipes."""

from __future__ import annotations

from typing import get_args

from musdesign.i18n import mark
from musdesign.library.tables import table
from musdesign.scenario.sources import QUALITIES, Kind, Quality
from musdesign.ui.edit.cells import NO, YES, Cell
from musdesign.ui.edit.nested import NestedTable
from musdesign.ui.edit.tables import FieldTable, ListTable, Table

MATERIALS = ("rcc", "ferrocement", "masonry", "plastic")
NODE_KINDS = ("junction", "source", "tank", "break_pressure_tank")


def water(currency: str) -> tuple[Table, ...]:
    """Return the tables of sources and tanks."""
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
        NestedTable(
            "gaugings",
            mark("Gaugings of springs and streams in the dry season"),
            "gaugings",
            (
                Cell("source", mark("Source")),
                Cell("date", mark("Day (year-month-day)")),
                Cell("flow", mark("Flow, L/s"), "quantity", "L/s"),
            ),
            owners="sources",
            kinds=("spring", "stream"),
        ),
        ListTable(
            "springs and streams",
            mark("Springs and streams: recession and flow left"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("recession", mark("Recession, % a day (empty: fitted)"), "quantity", "%/day"),
                Cell("follows_rain", mark("Follows the rain"), "flag", choices=(YES, NO)),
                Cell(
                    "ecological_rule",
                    mark("Rule for the flow left"),
                    choices=tuple(table("ecological_rules")),
                    named="ecological_rules",
                ),
                Cell("limit_source", mark("Document of the right")),
            ),
            grows=False,
            only=("spring", "stream"),
        ),
        ListTable(
            "records and rams",
            mark("Springs and streams: record of flow, lift and ram"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("series", mark("Record of daily flows (file beside the scenario)")),
                Cell("exceeded", mark("Take the flow exceeded on, % of days"), "quantity", "%"),
                Cell("lift", mark("Lift, m"), "quantity", "m"),
                Cell("ram_fall", mark("Fall of a ram, m"), "quantity", "m"),
            ),
            grows=False,
            only=("spring", "stream"),
        ),
        ListTable(
            "roofs",
            mark("Roofs"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("quality", mark("Quality"), choices=QUALITIES),
                Cell("area", mark("Roof, m2/household"), "quantity", "m2/household"),
                Cell("tank", mark("Its tank, m3/household"), "quantity", "m3/household"),
                Cell("runoff_coefficient", mark("Runoff coefficient"), "number"),
                Cell("first_flush", mark("First flush, mm"), "quantity", "mm"),
                Cell("filter", mark("Passes the filter, %"), "quantity", "%"),
            ),
            only=("roof",),
        ),
        ListTable(
            "ponds",
            mark("Ponds and small dams"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("quality", mark("Quality"), choices=QUALITIES),
                Cell("catchment", mark("Catchment, m2"), "quantity", "m2"),
                Cell("volume", mark("Usable volume, m3"), "quantity", "m3"),
                Cell("surface", mark("Surface when full, m2"), "quantity", "m2"),
                Cell("seepage", mark("Seepage, mm/day"), "quantity", "mm/day"),
                Cell("initial_loss", mark("First rain lost, mm"), "quantity", "mm"),
                Cell("runoff_coefficient", mark("Runoff coefficient"), "number"),
            ),
            only=("pond",),
        ),
        ListTable(
            "greywater",
            mark("Greywater"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("quality", mark("Quality"), choices=QUALITIES),
                Cell("fraction", mark("Of the domestic water that comes back, %"), "quantity", "%"),
            ),
            only=("greywater",),
        ),
        ListTable(
            "wells",
            mark("Wells and boreholes: test and pump"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("test.flow", mark("Flow of the test, L/s"), "quantity", "L/s"),
                Cell("test.hours", mark("Test, hours"), "quantity", "hour"),
                Cell(
                    "test.rule",
                    mark("Rule for the safe yield"),
                    choices=tuple(table("well_rules")),
                    named="well_rules",
                ),
                Cell("pump_hours", mark("Pump, hours a day"), "quantity", "hour/day"),
                Cell("pump_start", mark("Pump starts, hour of the day"), "number"),
                Cell("lift", mark("Lift, m"), "quantity", "m"),
                Cell("solar_power", mark("Solar modules, kW"), "quantity", "kW"),
            ),
            grows=False,
            only=("well", "borehole"),
        ),
    )


def treatment(currency: str) -> tuple[Table, ...]:
    """Return the tables of treatment and of raw water."""
    return (
        ListTable(
            "treatment",
            mark("Treatment trains"),
            ("treatment",),
            (
                Cell("name", mark("Name")),
                Cell("takes", mark("Takes water of"), "words"),
                Cell("steps", mark("Steps, the first first"), "words"),
                Cell("capacity", mark("Capacity, m3/day"), "quantity", "m3/day"),
                Cell("hours", mark("Runs, hours a day"), "quantity", "hour/day"),
                Cell("cost", mark("Cost per m3"), "quantity", f"{currency}/m3"),
                Cell("serves", mark("Serves (all where empty)"), "words"),
            ),
        ),
        ListTable(
            "disinfection",
            mark("Chlorine and losses of each train"),
            ("treatment",),
            (
                Cell("name", mark("Name")),
                Cell("dose", mark("Chlorine given, mg/L"), "quantity", "mg/L"),
                Cell("chlorine_demand", mark("Chlorine used up, mg/L"), "quantity", "mg/L"),
                Cell("contact", mark("Contact, minutes"), "quantity", "minute"),
                Cell("loss", mark("Lost to washing, %"), "quantity", "%"),
            ),
            grows=False,
        ),
        ListTable(
            "raw water",
            mark("Raw water of each source"),
            ("sources",),
            (
                Cell("name", mark("Name")),
                Cell("quality", mark("Quality"), choices=QUALITIES),
                Cell("turbidity", mark("Turbidity, NTU"), "number"),
                Cell("coliforms", mark("E. coli in 100 mL"), "number"),
                Cell("salinity", mark("Salinity, dS/m"), "quantity", "dS/m"),
            ),
            grows=False,
        ),
    )


def pipes() -> tuple[Table, ...]:
    """Return the tables of the network."""
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
