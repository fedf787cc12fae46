"""Rams, hand pumps and solar pumps as plain data, with what was taken from the library."""

from __future__ import annotations

from typing import Any

from musdesign import units
from musdesign.errors import CalculationError, Problem, UnitError
from musdesign.library.tables import lookup, table
from musdesign.supply import lifting


def ram(
    want: str, fall: str, lift: str, table_yield: float | None, table_lift: str,
    efficiency: float | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the drive flow of a ram by a maker's table and by its efficiency.

    Raises:
        MusdesignError: nothing to compute from, values out of range.
    """
    wanted = _typed(want, "L/day")
    notes: list[str] = []
    found: dict[str, Any] = {"want_l_day": wanted}
    if table_yield is None and not (fall and lift):
        raise CalculationError(
            Problem(
                "a ram needs its fall and lift, or the yield of a maker's table",
                cure='write --fall "10 m" --lift "23 m", or --yield 117',
            )
        )
    if table_yield is not None:
        if not table_yield > 0:
            raise CalculationError(f"a yield of {table_yield:g} L/day for each L/min")
        found["drive_l_min"] = float(lifting.ram_drive_from_table(wanted, table_yield))
        found["method"] = "the table's yield, by proportion"
        if not table_lift:
            notes.append("a table of yields holds for its own fall and lift only: check them")
        elif lift and abs(_typed(table_lift, "m") / _typed(lift, "m") - 1) > 0.05:
            notes.append(
                f"the table is for a lift of {table_lift}, the case for {lift}: the drive flow by "
                "the table is arithmetic only; see the one by efficiency"
            )
    if fall and lift:
        share = _value("ram_efficiency", efficiency, notes)
        flow = lifting.ram_drive_l_min(wanted, _typed(fall, "m"), _typed(lift, "m"), share)
        found["efficiency"] = share
        found["drive_by_efficiency_l_min"] = flow
        if table_yield is None:
            found["drive_l_min"], found["method"] = flow, "efficiency"
    return found | {"notes": notes}


def hand_pumps(
    users: float, rate: str, discharge: str, hours: str, pumps: int | None
) -> dict[str, Any]:
    """Return capacity, users and queue at hand pumps."""
    notes: list[str] = []
    need = _typed(rate, "L/person/day")
    flow = _typed(discharge, "L/min") if discharge else _value("hand_pump_l_min", None, notes)
    open_hours = _typed(hours, "hour/day") if hours else _value("pump_hours_day", None, notes)
    container = _value("container_l", None, notes)
    change = _value("change_minutes", None, notes)
    peak = _value("queue_peak_factor", None, notes)
    most, wait = lookup("lifting", "users_per_hand_pump"), lookup("lifting", "wait_minutes")
    if pumps is None:
        pumps = lifting.pumps_needed(
            users, need, flow, open_hours, most.number("value"), wait.number("value"),
            container_l=container,
        )  # fmt: skip
    found = lifting.hand_pumps(
        users, need, flow, open_hours, pumps,
        container_l=container, change_minutes=change, peak_factor=peak,
    )  # fmt: skip
    if found.users_per_pump > most.number("value"):
        notes.append(f"more than {most.number('value'):g} users a pump ({most.origin.source})")
    if found.wait_at_peak_minutes is None:
        notes.append("in the busiest hours the queue grows as long as they last")
    elif found.wait_at_peak_minutes > wait.number("value"):
        notes.append(f"the wait is above {wait.number('value'):g} minutes ({wait.origin.source})")
    return {
        "pumps": found.pumps,
        "users_per_pump": found.users_per_pump,
        "capacity_l_day": found.capacity_l_day,
        "utilisation": found.utilisation,
        "met_l_person_day": found.met_l_person_day,
        "wait_minutes": found.wait_minutes,
        "wait_at_peak_minutes": found.wait_at_peak_minutes,
        "notes": notes,
    }


def sun(
    power: str, head: str, sun_hours: str, need: str, sunless: float | None,
    efficiency: float | None,
) -> dict[str, Any]:  # fmt: skip
    """Return a solar pump's day and the tank for sunless days."""
    notes: list[str] = []
    kwp, lift = _typed(power, "kW"), _typed(head, "m")
    if not (kwp > 0 and lift > 0):
        raise CalculationError("the power of the modules and the lift must be above 0")
    places = table("sun_hours")
    if sun_hours in places:
        row = places[sun_hours]
        mean, worst = row.number("value"), row.number("low")
        notes.append(f"{row.text('name')}: {row.origin.source} ({row.origin.basis})")
    else:
        mean = worst = _typed(sun_hours, "kWh/m2/day")
    key = f"wire_to_water_{'below_0.5' if kwp < 0.5 else '0.5_2' if kwp < 2 else '2_7.5'}_kw"
    share = _value(key, efficiency, notes)
    system = _value("solar_system_factor", None, notes)
    mean_day = float(lifting.solar_m3_day(kwp, mean, lift, share, system))
    worst_day = float(lifting.solar_m3_day(kwp, worst, lift, share, system))
    found: dict[str, Any] = {
        "pump_hours_day": mean,
        "lifted_m3_day": mean_day,
        "lifted_worst_month_m3_day": worst_day,
        "efficiency": share,
    }
    if need:
        wanted = _typed(need, "m3/day")
        days = _value("sunless_days", sunless, notes)
        found |= {
            "need_m3_day": wanted,
            "sunless_days": days,
            "tank_for_sunless_days_m3": lifting.sunless_tank_m3(wanted, days),
            "met_in_the_worst_month": worst_day >= wanted,
        }
    return found | {"notes": notes}


def _typed(text: str, unit: str) -> float:
    """Return what was typed, a bare number being of the unit asked for."""
    try:
        return units.parse_number(text, decimal_comma=True)
    except UnitError:
        return units.parse(text, unit, decimal_comma=True)


def _value(key: str, given: float | None, notes: list[str]) -> float:
    if given is not None:
        return given
    row = lookup("lifting", key)
    value = row.number("value")
    notes.append(f"{row.text('name')} {value:g}: {row.origin.source} ({row.origin.basis})")
    return value
