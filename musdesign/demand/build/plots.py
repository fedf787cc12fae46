"""A group's plots and ponds in a year."""

from __future__ import annotations

from musdesign.demand import gardens
from musdesign.demand.build.builder import Builder
from musdesign.demand.build.people import GroupPeople
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.scenario.uses import Garden, Pond
from musdesign.trace import note

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
    """Add the fish ponds of every household that has one."""
    raise NotImplementedError
