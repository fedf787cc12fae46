"""A group's uses in a year: domestic water, animals, plots, ponds, small businesses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from musdesign import units
from musdesign.demand import components, enterprises, livestock
from musdesign.demand.build.builder import Builder
from musdesign.demand.build.people import GroupPeople
from musdesign.demand.build.plots import garden, pond
from musdesign.demand.counting import counted
from musdesign.demand.domestic import domestic_m3_day, household_month_to_person_day
from musdesign.demand.values import Months, Values
from musdesign.errors import MusdesignError, Problem
from musdesign.library.tables import lookup
from musdesign.scenario.models import HouseholdGroup
from musdesign.scenario.uses import Components, Enterprise, Herd
from musdesign.trace import note, note_method

_DAYS = np.array(units.MONTH_DAYS, dtype=float)


def household_uses(builder: Builder, group: HouseholdGroup, people: GroupPeople, path: str) -> None:
    """Add every use of a group; mistakes are kept with their path."""
    uses = group.uses
    builder.attempt(f"{path}.uses.domestic", partial(_domestic, builder, group, people))
    for kind in uses.livestock:
        where = f"{path}.uses.livestock.{kind}"
        builder.attempt(where, partial(_herd, builder, group, kind, people))
    for index, plot in enumerate(uses.gardens):
        where = f"{path}.uses.gardens[{index}]"
        builder.attempt(where, partial(garden, builder, group.group, plot, people))
    for index, water in enumerate(uses.ponds):
        where = f"{path}.uses.ponds[{index}]"
        builder.attempt(where, partial(pond, builder, group.group, water, people))
    for index, entry in enumerate(uses.enterprises):
        where = f"{path}.uses.enterprises[{index}]"
        builder.attempt(where, partial(_enterprise, builder, group, entry, people, where))


def _domestic(builder: Builder, group: HouseholdGroup, people: GroupPeople) -> None:
    section = group.uses.domestic
    name = f"demand.{group.group}.domestic"
    rate: Values
    if section.components is not None:
        rate = _by_components(builder, section.components, name)
    elif section.household_rate is not None:
        rate = note(
            f"{name}.rate",
            household_month_to_person_day,
            volume_m3_month=section.household_rate,
            persons_per_household=group.size,
        )
    else:
        assert section.rate is not None
        rate = section.rate
    volume = note(name, domestic_m3_day, persons=people.persons, rate_l_person_day=rate)
    builder.add(
        "domestic",
        group.group,
        "domestic",
        volume * _season(section.season),
        builder.basis.max_day_factor,
        builder.domestic_pattern(section.pattern),
        households=people.households,
    )


def _by_components(builder: Builder, chosen: Components, name: str) -> Values:
    """Return the allocation that the components make up, L/person/day."""
    keys = [*components.component_set(chosen.set), *chosen.parts]
    keys += [chosen.sanitation] if chosen.sanitation else []
    found = components.components_rate(keys, chosen.level, chosen.own)
    for key, origin in found.origins.items():
        value = found.parts_l_person_day[key]
        builder.assume(f"domestic component: {key}", value, "L/person/day", origin)
    return note_method(
        f"{name}.rate",
        found.total_l_person_day,
        "L/person/day",
        "sum of the components" + "".join(f"; {text}" for text in found.notes),
        inputs=found.parts_l_person_day,
    )


def _season(season: Sequence[Values] | None) -> Months:
    """Return the factor of each month on the mean day, scaled so that the year's volume stays."""
    if season is None:
        return np.ones(12)
    # a month of its own range is (n, 1) beside plain numbers
    parts = np.broadcast_arrays(*(np.asarray(month, dtype=float) for month in season))
    months = np.concatenate(parts, axis=-1) if parts[0].ndim else np.array(parts)
    return np.asarray(months / ((months @ _DAYS)[..., None] / _DAYS.sum()), dtype=float)


def _herd(builder: Builder, group: HouseholdGroup, kind: str, people: GroupPeople) -> None:
    herd = group.uses.livestock[kind]
    name = f"demand.{group.group}.livestock.{kind}"
    rate = _herd_rate(builder, herd, kind, name)
    share, grown = builder.having(herd, name)
    volume = note(
        name,
        livestock.herd_m3_day,
        heads=people.households * share * herd.head * grown,
        rate_l_head_day=rate,
    )
    builder.add(
        "livestock",
        group.group,
        kind,
        volume,
        builder.factor("livestock"),
        builder.pattern(herd.pattern or livestock.animal(kind).pattern),
        households=people.households,
    )


