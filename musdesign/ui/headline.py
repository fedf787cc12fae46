"""The top of the page: which scheme, and the figures that decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from musdesign.flow import DesignResult
from musdesign.i18n import mark
from musdesign.standards import Check
from musdesign.standards.countries import name_of
from musdesign.study.explain import HEADLINES, figure_names
from musdesign.ui import explaining
from musdesign.ui.parts import KeyFigure, key_figures, notes, warning
from musdesign.ui.theme import money, number
from musdesign.ui.view import View
from musdesign.ui.words import law_name, say, told


def show(view: View) -> None:
    """Show name, place and key figures; beside a changed figure stands the case's own."""
    result = view.result
    title(view)
    with st.container(key="key-figures"):
        st.html(key_figures(_figure(view, item) for item in _items(result)))
        _why(view)
    if result.network is not None and not result.network.feasible:
        st.html(warning(say("No pipes of the catalogue meet every limit: see Network.")))
    if result.notes:
        st.html(notes(map(told, result.notes)))


def _why(view: View) -> None:
    """Lay a button over each figure that tells why it is what it is."""
    known = set(figure_names(view.result))
    # the order of the figures, so that each button lies on its own
    with st.container(key="key-figures-why"):
        for key, name in HEADLINES.items():
            if st.button(
                say("Why: {figure}", figure=say(name)),
                key=f"why-{key}",
                type="tertiary",
                # the page is drawn anew when the rest is there, and would close what lies over it
                disabled=key not in known or bool(view.coming),
            ):
                explaining.dialog(view, key)


def title(view: View) -> None:
    """Show name and place alone."""
    st.html(
        f'<h1 class="mus-title">{escape(told(view.result.name))}</h1>'
        f'<p class="mus-sub">{escape(_subtitle(view))}{_coming(view)}</p>'
    )


def _coming(view: View) -> str:
    if not view.coming:
        return ""
    return f' · <strong class="mus-coming" role="status">{escape(view.coming)}</strong>'


def figures(result: DesignResult) -> dict[str, float | None]:
    """Return the key figures by name and unit, as they are kept with a saved variant."""
    return {f"{item.label}, {item.unit}": item.value(result) for item in _items(result)}


def months_fully_met(result: DesignResult) -> int | None:
    """Return in how many months of the mean year no use misses water."""
    if result.supply is None:
        return None
    missing = [service.unmet_by_month_m3 > 1e-6 for service in result.supply.by_use]
    return sum(not any(bool(use[month]) for use in missing) for month in range(12))


def community_storage(result: DesignResult) -> float | None:
    """Return the volume of the community's tanks, those of households left out."""
    tanks = [tank.volume_m3 for tank in result.storage if tank.count == 1]
    return sum(tanks) if tanks else None


def own_checks(result: DesignResult) -> list[Check]:
    """Return the verdicts that apply, of the standard in force for the case alone."""
    own = result.scenario.standard
    return [c for c in result.checks if c.standard == own and c.verdict != "not_applicable"]


def clauses_broken(result: DesignResult) -> float | None:
    """Return how many clauses of its standard the design breaks; None without a standard."""
    own = own_checks(result)
    return sum(check.verdict == "breaks" for check in own) if own else None


@dataclass(frozen=True, slots=True)
class _Item:
    """A key figure: name and unit in English, by which it is kept, and how it is shown."""

    label: str
    unit: str
    value: Callable[[DesignResult], float | None]
    write: Callable[[float | None], str] = number
    bad: Callable[[float], bool] = lambda value: False
    shown_unit: str = ""
    by_days: bool = False
    """Whether it rests on the days of the weather, where these are simulated."""


def _items(result: DesignResult) -> list[_Item]:
    own = own_checks(result)
    undecided = sum(check.verdict == "cannot_tell" for check in own)
    of_clauses = (
        say("of {count}, {undecided} undecided", count=len(own), undecided=undecided)
        if undecided
        else say("of {count}", count=len(own))
    )
    return [
        _Item(mark("Need per person"), mark("L/day"), lambda r: r.demand.per_person_l_day),
        _Item(mark("Mean day"), "m3", lambda r: r.demand.mean_day_m3),
        _Item(mark("Largest day"), "m3", lambda r: r.demand.max_day_m3),
        _Item(mark("Peak hour"), "L/s", lambda r: r.demand.peak_hour_lps),
        _Item(mark("Community storage"), "m3", community_storage),
        _Item(
            mark("Capital per household"),
            result.currency,
            lambda r: r.costs.per_household if r.costs else None,
            money,
        ),
        _Item(
            mark("Months fully met"),
            mark("of 12"),
            months_fully_met,
            bad=lambda months: months < 12,
            by_days=True,
        ),
        _Item(
            mark("Clauses broken"),
            mark("clauses"),
            clauses_broken,
            bad=lambda broken: broken > 0,
            by_days=True,
            shown_unit=of_clauses,
        ),
    ]


def _figure(view: View, item: _Item) -> KeyFigure:
    now, before = item.value(view.result), item.value(view.before)
    shown, was = item.write(now), item.write(before)
    return KeyFigure(
        say(item.label),
        shown,
        (item.shown_unit or say(item.unit)) if now is not None else "",
        was if was != shown else "",
        _tone(view, item, now),
    )


def _tone(view: View, item: _Item, now: float | None) -> str:
    if view.coming and item.by_days:
        return "coming"
    return "bad" if now is not None and item.bad(now) else ""


def _subtitle(view: View) -> str:
    result, location = view.result, view.scheme.scenario.location
    country = told(name_of(location.country)) if location.country else ""
    place = ", ".join(part for part in (location.place, country) if part)
    standard = view.scheme.standard
    return " · ".join(
        (
            place,
            say("design year {year}", year=result.design_year),
            say(
                "{persons} persons in {households} households",
                persons=number(result.population),
                households=number(round(result.households)),
            ),
            say("standard: {name}", name=law_name(standard))
            if standard
            else say("no standard on file"),
        )
    )
