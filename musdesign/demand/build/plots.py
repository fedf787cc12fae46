"""A group's plots and ponds in a year."""

from __future__ import annotations

import numpy as np

from musdesign.demand import gardens, ponds
from musdesign.demand.build.builder import Builder
from musdesign.demand.build.people import GroupPeople
from musdesign.demand.values import Months, Values
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.scenario.uses import Garden, Pond
from musdesign.trace import note, note_method
from musdesign.units import MONTH_DAYS

_DAYS = np.array(MONTH_DAYS, dtype=float)
_RAIN_SOURCE = "USDA Soil Conservation Service method as in FAO CROPWAT"


def garden(builder: Builder, group: str, plot: Garden, people: GroupPeople) -> None:
    """Add one plot of every household that has it."""
    crop = gardens.crop(plot.crop)
    method = lookup("irrigation_methods", plot.method)
    builder.assume(f"crop coefficient: {plot.crop}", crop.kc_mid, "-", crop.origin)
    builder.assume(
        f"application efficiency: {plot.method}", method.number("efficiency"), "-", method.origin
    )
    builder.assume("effective rain", plot.rain_method, "method", Origin(_RAIN_SOURCE, "unverified"))
    item = builder.item("gardens", group, plot.crop)
    name = f"demand.{group}.gardens.{item}"
    share, grown = builder.having(plot, name)
    area = plot.area * people.households * share * grown
    # a small plot holds beds of every age, so its mid-season coefficient stands for all months
    need = gardens.garden_demand(
        area,
        crop.kc_mid,
        builder.eto_mm_day,
        builder.scenario.location.climate.rain,
        method.number("efficiency"),
        months=plot.months,
        rain_method=plot.rain_method,
    )
    note(
        name,
        gardens.gross_irrigation_m3_day,
        area_m2=area,
        net_mm_day=need.net_mm_day,
        efficiency=method.number("efficiency"),
    )
    builder.add(
        "gardens",
        group,
        item,
        need.gross_m3_day,
        builder.factor("garden"),
        builder.pattern(plot.pattern),
        households=people.households,
    )


def pond(builder: Builder, group: str, water: Pond, people: GroupPeople) -> None:
    """Add the fish ponds of every household that has one: what fills them, what keeps them full."""
    name = f"demand.{group}.enterprises.{builder.item('enterprises', group, 'pond')}"
    seepage: Values | None = water.seepage
    if seepage is None:
        seepage, origin = ponds.seepage_mm_day(water.soil)
        builder.assume(f"pond seepage: {water.soil}", seepage, "mm/day", origin)
    factor, origin = ponds.open_water_factor()
    builder.assume("evaporation of open water over ETo", factor, "-", origin)
    share, grown = builder.having(water, name)
    area = water.area * people.households * share * grown
    found = ponds.pond_water(
        area,
        water.depth,
        builder.eto_mm_day,
        builder.scenario.location.climate.rain,
        seepage,
        fills=water.fillings,
        fill_days=water.fill_time,
        evaporation_factor=factor,
        exchange_share_day=water.exchange / 100.0,
        months=water.months,
    )
    inputs = {"area_m2": area, "depth_m": water.depth, "seepage_mm_day": seepage}
    keeping = (found.makeup_m3_month + found.exchange_m3_month) / _DAYS
    _add_pond(builder, group, "pond", keeping, 1.0, water, people)
    note_method(
        name,
        keeping,
        "m3/day",
        "evaporation and seepage of the surface less rain, and what is renewed",
        inputs=inputs | {"eto_mm_day": builder.eto_mm_day},
    )
    if not water.fillings:
        return
    filling = found.fill_m3_month / _DAYS
    # the whole filling flow runs on each of its days, more than the mean day of the month
    largest = np.asarray(found.fill_m3_day) / np.max(filling, axis=-1, keepdims=True)
    if water.fill_time is None:
        row = lookup("ponds", "fill_days")
        builder.assume("pond: days of a filling", row.number("value"), "day", row.origin)
    _add_pond(builder, group, "pond filling", filling, largest, water, people)
    note_method(
        f"{name} filling",
        filling,
        "m3/day",
        "surface times mean depth, spread over the days of the filling",
        inputs=inputs,
    )


def _add_pond(
    builder: Builder,
    group: str,
    item: str,
    month_m3_day: Months,
    factor: Values,
    water: Pond,
    people: GroupPeople,
) -> None:
    builder.add(
        "enterprises",
        group,
        builder.item("enterprises", group, item),
        month_m3_day,
        float(np.max(factor)) if np.size(factor) == 1 else np.maximum(factor, 1.0),
        builder.pattern(water.pattern),
        quality="irrigation",
        households=people.households,
    )
