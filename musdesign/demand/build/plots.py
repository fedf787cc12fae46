"""A group's plots and ponds in a year."""

from __future__ import annotations

import numpy as np

from musdesign.demand import crops, gardens, plot_need, ponds, soil_bucket
from musdesign.demand.build.builder import Builder
from musdesign.demand.build.people import GroupPeople
from musdesign.demand.crop_calendar import (
    Calendar,
    beds_of_every_age,
    day_of,
    planted,
    season_kc,
)
from musdesign.demand.values import Months, Values
from musdesign.errors import MusdesignError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.scenario.uses import Garden, Pond, Soil
from musdesign.trace import note, note_method
from musdesign.units import MONTH_DAYS

_DAYS = np.array(MONTH_DAYS, dtype=float)
_RAIN_SOURCES = {
    "usda_scs": "USDA Soil Conservation Service method as in FAO CROPWAT",
    "fao_aglw": "FAO/AGLW dependable rain (80 %), as in CROPWAT",
    "fao_tm3": "Brouwer and Heibloem 1986, FAO Training Manual 3, chapter 4",
}
_ADJUSTMENT = Origin("Allen et al. 1998, FAO-56, eq. 62 to 65; not read", "unverified", "1998")


def garden(builder: Builder, group: str, plot: Garden, people: GroupPeople) -> None:
    """Add one plot of every household that has it."""
    item = builder.item("gardens", group, plot.crop)
    name = f"demand.{group}.gardens.{item}"
    crop = crops.crop(plot.crop)
    method = lookup("irrigation_methods", plot.method)
    efficiency = method.number("efficiency")
    builder.assume(f"crop coefficient: {plot.crop}", crop.kc_mid, "-", crop.origin)
    builder.assume(f"application efficiency: {plot.method}", efficiency, "-", method.origin)
    year = _calendar(builder, plot, crop, name)
    share, grown = builder.having(plot, name)
    area = plot.area * people.households * share * grown
    need = (
        _without_soil(builder, plot, year, area, efficiency)
        if plot.soil is None
        else _with_soil(builder, plot, plot.soil, crop, year, area, efficiency)
    )
    note_method(
        f"{name}.need",
        need.net_mm_day,
        "mm/day",
        ("soil bucket, refilled before the crop suffers" if plot.soil else
         f"Kc ETo less effective rain ({plot.rain_method}), month by month")
        + (
            f"; {float(np.mean(plot.deficit)):g} % left unmet on purpose"
            if np.any(plot.deficit)
            else ""
        ),
        inputs={
            "kc_by_month": year.kc_by_month,
            "share_of_month": year.grown_by_month,
            "eto_mm_day": builder.eto_mm_day,
            "effective_rain_mm_month": need.effective_rain_mm_month,
        },
        source="Allen et al. 1998, FAO Irrigation and Drainage Paper 56",
    )  # fmt: skip
    note(
        name,
        gardens.gross_irrigation_m3_day,
        area_m2=area,
        net_mm_day=need.net_mm_day,
        efficiency=efficiency,
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


def _calendar(builder: Builder, plot: Garden, crop: crops.Crop, name: str) -> Calendar:
    """Return which coefficient holds on which day, adjusted by climate where that is asked for."""
    mid: Values = crop.kc_mid
    end: Values = crop.kc_end
    adjust = plot.climate_adjustment
    if adjust is None:
        # a bed of every age is a rule of thumb already; a dated crop is worth its climate
        adjust = plot.planting is not None and crop.height_m is not None
    if adjust:
        air = builder.air
        mid, end, held = crops.in_climate(crop, _mean(air.wind_m_s), _mean(air.rh_min_percent))
        note_method(
            f"{name}.kc",
            mid,
            "-",
            "mid-season coefficient at the wind and humidity of the place (mean of the year)"
            + (f"; {held}" if held else ""),
            inputs={"kc_mid_table": crop.kc_mid, "kc_end": end, "height_m": crop.height_m},
            source="Allen et al. 1998, FAO-56, eq. 62 and 65",
        )
        builder.assume("climate of the crop coefficient", air.how, "-", _ADJUSTMENT)
    if plot.planting is None:
        # a small plot holds beds of every age, so its mid-season coefficient stands for all months
        return beds_of_every_age(mid, plot.months)
    if isinstance(plot.stages, str):
        lengths, origin = crops.stages(plot.stages)
        builder.assume(f"growth stages: {plot.stages}", lengths.total_days, "day", origin)
    else:
        lengths = crops.Stages(*(plot.stages or ()))
    season = season_kc(crop.kc_ini, mid, end, lengths)
    return planted([day_of(date) for date in plot.planting], season)


def _without_soil(
    builder: Builder, plot: Garden, year: Calendar, area: Values, efficiency: float
) -> gardens.GardenDemand:
    origin = Origin(_RAIN_SOURCES[plot.rain_method], "unverified")
    builder.assume("effective rain", plot.rain_method, "method", origin)
    return gardens.garden_demand(
        area,
        year.kc_by_month,
        builder.eto_mm_day,
        builder.scenario.location.climate.rain,
        efficiency,
        grown_share=year.grown_by_month,
        rain_method=plot.rain_method,
        deficit=plot.deficit / 100.0,
    )


def _with_soil(
    builder: Builder,
    plot: Garden,
    soil: Soil,
    crop: crops.Crop,
    year: Calendar,
    area: Values,
    efficiency: float,
) -> gardens.GardenDemand:
    if soil.root_depth is None or soil.depletion is None:
        if not crop.roots:
            raise MusdesignError(
                Problem(
                    f"'{plot.crop}' has no root depth in the table",
                    "soil.root_depth",
                    cure="give root_depth: 0.5 m and depletion: 45 %",
                )
            )
        roots = crops.roots(crop.roots)
        builder.assume(f"root depth: {crop.roots}", roots.shallow_m, "m", roots.origin)
    depth = roots.shallow_m if soil.root_depth is None else soil.root_depth
    share = roots.depletion if soil.depletion is None else soil.depletion / 100.0
    if soil.kind is None:
        available: Values | None = soil.available_water
    else:
        kind = crops.soil_kind(soil.kind)
        available = kind.available_mm_m
        builder.assume(f"available water: {soil.kind}", available, "mm/m", kind.origin)
    assert available is not None
    climate = builder.scenario.location.climate
    rain_days = climate.rain_days
    if rain_days is None:
        row = lookup("rainwater", "rain_per_rain_day")
        builder.assume("rain per rain day", row.number("value"), "mm", row.origin)
        rain_days = tuple(np.atleast_2d(climate.rain).mean(axis=0) / row.number("value"))
    return plot_need.bucket_demand(
        area,
        year,
        builder.eto_mm_day,
        climate.rain,
        rain_days,
        soil_bucket.total_available_mm(available, depth),
        share,
        efficiency,
        fallow_kc=crop.kc_ini,
        deficit=plot.deficit / 100.0,
    )


def _mean(values: Values) -> Values:
    """Return the mean of the months, a number or draws (n, 1)."""
    mean = np.asarray(values).mean(axis=-1, keepdims=True)
    return float(mean[0]) if mean.size == 1 else mean


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
