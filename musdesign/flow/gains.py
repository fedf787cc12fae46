"""Hand herds, plots and businesses to the finance room: what their water brings, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from musdesign import finance, units
from musdesign.demand import uptake
from musdesign.demand.build import Needs
from musdesign.demand.gardens import effective_rain
from musdesign.errors import MusdesignError, Problem
from musdesign.finance.income import check_own
from musdesign.finance.yields import gain_of_irrigation
from musdesign.flow.customers import met_share
from musdesign.flow.works_costs import money_stated
from musdesign.library.tables import lookup, table
from musdesign.provenance import Assumption
from musdesign.scenario.models import HouseholdGroup, Scenario
from musdesign.scenario.uses import Garden, Productive
from musdesign.supply.balance import Supply
from musdesign.units import MONTH_DAYS

_AT_HOME = {"house connection", "yard tap"}


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that uses water: its use and item, and how much of it a household has."""

    use: str
    item: str
    name: str
    """Name of the item in the build-up of the need, where a second of a kind has a number."""
    quantity: float
    unit: str
    garden: Garden | None = None


@dataclass(slots=True)
class _Lines:
    scenario: Scenario
    needs: Needs
    supply: Supply | None
    years: float
    register: list[Assumption] = field(default_factory=list)

    def met(self, group: HouseholdGroup, thing: _Thing) -> float:
        """Return the part of an item's need that arrives, in the months in which it needs water.

        Two items of a use differ: a dry-season plot misses more than a herd that drinks all year.
        """
        by_month = met_share(self.supply).get(thing.use)
        if by_month is None:
            return 1.0
        needed = _month_m3(self.needs, group.group, thing.name)
        if not needed.sum() > 0:
            return float(np.average(by_month))
        return min(1.0, float(needed @ np.array(by_month)) / float(needed.sum()))

    def of_group(self, group: HouseholdGroup) -> Iterator[finance.IncomeLine]:
        households = self.needs.households_of(group.group)
        for thing in _things(group, self.years):
            yield self.line(group, thing, households)
        saved = self.time(group, households)
        if saved is not None:
            yield saved

    def line(self, group: HouseholdGroup, thing: _Thing, households: float) -> finance.IncomeLine:
        scenario = self.scenario
        margin = finance.margin_of(
            thing.item,
            scenario.location.country,
            scenario.currency,
            scenario.costs.price_year,
            scenario.benefits.margins,
            money_stated(scenario),
        )
        quantity, unit = thing.quantity * households, thing.unit
        if margin is not None and not _same(margin.unit, unit):
            self.refuse_own(thing, margin.unit)
            margin = None
        if margin is None:
            return self.by_the_litre(group, thing)
        self.register += margin.assumptions
        share, how = self.due_to_water(group, thing)
        low, middle, high = (
            finance.income(quantity, value, share)
            for value in (margin.low, margin.middle, margin.high)
        )
        return finance.IncomeLine(
            group.group, thing.use, thing.item, quantity, unit, share, low, middle, high,
            how, margin.origin.basis,
        )  # fmt: skip

    def refuse_own(self, thing: _Thing, unit: str) -> None:
        """Refuse a margin of the user's own by another unit; one on file gives way to the litre."""
        own, currency = self.scenario.benefits.margins, self.scenario.currency
        if thing.item in own:
            raise MusdesignError(
                Problem(
                    f"'{own[thing.item]}' is by {unit or 'nothing'}, and {thing.item} is counted "
                    f"by {thing.unit}",
                    f"benefits.margins.{thing.item}",
                    cure=f"write an amount in {currency}/{thing.unit}",
                )
            )

    def due_to_water(self, group: HouseholdGroup, thing: _Thing) -> tuple[float, str]:
        """Return the part of the full margin that the scheme's water brings, and how."""
        met = self.met(group, thing)
        if thing.garden is None:
            return met, "gross margin times the share of the need that is met"
        rows = table("yield_response")
        row = rows.get(thing.item, rows["vegetables"])
        ky = row.number("value")
        self.register.append(Assumption.of(f"Ky of {row.text('name')}", ky, "-", row.origin))
        part = self.irrigated_part(group, thing)
        gain = gain_of_irrigation(ky, part, met)
        return gain, (
            f"gross margin times the yield that irrigation adds: Ky {ky:g}, {100 * part:.0f} % of "
            f"the crop's water from the scheme, {100 * met:.0f} % of that arrives"
        )

    def irrigated_part(self, group: HouseholdGroup, thing: _Thing) -> float:
        """Return the irrigation's part of the crop's water in the months watered.

        Net irrigation over itself and all effective rain of those months: rain that a crop does not
        use counts as used, so that the part is at least this, and the gain is not overstated.
        """
        garden = thing.garden
        assert garden is not None
        months = _month_m3(self.needs, group.group, thing.name)
        households = self.needs.households_of(group.group)
        area = thing.quantity * households
        if area <= 0 or not months.any():
            return 0.0
        efficiency = lookup("irrigation_methods", garden.method).number("efficiency")
        net_mm = months * efficiency / area * 1000.0
        rain = effective_rain(garden.rain_method, self.scenario.location.climate.rain)
        watered = net_mm > 0
        needed = float(net_mm[watered].sum() + rain[watered].sum())
        return min(1.0, float(net_mm.sum()) / needed) if needed > 0 else 0.0

    def by_the_litre(self, group: HouseholdGroup, thing: _Thing) -> finance.IncomeLine:
        """Return the published value of a litre where no margin is on file."""
        value = finance.litre_value(
            self.scenario.currency, self.scenario.costs.price_year, money_stated(self.scenario)
        )
        self.register += value.assumptions
        litres_day = 1000.0 * float(_month_m3(self.needs, group.group, thing.name).sum()) / 365.0
        met = self.met(group, thing)
        low, middle, high = (
            litres_day * met * end for end in (value.low, value.middle, value.high)
        )
        return finance.IncomeLine(
            group.group, thing.use, thing.item, litres_day, "L/day", met, low, middle, high,
            "no margin on file: US$ 0.5-1.0 of 2007 a year per litre a day", value.origin.basis,
        )  # fmt: skip

    def time(self, group: HouseholdGroup, households: float) -> finance.IncomeLine | None:
        gains = self.scenario.benefits
        if gains.trip_today is None:
            return None
        now = group.round_trip
        if now is None:
            now = 0.0 if group.service in _AT_HOME else None
        if now is None or now >= gains.trip_today:
            return None
        hour = self.hour_of_work()
        if hour is None:
            return None
        share = lookup("economics", "time_value_share")
        self.register.append(
            Assumption.of("value of time over the wage", share.number("value"), "-", share.origin)
        )
        full = finance.value_of_time(households, gains.trips, gains.trip_today - now, hour)
        return finance.IncomeLine(
            group.group, "time", "time saved",
            households * gains.trips * (gains.trip_today - now) / 60.0 * 365.0, "hour/year",
            share.number("value"), 0.25 * full, share.number("value") * full, full,
            "hours of fetching saved at 25, 50 and 100 % of the wage", "unverified",
        )  # fmt: skip

    def hour_of_work(self) -> float | None:
        """Return what an hour of unskilled work is paid, None where nothing is known."""
        wage = self.scenario.benefits.wage
        if wage is not None:
            return wage.amount / 8.0
        country, year = self.scenario.location.country, self.scenario.costs.price_year or 2023
        row = table("economics").get(f"minimum_wage_month/{country}/{year}")
        if row is None or not row.text("unit").startswith(self.scenario.currency):
            return self.day_of_work()
        hours = lookup("economics", "working_hours")
        for line in (row, hours):
            self.register.append(
                Assumption.of(line.key, line.number("value"), line.text("unit"), line.origin)
            )
        return 12.0 * row.number("value") / hours.number("value")

    def day_of_work(self) -> float | None:
        """Return an hour's pay by the country's daily wage on file, None where there is none."""
        place = self.scenario.location.country
        row = table("economics").get(f"unskilled_wage_day/{place}")
        if row is None or not row.text("unit").startswith(self.scenario.currency):
            return None
        year = self.scenario.costs.price_year
        ratio, lines, _ = finance.price_ratio(
            place, int(row.number("year")), year, money_stated(self.scenario)
        )
        wage = row.number("value")
        self.register += [Assumption.of("unskilled wage", wage, row.text("unit"), row.origin)]
        self.register += lines
        return wage * ratio / 8.0


