"""The figures of a design by key: those traced while it ran, and those put together from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from musdesign.demand.needs import UseDemand, annual_mean, per_person_l_day
from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.costs import amount
from musdesign.flow import DesignResult
from musdesign.i18n import mark
from musdesign.network.head_loss import velocity_m_s
from musdesign.standards import Check
from musdesign.trace import FORMULAS, Step

HEADLINES: Mapping[str, str] = {
    "demand.per_person": mark("Need per person"),
    "demand.mean_day": mark("Mean day"),
    "demand.max_day": mark("Largest day"),
    "demand.peak_hour": mark("Peak hour"),
    "storage.total": mark("Community storage"),
    "costs.per_household": mark("Capital per household"),
    "supply.months_met": mark("Months fully met"),
    "checks.broken": mark("Clauses broken"),
}
"""Keys of the figures at the top of a page, with their titles."""


def steps(result: DesignResult) -> dict[str, Step]:
    """Return every figure that can be explained, by key, the headline figures first."""
    found = {step.name: step for step in result.steps}
    for step in _derived(result):
        found[step.name] = step
    first = {key: found.pop(key) for key in HEADLINES if key in found}
    return first | found


def figure_names(result: DesignResult) -> list[str]:
    """Return the keys of the figures, the headline figures first."""
    return list(steps(result))


def figure_of(result: DesignResult, key: str) -> Step:
    """Return a figure with how it came about.

    Raises:
        MusdesignError: there is no figure of that key.
    """
    found = steps(result)
    if key not in found:
        raise MusdesignError(Problem(f"no number is named '{key}'", cure=did_you_mean(key, found)))
    return found[key]


def value_of(step: Step) -> float | None:
    """Return a figure as one number, of twelve months their mean; None where it is none."""
    array = np.asarray(step.value)
    if array.dtype.kind not in "fiub" or array.size == 0:
        return None
    return float(array) if array.ndim == 0 else float(array.mean())


def _derived(result: DesignResult) -> Iterator[Step]:
    yield from _needs(result)
    yield from _water(result)
    yield from _network(result)
    yield from _money(result)
    yield from _checks(result)


def _needs(result: DesignResult) -> Iterator[Step]:
    demand = result.demand
    net = sum(demand.by_use_m3_day.values())
    declared = FORMULAS[per_person_l_day]
    yield Step(
        "demand.per_person",
        demand.per_person_l_day,
        declared.unit,
        declared.source,
        declared.symbol,
        declared.expression,
        {"net_m3_day": net, "population": demand.population},
    )
    for use, value in demand.by_use_m3_day.items():
        parts = {p.name: annual_mean(p.month_m3_day) for p in demand.uses if p.use == use}
        how = "sum of the groups: net at the tap, mean day of the year"
        yield Step(f"demand.net.{use}", value, "m3/day", method=how, inputs=parts)
    day, hour, at = demand.max_day_month - 1, demand.peak_hour_month - 1, demand.peak_hour
    yield _stacked(result, "demand.mean_day", demand.mean_day_m3, "m3/day", annual_mean_of)
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


def annual_mean_of(part: UseDemand) -> float:
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


def _water(result: DesignResult) -> Iterator[Step]:
    tanks = {f"storage.{t.name}.volume": t.volume_m3 for t in result.storage if t.count == 1}
    if tanks:
        how = "sum of the community's tanks; those of households are left out"
        yield Step("storage.total", sum(tanks.values()), "m3", method=how, inputs=tanks)
    if result.supply is not None:
        unmet = np.array([use.unmet_by_month_m3 for use in result.supply.by_use], dtype=float)
        by_month = unmet.sum(axis=0) if unmet.size else np.zeros(12)
        met = int((unmet <= 1e-6).all(axis=0).sum()) if unmet.size else 12
        yield Step(
            "supply.months_met",
            met,
            "months of 12",
            method="months of the mean year in which no use misses water",
            inputs={"missing_by_month_m3": by_month},
        )


def _network(result: DesignResult) -> Iterator[Step]:
    if result.network is None:
        return
    declared = FORMULAS[velocity_m_s]
    for link in result.network.links:
        pipes = [s for s in link.segments if s.diameter_mm > 0]
        if pipes:
            bore = min(segment.diameter_mm for segment in pipes)
            yield Step(
                f"network.{link.id}.velocity",
                link.velocity_m_s,
                declared.unit,
                declared.source,
                declared.symbol,
                declared.expression,
                {"flow_lps": link.flow_lps, "bore_mm": bore},
            )
        yield Step(
            f"network.{link.id}.cost",
            link.cost,
            result.currency,
            method="pipes of least cost under the head and pressure limits, with their laying",
            inputs={f"{s.label}, {s.length_m:.1f} m": s.cost for s in link.segments},
        )
    for node in result.network.nodes:
        if node.kind == "junction":
            yield Step(
                f"network.{node.id}.pressure",
                node.pressure_m,
                "m",
                "Residual pressure in the design hour",
                "p",
                "head_m - elevation_m",
                {"head_m": node.head_m, "elevation_m": node.elevation_m},
            )


def _money(result: DesignResult) -> Iterator[Step]:
    costs = result.costs
    if costs is not None:
        declared = FORMULAS[amount]
        yield Step(
            "costs.per_household",
            costs.per_household,
            f"{result.currency}/household",
            "Capital over the households of the design year",
            "C",
            "capital / households",
            {"capital": costs.capital_total, "households": result.households},
        )
        for item in costs.items:
            yield Step(
                f"costs.items.{item.name}",
                item.amount,
                result.currency,
                declared.source,
                declared.symbol,
                declared.expression,
                {"quantity": item.quantity, "unit_cost": item.unit_cost},
            )
    if result.benefits is not None:
        yield Step(
            "benefits.total",
            result.benefits.total_year,
            f"{result.currency}/year",
            method="gross margins and time that productive water brings in a year",
        )
    for tariff in result.tariffs:
        households = sum(bill.households for bill in tariff.bills)
        if households:
            total = sum(bill.bill_month * bill.households for bill in tariff.bills)
            yield Step(
                f"bills.{tariff.name}.mean",
                total / households,
                f"{result.currency}/month",
                method="mean of the groups' bills, weighted by their households",
                inputs={f"bills.{tariff.name}.{b.group}": b.bill_month for b in tariff.bills},
            )


def _checks(result: DesignResult) -> Iterator[Step]:
    own = [c for c in result.checks if c.standard == result.scenario.standard]
    keyed = checks_by_key(result)
    if own:
        broken = [c for c in own if c.verdict == "breaks"]
        yield Step(
            "checks.broken",
            len(broken),
            "clauses",
            method=f"clauses of {result.scenario.standard} that the design breaks",
            inputs={key: c.value for key, c in keyed.items() if c in broken},
        )
    for key, check in keyed.items():
        told = (check.reading, check.note, f"cure: {check.cure}" if check.cure else "")
        yield Step(
            key,
            check.value,
            check.unit,
            check.source,
            method=f"{check.verdict.replace('_', ' ')}: {check.bound.replace('_', ' ')} of "
            f"{check.clause}",
            inputs={"design": check.value, "limit": check.limit},
            checks=tuple(text for text in told if text),
        )


def checks_by_key(result: DesignResult) -> dict[str, Check]:
    """Return the verdicts with a number by the keys under which they are explained."""
    found: dict[str, Check] = {}
    for check in result.checks:
        if check.value is None or check.limit is None:
            continue
        parts = [check.standard, check.clause, check.parameter, check.bound]
        key = "checks." + "/".join([*parts, check.reading] if check.reading else parts)
        same = sum(other == key or other.startswith(f"{key} (") for other in found)
        found[f"{key} ({same + 1})" if same else key] = check
    return found
