"""Figures of the supply day by day: reliability by use, by group, and how the stores fare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from musdesign.flow import DesignResult
from musdesign.study.explain.making import Given, made, summed, told
from musdesign.trace import Step

if TYPE_CHECKING:
    from musdesign.flow.daily import DailySupply

_WORST = "; of several groups the one served worst counts"
_HASHIMOTO = "Hashimoto, Stedinger and Loucks 1982, by name"


def days(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of the daily simulation."""
    found = result.daily
    if found is None:
        return
    yield from _uses(found)
    for source, by_use in found.served.items():
        for use, volume in by_use.items():
            how = f"what {use} takes from it in a mean year of {found.days} days"
            yield told(f"daily.served.{source}.{use}", volume, "m3/year", how)
    for group in found.by_group:
        yield from _group(result, group.group)
    for store in found.by_store:
        name = f"daily.stores.{store.name}"
        yield told(f"{name}.volume", store.capacity_m3, "m3", "volume of the store")
        yield told(f"{name}.lowest", store.lowest_m3, "m3", "least volume at the end of any day")
        yield told(f"{name}.full", store.full_share, "-", "days that end full over all days")
        yield told(f"{name}.empty", store.empty_share, "-", "days that end empty over all days")
        how = "evaporation and seepage of a mean year"
        yield told(f"{name}.loss", store.loss_m3_year, "m3/year", how)
    for plant in result.treatment:
        name = f"treatment.{plant.name}"
        how = "smallest capacity of its steps, or as stated"
        yield told(f"{name}.capacity", plant.capacity_m3_day, "m3/day", how)
        how = "what the steps lose, one after the other"
        yield told(f"{name}.loss", plant.train.loss_fraction, "-", how)
        low, high = plant.train.bacteria_log
        how = "sum of the steps' log removals, low to high"
        yield told(f"{name}.bacteria", f"{low:g} to {high:g}", "log", how)
        if plant.train.disinfection is not None:
            how = "flow at the needed time of contact"
            volume = plant.train.disinfection.contact_tank_m3
            yield told(f"{name}.contact", volume, "m3", how)


def _uses(found: DailySupply) -> Iterator[Step]:
    for use in found.by_use:
        name = f"daily.{use.use}"
        needed = Given(use.demand_m3_year, "m3/year", f"{name}.needed")
        yield told(f"{name}.needed", use.demand_m3_year, "m3/year", "need of a mean year")
        yield made(
            f"{name}.missing",
            use.demand_m3_year - use.met_m3_year,
            "m3/year",
            "U = needed_m3_year - met_m3_year",
            needed_m3_year=needed,
            met_m3_year=Given(use.met_m3_year, "m3/year"),
        )
        unmet = {f"month {i + 1}": float(v) for i, v in enumerate(use.unmet_by_month_m3)}
        yield summed(f"{name}.unmet", sum(unmet.values()), "m3/year", unmet, "sum of the months")
        for i, value in enumerate(unmet.values()):
            how = "missing in this month of a mean year"
            yield told(f"{name}.unmet.{i + 1}", value, "m3/month", how)
        spans = {"days": Given(found.days, "d"), "draws": Given(found.scenarios, "")}
        for part, value, unit, how in (
            ("volumetric", use.volumetric, "-", "volume met over volume needed"),
            ("time", use.time, "-", "days served in full over all days"),
            ("annual", use.annual, "-", "years served in full over all years"),
            ("resilience", use.resilience, "-", "runs of failed days over failed days"),
            ("vulnerability", use.vulnerability, "-",
             "mean over the runs of failed days of the worst day's deficit over its need"),
            ("longest", use.longest_failure_days, "d", "days of the longest run of failed days"),
        ):  # fmt: skip
            if value is not None:
                yield told(f"{name}.{part}", value, unit, how + _WORST, spans, _HASHIMOTO)


def _group(result: DesignResult, group: str) -> Iterator[Step]:
    assert result.daily is not None
    found = next(part for part in result.daily.by_group if part.group == group)
    name = f"daily.groups.{group}"
    needed = Given(found.needed_l_person_day, "L/person/day", f"{name}.needed")
    got = Given(found.met_l_person_day, "L/person/day", f"{name}.gets")
    yield told(f"{name}.persons", found.persons, "persons", "persons of the group",
               {"population": Given(found.persons, "persons", "population")})  # fmt: skip
    how = "net {} of all uses of the group in a mean year, over its persons and days"
    yield told(f"{name}.needed", found.needed_l_person_day, "L/person/day", how.format("need"))
    yield told(f"{name}.gets", found.met_l_person_day, "L/person/day", how.format("water met"))
    if found.needed_l_person_day > 0:
        yield made(
            f"{name}.share",
            found.share_met,
            "-",
            "s = gets_l_person_day / needed_l_person_day",
            gets_l_person_day=got,
            needed_l_person_day=needed,
        )
    else:
        yield told(f"{name}.share", found.share_met, "-", "nothing is needed")