def benefits(
    scenario: Scenario, needs: Needs, supply: Supply | None, years: float
) -> finance.Benefits:
    """Return the yearly income that productive water brings, by group and item, and time saved.

    Margins are the user's own, else the country's; where there is none, the published value of a
    litre stands in.  Beside it stands that value for all productive water (the screening).

    Raises:
        MusdesignError: a margin of the user's own that cannot be read or that nobody has.
    """
    check_own(
        scenario.benefits.margins,
        [thing.item for group in scenario.households for thing in _things(group, years)],
    )
    made = _Lines(scenario, needs, supply, years)
    lines = [line for group in scenario.households for line in made.of_group(group)]
    share = {s.use: s.volumetric_reliability for s in supply.by_use} if supply else {}
    extra = {
        use: 1000.0 * volume * share.get(use, 1.0) / needs.population
        for use, volume in needs.demand.by_use_m3_day.items()
        if use in {"livestock", "gardens", "enterprises"}
    }
    screening = finance.benefits(
        extra,
        needs.population,
        scenario.currency,
        scenario.costs.price_year,
        money_stated(scenario),
    )
    register = (*screening.assumptions, *made.register)
    return finance.benefits_of_lines(scenario.currency, lines, screening, register)


def _things(group: HouseholdGroup, years: float) -> Iterator[_Thing]:
    seen: dict[tuple[str, str], int] = {}
    for use, item, quantity, unit, garden in _owned(group, years):
        # a pond stands under this name in the need, and its margin under that of the fish
        called = "pond" if unit == "m2/year" and use == "enterprises" else item
        seen[use, called] = seen.get((use, called), 0) + 1
        number = seen[use, called]
        name = called if number == 1 else f"{called} {number}"
        yield _Thing(use, item, name, quantity, unit, garden)


