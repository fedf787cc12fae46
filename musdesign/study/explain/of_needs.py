"""Figures of the need: by use, by group and household, and of the norm's own recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from musdesign.demand.needs import UseDemand, annual_mean, per_person_l_day
from musdesign.flow import DesignResult
from musdesign.study.explain.making import Given, made, stated, summed, told
from musdesign.trace import FORMULAS, Step


def needs(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of the need of the whole scheme, then those of its groups."""
    yield from _whole(result)
    yield from _by_use(result)
    yield from _by_group(result)
    yield from _service(result)
    yield from _recipe(result)


def _whole(result: DesignResult) -> Iterator[Step]:
    demand = result.demand
    declared = FORMULAS[per_person_l_day]
    yield Step(
        "demand.per_person",
        demand.per_person_l_day,
        declared.unit,
        declared.source,
        declared.symbol,
        declared.expression,
        {"net_m3_day": sum(demand.by_use_m3_day.values()), "population": demand.population},
    )
    day, hour, at = demand.max_day_month - 1, demand.peak_hour_month - 1, demand.peak_hour
    yield _stacked(result, "demand.mean_day", demand.mean_day_m3, "m3/day", mean_of)
    found = _stacked(
        result,
        "demand.max_day",
        demand.max_day_m3,
        "m3/day",
        lambda part: float(part.month_m3_day[day] * part.daily_factor),
    )
    yield replace(found, method=demand.max_day_method)
    found = _stacked(
        result,
        "demand.peak_hour",
        demand.peak_hour_lps,
        "L/s",
        lambda part: float(part.month_m3_day[hour] * part.daily_factor * part.hourly[at] / 3.6),
    )
    how = "largest hour of the stacked hourly patterns on the largest days"
    yield replace(found, method=f"{how}: from {at}:00 to {at + 1}:00 in month {hour + 1}")
    yield made(
        "demand.losses",
        demand.losses_m3_day,
        "m3/day",
        "L = mean_day_m3 * loss_fraction",
        "Losses as a share of the water produced",
        mean_day_m3=Given(demand.mean_day_m3, "m3/day", "demand.mean_day"),
        loss_fraction=Given(demand.loss_fraction, "-", "losses"),
    )


def mean_of(part: UseDemand) -> float:
    """Return the mean day of a use, net."""
    return annual_mean(part.month_m3_day)


def _stacked(
    result: DesignResult,
    name: str,
    value: float,
    unit: str,
    part_of: Callable[[UseDemand], float],
) -> Step:
    """Return a figure that is the sum of its uses with losses added."""
    by_use: dict[str, float] = {}
    for part in result.demand.uses:
        by_use[part.use] = by_use.get(part.use, 0.0) + part_of(part)
    inputs = {**by_use, "loss_fraction": result.demand.loss_fraction}
    return Step(
        name,
        value,
        unit,
        "Losses as a share of the water produced",
        "Q",
        f"({' + '.join(by_use)}) / (1 - loss_fraction)",
        inputs,
    )


def _by_use(result: DesignResult) -> Iterator[Step]:
    demand = result.demand
    mean_day = Given(demand.mean_day_m3, "m3/day", "demand.mean_day")
    for use, value in demand.by_use_m3_day.items():
        parts = {f"{p.name}.mean": mean_of(p) for p in demand.uses if p.use == use}
        how = "sum of the groups: net at the tap, mean day of the year"
        yield summed(f"demand.net.{use}", value, "m3/day", parts, how)
        net = Given(value, "m3/day", f"demand.net.{use}")
        yield made(
            f"demand.net.{use}.per_person",
            1000.0 * value / demand.population,
            "L/person/day",
            "q = 1000 * net_m3_day / population",
            net_m3_day=net,
            population=Given(demand.population, "persons", "population"),
        )
        if demand.mean_day_m3:
            yield made(
                f"demand.net.{use}.share",
                value / demand.mean_day_m3,
                "-",
                "s = net_m3_day / mean_day_m3",
                net_m3_day=net,
                mean_day_m3=mean_day,
            )
    if demand.mean_day_m3:
        yield made(
            "demand.losses.share",
            demand.losses_m3_day / demand.mean_day_m3,
            "-",
            "s = losses_m3_day / mean_day_m3",
            losses_m3_day=Given(demand.losses_m3_day, "m3/day", "demand.losses"),
            mean_day_m3=mean_day,
        )


