"""Treatment trains: which tier they reach, what they take, lose and cost, and the chlorine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import Row, lookup
from musdesign.provenance import Assumption, worst
from musdesign.supply.sources import TIERS, tier
from musdesign.trace import formula


@dataclass(frozen=True, slots=True)
class Disinfection:
    """Chlorine in a train: dose, contact, what is left, and the volumes that follow."""

    dose_mg_l: float
    demand_mg_l: float
    contact_minutes: float
    residual_mg_l: float
    ct_mg_min_l: float
    chlorine_g_day: float
    product_g_day: float
    contact_tank_m3: float
    sufficient: bool


@dataclass(frozen=True, slots=True)
class Train:
    """What a treatment train does with a day's water."""

    steps: tuple[str, ...]
    gives: str
    loss_fraction: float
    bacteria_log: tuple[float, float]
    virus_log: tuple[float, float]
    turbidity_ntu: float | None
    cost_per_m3: tuple[float, float] | None
    """Running cost in USD where all of its steps are in USD, else None."""
    filter_area_m2: dict[str, tuple[float, float]]
    disinfection: Disinfection | None
    warnings: tuple[str, ...]
    register: tuple[Assumption, ...]

    def coliforms_after(self, raw_per_100ml: float) -> tuple[float, float]:
        """Return E. coli in 100 mL after the most and the least removal."""
        low, high = self.bacteria_log
        return raw_per_100ml / 10**high, raw_per_100ml / 10**low


@formula("C", "(dose_mg_l - demand_mg_l) * contact_minutes", "mg min/L", "Residual times contact")
def contact_product(dose_mg_l: float, demand_mg_l: float, contact_minutes: float) -> float:
    """Return the product of residual chlorine and contact time.

    >>> contact_product(1.5, 1.0, 30.0)
    15.0
    """
    return (dose_mg_l - demand_mg_l) * contact_minutes


@formula("V", "flow_m3_day / (24 * 60) * contact_minutes * 24 / hours_day", "m3", "Detention")
def contact_tank_m3(flow_m3_day: float, contact_minutes: float, hours_day: float = 24.0) -> float:
    """Return the tank that holds the water for the contact time, the plant running so many hours.

    >>> contact_tank_m3(48.0, 30.0)
    1.0
    """
    return flow_m3_day / (24 * 60) * contact_minutes * 24 / hours_day


