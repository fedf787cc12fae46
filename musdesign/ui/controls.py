"""The controls beside the answers: sliders for what is moved often, text for exact values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import Scheme
from musdesign.ui import changes, session
from musdesign.ui.changes import Changes, Field, Settings
from musdesign.ui.parts import heading, label, unmarked
from musdesign.ui.theme import number
from musdesign.ui.words import say, told


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say: changes by path, and the tariff to be shown first."""

    changes: Changes
    tariff: str | None


def show(scheme: Scheme, token: str, *, edited: bool = False) -> Chosen:
    """Show the controls, starting at the case's own values; ``edited`` where tables changed them.

    Raises:
        MusdesignError: typed values that cannot be read, each with its field.
    """
    key = _keys(token)
    scenario = scheme.scenario
    st.html(heading(say("What you can move")))
    allocation = _allocation(changes.allocations(scheme), key)
    herd = _factor(say("Animals"), changes.herds(scheme), key("herd"))
    garden = _factor(say("Garden area"), changes.gardens(scheme), key("garden"))
    drivers = changes.sources(scheme)
    factors = {item.path: _factor(item.label, [item], key(item.path)) for item in drivers}
    period = _period(scenario.horizon.design_period, key("period"))
    names = {tariff.id: tariff.name for tariff in scheme.tariffs}
    tariff = None
    if names:
        tariff = st.radio(
            say("Tariff shown first"),
            list(names),
            format_func=lambda name: names.get(name, name),
            key=key("tariff"),
            persist_state="session",
        )
    typed = _exact(changes.fields(scheme), key)
    settings = Settings(allocation, herd, garden, factors, period, typed)
    made: Changes | None = None
    try:
        made = changes.changes(scheme, settings)
    finally:
        # the way back stays open when a typed value cannot be read
        st.button(
            say("Back to the case"),
            on_click=session.back_to_the_case,
            disabled=made == {} and not edited,
            width="stretch",
            key="back",
        )
    return Chosen(made, tariff)


def _keys(token: str) -> Callable[[str], str]:
    # a new revision gives every control a new key, hence its starting value
    revision = st.session_state.get(session.REVISION, 0)
    return lambda name: f"{token}.{revision}.{name}"


def _allocation(items: Sequence[Field], key: Callable[[str], str]) -> float | None:
    if not items:
        return None
    values = sorted({item.value for item in items})
    low, high = values[0], values[-1]
    middle = float(round(sum(values) / len(values)))
    same = low == high
    start = low if same else middle
    help_ = (
        say("One value for all groups.")
        if same
        else say(
            "The groups have {low} to {high}; moving it gives all the same.",
            low=number(low),
            high=number(high),
        )
    )
    value = st.slider(
        say("Domestic allocation, L/person/day"),
        min_value=0.0,
        max_value=float(max(300.0, 100.0 * -(-1.5 * high // 100))),
        value=float(start),
        step=1.0,
        format="%.0f",
        help=help_,
        # a table may have given the case another start, which must not count as moved
        key=key(f"allocation.{start:g}"),
        persist_state="session",
    )
    return None if value == start else float(value)


def _factor(name: str, items: Sequence[Field], key: str) -> float:
    if not items:
        return 1.0
    unit = told(items[0].unit)
    listed = "; ".join(f"{item.label} {number(item.value)} {unit}".strip() for item in items[:12])
    value = st.slider(
        label(say("{name}, × the case", name=name)),
        min_value=0.0,
        max_value=4.0,
        value=1.0,
        step=0.1,
        format="× %.1f",
        help=unmarked(say("In the case: {listed}", listed=listed)),
        key=key,
        persist_state="session",
    )
    return round(float(value), 1)


def _period(start: float, key: str) -> float | None:
    value = st.slider(
        say("Design period, years"),
        min_value=1.0,
        max_value=float(max(40.0, start)),
        value=float(start),
        step=1.0,
        format="%.0f",
        key=f"{key}.{start:g}",
        persist_state="session",
    )
    return None if value == start else float(value)


def _exact(items: Sequence[Field], key: Callable[[str], str]) -> dict[str, str]:
    typed = {}
    with st.expander(say("Type exact values")):
        st.caption(
            say("A decimal comma or point is read alike. Empty: as in the case, or as moved.")
        )
        for item in items:
            unit = _unit(item)
            typed[item.path] = st.text_input(
                label(f"{item.label}, {unit}"),
                placeholder=number(item.value),
                max_chars=40,
                key=key(f"typed.{item.path}"),
                persist_state="session",
            )
            _echo(item, typed[item.path] or "")
    return {path: text or "" for path, text in typed.items()}


def _unit(item: Field) -> str:
    return told(item.unit) if item.unit else say("per household")


def _echo(item: Field, text: str) -> None:
    """Say at once how a typed value was read, so that nobody gets ten times the flow."""
    if not text.strip():
        return
    try:
        st.caption(
            say(
                "read as {read} {unit}",
                read=number(changes.read(item, text), 6),
                unit=_unit(item),
            )
        )
    except MusdesignError as error:
        st.caption(f":red[✗ {unmarked(told(error.problems[0].what))}]")
