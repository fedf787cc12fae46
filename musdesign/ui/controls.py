"""The controls beside the answers: sliders for what is moved often, text for exact values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import Scheme
from musdesign.ui import changes, left, session
from musdesign.ui.changes import Changes, Field, Settings
from musdesign.ui.opening import Case
from musdesign.ui.parts import heading, label, unmarked
from musdesign.ui.theme import number
from musdesign.ui.words import say, told

_MOST_TYPED = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where the controls of a case are kept, and where a link or variant left each of them.

    What a link says is held to what the control takes.
    """

    token: str

    def of(self, name: str) -> str:
        """Return the key of a control."""
        return session.control_key(self.token, name)

    def number(self, name: str, usual: float, most: float, least: float = 0.0) -> float:
        """Return where a slider starts."""
        found = session.left_at(self.token, name)
        known = isinstance(found, int | float) and not isinstance(found, bool)
        return min(max(float(found), least), most) if known else usual

    def text(self, name: str) -> str:
        """Return what stands in a field at the start."""
        found = session.left_at(self.token, name)
        return found[:_MOST_TYPED] if isinstance(found, str) else ""

    def choice(self, name: str, options: Sequence[str]) -> int:
        """Return the place of the choice that is made at the start; the first where none was."""
        found = session.left_at(self.token, name)
        return options.index(found) if found in options else 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say: changes by path, and the tariff to be shown first."""

    changes: Changes
    tariff: str | None


def show(scheme: Scheme, case: Case) -> Chosen:
    """Show the controls of a case, each at its own value or where a link left it.

    Raises:
        MusdesignError: typed values that cannot be read, each with its field.
    """
    key = Place(case.token)
    scenario = scheme.scenario
    st.html(heading(say("What you can move")))
    allocation = _allocation(changes.allocations(scheme), key)
    herd = _factor(say("Animals"), changes.herds(scheme), key, "herd")
    garden = _factor(say("Garden area"), changes.gardens(scheme), key, "garden")
    drivers = changes.sources(scheme)
    factors = {item.path: _factor(item.label, [item], key, item.path) for item in drivers}
    period = _period(scenario.horizon.design_period, key)
    names = {tariff.id: told(tariff.name) for tariff in scheme.tariffs}
    tariff = None
    if names:
        tariff = st.radio(
            say("Tariff shown first"),
            list(names),
            index=key.choice("tariff", list(names)),
            format_func=lambda name: names.get(name, name),
            key=key.of("tariff"),
            persist_state="session",
        )
    typed = _exact(changes.fields(scheme), key)
    settings = Settings(allocation, herd, garden, factors, period, typed)
    made: Changes | None = None
    try:
        made = changes.changes(scheme, settings)
    finally:
        # the way back stays open when a typed value cannot be read
        edited = bool(case.made)
        nothing = made == {} and not edited and not left.drafts(case)
        st.button(
            say("Back to the case"),
            on_click=left.back_to_the_case,
            disabled=nothing,
            help=say("Takes back what was moved, edited and left as a draft; it can be undone."),
            width="stretch",
            key="back",
        )
        if nothing and left.can_bring_back(case.token):
            st.button(
                say("Bring my changes back"),
                on_click=left.bring_back,
                width="stretch",
                key="bring-back",
            )
    return Chosen(made, tariff)


def _allocation(items: Sequence[Field], key: Place) -> float | None:
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
    # a table may have given the case another start, which must not count as moved
    name = f"allocation.{start:g}"
    most = float(max(300.0, 100.0 * -(-1.5 * high // 100)))
    value = st.slider(
        say("Domestic allocation, L/person/day"),
        min_value=0.0,
        max_value=most,
        value=key.number(name, float(start), most),
        step=1.0,
        format="%.0f",
        help=help_,
        key=key.of(name),
        persist_state="session",
    )
    return None if value == start else float(value)


def _factor(title: str, items: Sequence[Field], key: Place, name: str) -> float:
    if not items:
        return 1.0
    unit = told(items[0].unit)
    listed = "; ".join(f"{item.label} {number(item.value)} {unit}".strip() for item in items[:12])
    value = st.slider(
        label(say("{name}, × the case", name=title)),
        min_value=0.0,
        max_value=4.0,
        value=key.number(name, 1.0, 4.0),
        step=0.1,
        format="× %.1f",
        help=unmarked(say("In the case: {listed}", listed=listed)),
        key=key.of(name),
        persist_state="session",
    )
    return round(float(value), 1)


def _period(start: float, key: Place) -> float | None:
    name, most = f"period.{start:g}", float(max(40.0, start))
    value = st.slider(
        say("Design period, years"),
        min_value=1.0,
        max_value=most,
        value=key.number(name, float(start), most, least=1.0),
        step=1.0,
        format="%.0f",
        key=key.of(name),
        persist_state="session",
    )
    return None if value == start else float(value)


def _exact(items: Sequence[Field], key: Place) -> dict[str, str]:
    typed = {}
    with st.expander(say("Type exact values")):
        st.caption(
            say("A decimal comma or point is read alike. Empty: as in the case, or as moved.")
        )
        for item in items:
            unit = _unit(item)
            typed[item.path] = st.text_input(
                label(f"{item.label}, {unit}"),
                value=key.text(f"typed.{item.path}"),
                placeholder=number(item.value),
                max_chars=_MOST_TYPED,
                key=key.of(f"typed.{item.path}"),
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