def _herd_rate(builder: Builder, herd: Herd, kind: str, name: str) -> Values:
    """Return the water of one head, L/head/day, by month where temperature moves it."""
    by = herd.temperature or ("none" if herd.rate is not None else "season")
    rate: Values
    notes: tuple[str, ...] = ()
    if herd.rate is not None:
        rate = herd.rate
    else:
        asked = herd.temperature == "class" or herd.milk is not None
        found = livestock.daily_l_head(
            kind,
            builder.temperature_c if asked else None,
            herd.milk,
            # the published rate stands as it is; drinking by class or milk needs its service water
            system="none" if herd.service else herd.system or ("grazing" if asked else "none"),
        )
        rate, notes = found.l_head_day, found.notes
        if herd.service is not None:
            rate = found.drinking_l_head_day + herd.service
        for origin in dict.fromkeys(found.origins):
            builder.assume(f"livestock rate: {kind}", _mean(rate), "L/head/day", origin)
        if asked:
            by = "none"
    if by == "season":
        index = livestock.temperature_index(kind, builder.temperature_c)
        drinking = livestock.animal(kind).drinking
        if drinking is not None and np.ptp(index) > 0:
            rate = rate * index
            notes = (*notes, "spread over the months by temperature")
            builder.assume(
                f"livestock by temperature: {kind}", drinking.name, "class", drinking.origin
            )
    if np.ndim(rate) > 0 or notes:
        note_method(f"{name}.rate", rate, "L/head/day", "; ".join(notes))
    return rate


def _mean(rate: Values) -> float:
    return float(np.mean(rate))


def _enterprise(
    builder: Builder, group: HouseholdGroup, entry: Enterprise, people: GroupPeople, path: str
) -> None:
    kind = enterprises.enterprise(entry.kind)
    unit = kind.driver.split()[0]
    yearly = kind.period == "year"
    rate: Values | None = kind.rate_l_unit
    if entry.rate is not None:
        rate = counted(entry.rate, f"L/{unit}" + ("" if yearly else "/day"), unit, f"{path}.rate")
    elif rate is None:
        raise MusdesignError(
            Problem(
                f"no water rate is published for '{entry.kind}'",
                f"{path}.kind",
                cure=f"give your own: rate: 5 L/{unit}{'' if yearly else '/day'}",
            )
        )
    else:
        builder.assume(
            f"enterprise rate: {entry.kind}",
            rate,
            f"L/{kind.driver}" + ("" if yearly else "/day"),
            kind.origin,
        )
    item = builder.item("enterprises", group.group, entry.kind)
    name = f"demand.{group.group}.enterprises.{item}"
    share, grown = builder.having(entry, name)
    wanted = f"{unit}/year" if yearly else unit
    each = counted(entry.output, wanted, unit, f"{path}.output")
    output = each * people.households * share * grown
    if yearly:
        busiest = _peak_share(builder, entry)
        month, factor = enterprises.harvest_demand(output, rate, entry.months, busiest)
        note(name, enterprises.processing_m3_year, annual_output=output, rate_l_unit=rate)
    else:
        month, _ = enterprises.daily_demand(output, rate, entry.months)
        note_method(
            name,
            month,
            "m3/day",
            "units times litres per unit and day, in season",
            inputs={"units": output, "rate_l_unit_day": rate},
        )
        factor = builder.factor("enterprise")
    builder.add(
        "enterprises",
        group.group,
        item,
        month,
        factor,
        builder.pattern(entry.pattern or kind.pattern),
        quality=entry.quality or kind.quality,
        households=people.households,
    )


def _peak_share(builder: Builder, entry: Enterprise) -> Values | None:
    """Return the share of a year's output handled on the busiest day, the user's first."""
    if entry.peak_day_share is not None:
        return entry.peak_day_share / 100.0
    if not entry.kind.startswith("coffee"):
        return None
    row = lookup("daily_factors", "coffee_peak_day_share")
    season_days = sum(units.MONTH_DAYS[month - 1] for month in entry.months or range(1, 13))
    if row.number("factor") < 1.0 / season_days:
        # a harvest this short is busier than the usual busiest day on every day of it
        return None
    builder.assume(
        "coffee: share of the crop on the busiest day", row.number("factor"), "-", row.origin
    )
    return row.number("factor")
