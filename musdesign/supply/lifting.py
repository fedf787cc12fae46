"""Water lifted by the sun, by hand and by a ram: what each gives in a day."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.trace import formula

Array = NDArray[np.float64]
KWH_PER_M3_M = 9.81 / 3600.0
"""Work of lifting 1 m3 by 1 m, kWh."""


@formula(
    "Q",
    "drive_l_min * 1440 * efficiency * fall_m / lift_m",
    "L/day",
    "D'Aubuisson's efficiency of a hydraulic ram: delivered flow x lift over drive flow x fall",
)
def ram_delivery_l_day(
    drive_l_min: ArrayLike, fall_m: ArrayLike, lift_m: ArrayLike, efficiency: ArrayLike
) -> Array:
    """Return what a hydraulic ram delivers in a day for a drive flow in L/min.

    >>> round(float(ram_delivery_l_day(1.0, 10.0, 80.0, 0.65)), 1)
    117.0
    """
    drive, fall, lift, share = (
        np.asarray(value, dtype=float) for value in (drive_l_min, fall_m, lift_m, efficiency)
    )
    return np.asarray(drive * 1440.0 * share * fall / lift)


@formula(
    "q", "want_l_day / yield_l_day_per_l_min", "L/min", "Proportion to a maker's table of yields"
)
def ram_drive_from_table(want_l_day: ArrayLike, yield_l_day_per_l_min: ArrayLike) -> Array:
    """Return the drive flow, L/min, for a delivery when a table gives the yield of 1 L/min.

    The table holds for its own fall and lift only.

    >>> round(float(ram_drive_from_table(2400.0, 117.0)), 1)
    20.5
    """
    return np.asarray(
        np.asarray(want_l_day, dtype=float) / np.asarray(yield_l_day_per_l_min, dtype=float)
    )


def ram_drive_l_min(want_l_day: float, fall_m: float, lift_m: float, efficiency: float) -> float:
    """Return the drive flow, L/min, that a ram needs for a delivery.

    Raises:
        CalculationError: a lift that is not above the fall, or values out of range.

    >>> round(ram_drive_l_min(2400.0, 10.0, 23.0, 0.65), 2)
    5.9
    """
    problems = [
        Problem(f"the {name} is {value:g}", cure=cure)
        for name, value, good, cure in (
            ("water wanted", want_l_day, want_l_day >= 0, "give 0 L/day or more"),
            ("fall", fall_m, fall_m > 0, "give the fall of the drive pipe, m"),
            ("lift", lift_m, lift_m > 0, "give the lift above the ram, m"),
            ("efficiency", efficiency, 0 < efficiency <= 1, "give a share such as 0.6"),
        )
        if not good
    ]
    if not problems and lift_m <= fall_m:
        problems.append(
            Problem(
                f"a lift of {lift_m:g} m is not above the fall of {fall_m:g} m",
                why="water that falls further than it is lifted needs no ram",
            )
        )
    if problems:
        raise CalculationError(problems)
    return want_l_day / float(ram_delivery_l_day(1.0, fall_m, lift_m, efficiency))


@formula(
    "Q",
    "array_kwp * sun_hours * system_factor * pump_efficiency / (0.002725 * head_m)",
    "m3/day",
    "Energy balance of a pump driven by the sun without batteries; 0.002725 kWh lift 1 m3 by 1 m",
)
def solar_m3_day(
    array_kwp: ArrayLike,
    sun_hours: ArrayLike,
    head_m: ArrayLike,
    pump_efficiency: ArrayLike,
    system_factor: ArrayLike,
) -> Array:
    """Return what a solar pump lifts in a day, m3.

    Args:
        array_kwp: peak power of the modules, kW.
        sun_hours: peak sun hours: radiation of the day on the modules, kWh/m2.
        head_m: lift with the friction, m.
        pump_efficiency: water power over the electric power of motor and pump.
        system_factor: share of the modules' rated energy that reaches the motor.

    >>> round(float(solar_m3_day(1.0, 5.0, 40.0, 0.4, 0.75)), 2)
    13.76
    """
    kwp, sun, head, pump, system = (
        np.asarray(value, dtype=float)
        for value in (array_kwp, sun_hours, head_m, pump_efficiency, system_factor)
    )
    return np.asarray(kwp * sun * system * pump / (0.002725 * head))


def sunless_tank_m3(need_m3_day: float, sunless_days: float) -> float:
    """Return the tank that carries a need through days on which the sun pump does not run.

    >>> sunless_tank_m3(12.0, 2)
    24.0
    """
    if need_m3_day < 0 or not 0 <= sunless_days <= 60:
        raise CalculationError("the need cannot be negative, nor the sunless days above 60")
    return need_m3_day * sunless_days


@dataclass(frozen=True, slots=True)
class HandPumps:
    """How hand pumps serve their users: capacity, use, queue."""

    pumps: int
    capacity_l_day: float
    """All pumps in their hours, as far as somebody pumps all the time."""
    utilisation: float
    """Share of the hours in which a pump runs; above 1 the need is not met."""
    met_l_person_day: float
    users_per_pump: float
    wait_minutes: float | None
    """Mean wait of a user in the queue; None where the pumps cannot serve the need."""
    wait_at_peak_minutes: float | None
    """The same in the busiest hours."""


def hand_pumps(
    users: float,
    need_l_person_day: float,
    discharge_l_min: float,
    hours_day: float,
    pumps: int = 1,
    *,
    container_l: float = 20.0,
    change_minutes: float = 0.5,
    peak_factor: float = 2.0,
) -> HandPumps:
    """Return capacity, service and queue at hand pumps.

    A trip fills one container: service time = container / discharge + change.  Users come at
    random to the pumps together: queue M/M/c by Erlang's C formula, on the safe side because the
    service time of a pump hardly varies.

    Args:
        users: persons.
        need_l_person_day: litres each.
        discharge_l_min: litres a minute while somebody pumps.
        hours_day: hours in which the pump is open.
        pumps: number of pumps side by side.
        container_l: litres of a container.
        change_minutes: minutes between two containers.
        peak_factor: arrivals in the busiest hours over the mean of the open hours.

    Raises:
        CalculationError: values out of range.

    Source: Erlang C, any text on queues; discharge and users from the user or the library.
    """
    given = (
        ("users", users, users >= 0),
        ("need", need_l_person_day, need_l_person_day >= 0),
        ("discharge", discharge_l_min, discharge_l_min > 0),
        ("hours of a day", hours_day, 0 < hours_day <= 24),
        ("number of pumps", pumps, 1 <= pumps <= 1000),
        ("container", container_l, container_l > 0),
        ("minutes to change containers", change_minutes, change_minutes >= 0),
        ("peak factor", peak_factor, peak_factor >= 1),
    )
    problems = [Problem(f"the {name} is {value:g}") for name, value, good in given if not good]
    if problems:
        raise CalculationError(problems)
    minutes = container_l / discharge_l_min + change_minutes
    capacity = pumps * hours_day * 60.0 / minutes * container_l
    need = users * need_l_person_day
    arrivals = need / container_l / (hours_day * 60.0)
    met = need_l_person_day * min(1.0, capacity / need) if need else 0.0
    return HandPumps(
        pumps,
        capacity,
        need / capacity,
        met,
        users / pumps,
        erlang_wait(arrivals, minutes, pumps),
        erlang_wait(arrivals * peak_factor, minutes, pumps),
    )


def erlang_wait(arrivals: float, service: float, servers: int) -> float | None:
    """Return the mean wait in a queue M/M/c in the unit of ``service``; None where it never ends.

    Formula: W = C(c, a) service / (c - a), a = arrivals x service.

    >>> round(erlang_wait(0.5, 1.0, 1), 6)  # M/M/1: rho / (mu - lambda)
    1.0
    """
    load = arrivals * service
    if load >= servers:
        return None
    term, total = 1.0, 1.0
    for k in range(1, servers):
        term *= load / k
        total += term
    last = term * load / servers * servers / (servers - load)
    return last / (total + last) * service / (servers - load)


def pumps_needed(
    users: float, need_l_person_day: float, discharge_l_min: float, hours_day: float,
    most_users: float, most_wait_minutes: float | None = None, *, container_l: float = 20.0,
) -> int:  # fmt: skip
    """Return the number of hand pumps that keep to the users per pump, the need and the wait.

    Raises:
        CalculationError: values out of range.

    >>> pumps_needed(600, 20, 17, 10, 250)
    3
    """
    if not most_users > 0:
        raise CalculationError("the users per pump must be above 0")
    count = max(1, math.ceil(users / most_users - 1e-9))
    for pumps in range(count, count + 1000):
        found = hand_pumps(
            users, need_l_person_day, discharge_l_min, hours_day, pumps, container_l=container_l
        )
        wait = found.wait_at_peak_minutes
        if found.utilisation <= 1.0 and (
            most_wait_minutes is None or (wait is not None and wait <= most_wait_minutes)
        ):
            return pumps
    raise CalculationError("no number of pumps keeps the wait that short")
