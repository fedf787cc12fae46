"""Queues at the hand pumps of groups that draw at wells, told beside the water balance."""

from __future__ import annotations

from musdesign.demand.build import Needs
from musdesign.demand.needs import annual_mean
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.supply import lifting

_KEYS = ("hand_pump_l_min", "pump_hours_day", "container_l", "change_minutes", "queue_peak_factor")


def queues(scenario: Scenario, needs: Needs) -> tuple[tuple[str, ...], tuple[Assumption, ...]]:
    """Return for each group at hand pumps how many it shares, how long they run, and the wait.

    The number of pumps is that of the costs: so many households share one.  All of a group's
    domestic water is taken to be pumped by hand.
    """
    groups = {g.group for g in scenario.households if g.service == "well or handpump"}
    if not groups:
        return (), ()
    rows = {key: lookup("lifting", key) for key in _KEYS}
    share = lookup("network_limits", "households_per_public_tap")
    most = lookup("lifting", "users_per_hand_pump")
    longest = lookup("lifting", "wait_minutes")
    lines = []
    for people in needs.groups:
        persons, households = float(people.persons), float(people.households)
        if people.group not in groups or persons <= 0:
            continue
        litres = sum(
            1000.0 * annual_mean(part.month_m3_day) / persons
            for part in needs.demand.uses
            if part.group == people.group and part.use == "domestic"
        )
        flow, hours, container, change, peak = (rows[key].number("value") for key in _KEYS)
        pumps = max(1, round(households / share.number("value")))
        found = lifting.hand_pumps(
            persons, litres, flow, hours, pumps, container_l=container, change_minutes=change,
            peak_factor=peak,
        )  # fmt: skip
        wait = found.wait_at_peak_minutes
        told = "never ends" if wait is None else f"is {wait:.0f} minutes"
        line = (
            f"{people.group}: {pumps} hand pumps for {persons:.0f} people run "
            f"{100 * min(found.utilisation, 1.0):.0f} % of {hours:g} h; the wait in the busiest "
            f"hours {told}"
        )
        if wait is None or wait > longest.number("value"):
            line += f", above the {longest.number('value'):g} minutes of {longest.origin.source}"
        if found.users_per_pump > most.number("value"):
            line += f"; {found.users_per_pump:.0f} users a pump are above {most.number('value'):g}"
        lines.append(line)
    register = [
        Assumption.of(row.text("name"), row.number("value"), row.text("unit"), row.origin)
        for row in (*rows.values(), share)
    ]
    return tuple(lines), tuple(register)