def train(
    steps: Sequence[str],
    flow_m3_day: float,
    *,
    hours_day: float = 24.0,
    turbidity_ntu: float | None = None,
    dose_mg_l: float | None = None,
    demand_mg_l: float = 0.0,
    contact_minutes: float | None = None,
    loss_fraction: float | None = None,
) -> Train:
    """Return what a train of the library's steps reaches, in order.

    The tier is that of the best step whose water before it is clear enough; drinking needs a step
    that disinfects, with clear water before it.

    Args:
        steps: rows of the library's treatment steps, the first first.
        flow_m3_day: water that goes in on a day.
        hours_day: running hours.
        turbidity_ntu: of the raw water; None: not known, then not checked.
        dose_mg_l: chlorine given; needed to judge the disinfection.
        demand_mg_l: chlorine that the water itself uses up.
        contact_minutes: contact time of the chlorine; the library's where left out.
        loss_fraction: of the whole train, where measured; else the library's steps together.

    Raises:
        DataError: an unknown step.
        CalculationError: no steps, or values out of range; all of them at once.
    """
    _check(steps, flow_m3_day, hours_day, turbidity_ntu, dose_mg_l, loss_fraction)
    rows = [lookup("treatment_steps", step) for step in steps]
    warnings: list[str] = []
    reached, clear = len(TIERS), turbidity_ntu
    passed = 1.0
    areas: dict[str, tuple[float, float]] = {}
    for row in rows:
        good = _clear_enough(row, clear, warnings)
        if good:
            reached = min(reached, tier(row.text("gives")))
        out = row.optional("clears_to_ntu")
        if clear is not None and out is not None and good:
            clear = min(clear, out)
        passed *= 1.0 - row.number("loss")
        slow, fast = row.optional("rate_low_m_h"), row.optional("rate_high_m_h")
        if slow and fast:
            areas[row.key] = (flow_m3_day / hours_day / fast, flow_m3_day / hours_day / slow)
            if hours_day < 24:
                warnings.append(
                    f"{row.text('name')}: it must run day and night, not {hours_day:g} h"
                )
    if turbidity_ntu is None:
        warnings.append("the turbidity of the raw water is not known: whether the steps bear it")
    chlorine = _chlorine(rows, flow_m3_day, hours_day, dose_mg_l, demand_mg_l, contact_minutes)
    if chlorine is not None and not chlorine.sufficient:
        reached = max(reached, tier("domestic"))
        warnings.append(
            f"{chlorine.residual_mg_l:.2g} mg/L of chlorine are left after "
            f"{chlorine.contact_minutes:g} minutes: too little for drinking"
        )
    elif chlorine is None and any(row.optional("contact_minutes") for row in rows):
        warnings.append("the dose of chlorine is not given: it is taken to be enough")
    if reached >= len(TIERS):
        warnings.append("no step bears the raw water: it is of irrigation quality at best")
        reached = tier("irrigation")
    usd = all(row.text("currency") == "USD" for row in rows)
    basis = worst(row.origin.basis for row in rows)
    names = ", ".join(row.text("name") for row in rows)
    register = (
        Assumption(
            f"treatment: {names}", TIERS[reached], "tier", rows[-1].origin.source, basis,
            rows[-1].origin.date,
        ),
    )  # fmt: skip
    return Train(
        tuple(steps),
        TIERS[reached],
        1.0 - passed if loss_fraction is None else loss_fraction,
        _sum(rows, "bacteria"),
        _sum(rows, "virus"),
        clear,
        (
            sum(row.number("opex_low_m3") for row in rows),
            sum(row.number("opex_high_m3") for row in rows),
        )
        if usd
        else None,
        areas,
        chlorine,
        tuple(warnings),
        register,
    )


def _clear_enough(row: Row, turbidity: float | None, warnings: list[str]) -> bool:
    most = row.optional("max_turbidity_ntu")
    if turbidity is None or most is None or turbidity <= most:
        return True
    warnings.append(
        f"{row.text('name')}: bears at most {most:g} NTU, gets {turbidity:g}: it does not count"
    )
    return False


def _sum(rows: Sequence[Row], what: str) -> tuple[float, float]:
    return (
        sum(row.number(f"{what}_log_low") for row in rows),
        sum(row.number(f"{what}_log_high") for row in rows),
    )


def _chlorine(
    rows: Sequence[Row], flow: float, hours: float, dose: float | None, demand: float,
    contact: float | None,
) -> Disinfection | None:  # fmt: skip
    doses = [row for row in rows if row.optional("contact_minutes")]
    if not doses or dose is None:
        return None
    least = lookup("water_quality", "chlorine_residual").number("low")
    needed = lookup("water_quality", "chlorine_contact").number("value")
    minutes = doses[0].number("contact_minutes") if contact is None else contact
    residual = max(0.0, dose - demand)
    grams = dose * flow
    return Disinfection(
        dose,
        demand,
        minutes,
        residual,
        max(0.0, contact_product(dose, demand, minutes)),
        grams,
        grams / lookup("water_quality", "chlorine_strength").number("value"),
        contact_tank_m3(flow, minutes, hours),
        residual >= least and minutes >= needed,
    )


def _check(
    steps: Sequence[str], flow: float, hours: float, turbidity: float | None, dose: float | None,
    loss: float | None,
) -> None:  # fmt: skip
    given = (
        ("flow", flow, flow >= 0),
        ("running hours", hours, 0 < hours <= 24),
        ("turbidity", turbidity or 0.0, turbidity is None or turbidity >= 0),
        ("dose of chlorine", dose or 0.0, dose is None or 0 <= dose <= 50),
        ("loss", loss or 0.0, loss is None or 0 <= loss < 1),
    )
    problems = [Problem(f"the {name} is {value:g}") for name, value, good in given if not good]
    if not steps:
        problems.append(Problem("a treatment has no steps", cure="write steps: [slow_sand]"))
    if problems:
        raise CalculationError(problems)