def _owned(
    group: HouseholdGroup, years: float
) -> Iterator[tuple[str, str, float, str, Garden | None]]:
    uses = group.uses
    for animal, herd in uses.livestock.items():
        yield "livestock", animal, herd.head * _having(herd, years), "head/year", None
    for garden in uses.gardens:
        yield "gardens", garden.crop, garden.area * _having(garden, years), "m2/year", garden
    for pond in uses.ponds:
        yield "enterprises", "fish_pond", pond.area * _having(pond, years), "m2/year", None
    for business in uses.enterprises:
        amount, unit = _output(business.output)
        yield "enterprises", business.kind, amount * _having(business, years), unit, None


def _having(use: Productive, years: float) -> float:
    """Return how much of it a mean household of the group has, over what an owner has today."""
    share = use.share / 100.0
    if use.uptake is not None:
        done = uptake.progress(years, use.uptake.start, use.uptake.over)
        share = float(uptake.CURVES[use.uptake.curve](share, use.uptake.to / 100.0, done))
    return share * float(uptake.compound_change(use.growth, years))


def _output(text: str) -> tuple[float, str]:
    """Return the number and unit of an output such as 800 kg/year."""
    number, _, unit = str(text).strip().partition(" ")
    try:
        return units.parse_number(number), unit.removesuffix("/year")
    except MusdesignError:
        return 0.0, ""


def _month_m3(needs: Needs, group: str, item: str) -> np.ndarray:
    """Return the m3 of each month that an item of a group needs."""
    days = np.array(MONTH_DAYS, dtype=float)
    total = np.zeros(12)
    for part in needs.demand.uses:
        if part.group == group and part.item == item:
            total += np.asarray(part.month_m3_day, dtype=float) * days
    return total


def _same(one: str, other: str) -> bool:
    return one.removesuffix("/year") == other.removesuffix("/year")