def _by_group(result: DesignResult) -> Iterator[Step]:
    groups: dict[str, list[UseDemand]] = {}
    index = {group.group: i for i, group in enumerate(result.scenario.households)}
    for part in result.demand.uses:
        groups.setdefault(part.group, []).append(part)
        mean = mean_of(part)
        yield told(
            f"{part.name}.mean",
            mean,
            "m3/day",
            "mean of the months' mean days, weighted by their days",
            {"month_m3_day": Given(part.month_m3_day, "m3/day", part.name)},
        )
        factors = [line.name for line in part.rests_on if line.name.endswith("max-day factor")]
        line = "domestic max-day factor" if part.use == "domestic" else next(iter(factors), "")
        yield told(
            f"{part.name}.day_factor",
            part.daily_factor,
            "-",
            "largest day of a month over that month's mean day",
            {line: Given(part.daily_factor, "-", line)} if line else {},
        )
        yield from _per_household(part)
    for group, parts in groups.items():
        yield summed(
            f"demand.groups.{group}",
            sum(mean_of(part) for part in parts),
            "m3/day",
            {f"{part.name}.mean": mean_of(part) for part in parts},
        )
        if group not in index:
            continue
        households = float(parts[0].households)
        path = f"households[{index[group]}]"
        yield told(
            f"demand.groups.{group}.households",
            households,
            "households",
            "households today, grown to the design year",
            {
                "households_today": Given(
                    result.scenario.households[index[group]].count, "households", f"{path}.count"
                ),
                "growth": Given(
                    households / result.scenario.households[index[group]].count, "-", "population"
                ),
            },
        )
        if households:
            yield summed(
                f"demand.groups.{group}.per_household",
                sum(1000.0 * mean_of(part) / households for part in parts),
                "L/household/day",
                {f"{p.name}.per_household": 1000.0 * mean_of(p) / households for p in parts},
            )


def _per_household(part: UseDemand) -> Iterator[Step]:
    households = float(part.households)
    if households:
        yield made(
            f"{part.name}.per_household",
            1000.0 * mean_of(part) / households,
            "L/household/day",
            "q = 1000 * mean_m3_day / households",
            mean_m3_day=Given(mean_of(part), "m3/day", f"{part.name}.mean"),
            households=Given(households, "households", f"demand.groups.{part.group}.households"),
        )


def _service(result: DesignResult) -> Iterator[Step]:
    met = {u.use: u.volumetric_reliability for u in result.supply.by_use} if result.supply else {}
    for i, found in enumerate(result.service):
        uses = {part.use for part in result.demand.uses if part.group == found.group}
        yield told(
            f"service.{found.group}.needed",
            found.needed_l_person_day,
            "L/person/day",
            "net need of all uses of the group over its persons",
            {"group_m3_day": _group_total(result, found.group)},
        )
        yield told(
            f"service.{found.group}.gets",
            found.l_person_day,
            "L/person/day",
            "need of each use times the part of it that the sources meet, over the persons",
            {
                "needed_l_person_day": Given(
                    found.needed_l_person_day, "L/person/day", f"service.{found.group}.needed"
                ),
                **{
                    f"{use} met": Given(met[use], "-", f"supply.{use}.reliability")
                    for use in met
                    if use in uses
                },
            },
        )
        path = f"households[{i}]"
        if found.round_trip_minutes is not None:
            yield stated(
                f"service.{found.group}.walk", found.round_trip_minutes, "min", f"{path}.round_trip"
            )
        elif found.distance_m is not None:
            yield stated(f"service.{found.group}.walk", found.distance_m, "m", f"{path}.distance")


def _group_total(result: DesignResult, group: str) -> Given:
    total = sum(mean_of(part) for part in result.demand.uses if part.group == group)
    return Given(total, "m3/day", f"demand.groups.{group}")


def _recipe(result: DesignResult) -> Iterator[Step]:
    recipe = result.recipe
    if recipe is None:
        return
    yield made(
        "recipe.mean_day",
        recipe.mean_day_m3,
        "m3/day",
        "Q = population * gross_l_person_day / 1000",
        f"The recipe of {result.scenario.standard}: its allocation and losses",
        population=Given(recipe.population, "persons", "population"),
        gross_l_person_day=Given(recipe.gross_l_person_day, "L/person/day"),
    )
    how = "the recipe's mean day times its {} factor"
    yield made(
        "recipe.max_day",
        recipe.max_day_m3,
        "m3/day",
        "Q = mean_day_m3 * max_day_factor",
        how.format("max-day"),
        mean_day_m3=Given(recipe.mean_day_m3, "m3/day", "recipe.mean_day"),
        max_day_factor=Given(
            recipe.max_day_m3 / recipe.mean_day_m3, "-", "domestic max-day factor"
        ),
    )
    yield made(
        "recipe.peak_hour",
        recipe.peak_hour_lps,
        "L/s",
        "Q = max_day_lps * peak_hour_factor",
        how.format("peak-hour").replace("mean", "largest"),
        max_day_lps=Given(recipe.max_day_lps, "L/s", "recipe.max_day"),
        peak_hour_factor=Given(
            recipe.peak_hour_lps / recipe.max_day_lps, "-", "domestic peak-hour factor"
        ),
    )
