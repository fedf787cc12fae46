"""The search for a tariff that meets stated goals, and the forms of tariff compared."""

from __future__ import annotations

import streamlit as st

from musdesign.finance.effects.incidence import Effects, changes
from musdesign.finance.effects.search import FoundTariff
from musdesign.flow import Scheme
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.flow.tariff_effects import tastes_of
from musdesign.study import tariffs as study
from musdesign.ui import session
from musdesign.ui.messages import messages
from musdesign.ui.parts import bullets, heading, note
from musdesign.ui.sections.goals import PRESENT, Goals, asked, rung_name
from musdesign.ui.sections.incidence import FIRST
from musdesign.ui.sections.search_tables import (
    bearers_table,
    forms_figure,
    forms_table,
    prices_table,
    proof_lines,
)
from musdesign.ui.sections.winners import marks_table, winners_table
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.tariff_tables import rates_found, rates_now, with_edit, with_rates
from musdesign.ui.theme import CHART_CONFIG
from musdesign.ui.view import View
from musdesign.ui.words import say, told


def show(view: View) -> None:
    """Ask for goals, look for the prices that meet them and hurt least, and show what they do."""
    if not view.result.tariff_effects:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    found = view.result.tariff_effects
    now = next((part.case for part in found if part.case.id == view.tariff), found[0].case)
    st.html(heading(say("A tariff that meets your goals")))
    of = study.studied_result(view.result, now.id)
    goals = asked(view, of, now.id)
    if goals is None:
        st.html(
            note(
                say(
                    "For given blocks the computer finds the prices that bring the money and leave "
                    "the least of any bill above what a household can afford, and proves it."
                )
            )
        )
    else:
        with messages(say("the search")):
            _answer(view, of, goals)
    st.html(heading(say("Forms of tariff compared")))
    if st.toggle(say("Compare flat fees, one price, lifelines and blocks"), key="tariff-forms"):
        with messages(say("the comparison")):
            _forms(view, of, goals.rung if goals else PRESENT)


def found_for(of: study.Studied, goals: Goals) -> FoundTariff:
    """Return the tariff that goals ask for.

    Raises:
        MusdesignError: what cannot be read, or goals that no tariff meets.
    """
    share, rise, ends = goals.read()
    return study.search_tariff(
        of,
        revenue_year=_aim(of, goals.rung) * share,
        bounds_m3=ends,
        fixed_charge=goals.fixed,
        objective="headcount" if goals.headcount else "gap",
        most_rise=rise,
        caps=study.caps_of(of) if goals.legal else (),
        tastes=tastes_of(of.result.scenario)[0] if goals.response else None,
        cost_year=of.cost_of("full life-cycle" if goals.rung == PRESENT else goals.rung),
    )


def _aim(of: study.Studied, rung: str) -> float:
    if rung == PRESENT:
        return of.effects("present", of.case.schedules).revenue_year
    return of.cost_of(rung)


def _answer(view: View, of: study.Studied, goals: Goals) -> None:
    with st.spinner(say("Looking for prices")):
        sought = found_for(of, goals)
    currency = of.case.currency
    answers = study.answers_to(of, sought) if goals.response else None
    effects = of.effects("found", sought.schedules, answers)
    present = of.effects(of.case.title, of.case.schedules)
    with view.study(
        "search",
        lambda scheme: _redrawn(scheme, goals),
        goals,
        first=FIRST,
        by=NEED_AND_COST,
    ):
        prices, *others = _tables(of, sought, effects, present)
        st.html(prices)
        st.html(bullets(proof_lines(sought, currency)))
        for shown in others:
            st.html(shown)
    st.button(
        say("Propose these prices"),
        on_click=_propose,
        args=(view, of.case.id, sought, currency),
        key="goal-propose",
    )


def _redrawn(scheme: Scheme, goals: Goals) -> list[str]:
    """Return the tables of the search for the same goals under another scheme."""
    of = study.studied(scheme, goals.tariff)
    sought = found_for(of, goals)
    answers = study.answers_to(of, sought) if goals.response else None
    effects = of.effects("found", sought.schedules, answers)
    return _tables(of, sought, effects, of.effects(of.case.title, of.case.schedules))


def _tables(
    of: study.Studied, sought: FoundTariff, effects: Effects, present: Effects
) -> list[str]:
    """Return the prices, who bears them, what they do beside today's, who wins and loses."""
    currency = of.case.currency
    moved = changes(of.case.people, of.case.schedules, sought.schedules)
    return [
        prices_table(sought, currency),
        bearers_table(effects, currency),
        marks_table([present, effects], [told(of.case.title), say("the prices found")], currency),
        winners_table(moved, say("The prices found instead of today's"), currency),
    ]


def _propose(view: View, tariff: str, sought: FoundTariff, currency: str) -> None:
    with messages(say("the proposal")):
        own = next(made for made in view.scheme.tariffs if made.id == tariff)
        # the proposal has the classes of the first tariff
        names = [name for name in sought.fixed if name in view.scheme.tariffs[0].classes]
        rates = {
            **rates_now(view.scheme, view.scheme.tariffs[0]),
            **rates_found(sought, names, currency),
        }
        made = with_rates(view.scheme, PROPOSED, rates if own else {})
        changed(view.scheme, made)
        session.edit(view.case, with_edit(view.case.made, made))


def _forms(view: View, of: study.Studied, rung: str) -> None:
    now = of.case.id
    with st.spinner(say("Comparing forms of tariff")):
        options = study.pareto_front(of, cost_year=_aim(of, rung))
    st.html(note(say("Covered is here: {aim}.", aim=rung_name(rung))))
    st.plotly_chart(
        forms_figure(options),
        config=CHART_CONFIG,
        key="tariff-forms-figure",
        alt=say(
            "Forms of tariff by the part of the money that they bring and the households "
            "that cannot afford them; the same numbers stand in the table below."
        ),
    )
    with view.study(
        "forms", lambda scheme: _forms_redrawn(scheme, now, rung), now, rung, first=FIRST
    ):
        st.html(forms_table(options))


def _forms_redrawn(scheme: Scheme, tariff: str, rung: str) -> list[str]:
    of = study.studied(scheme, tariff)
    return [forms_table(study.pareto_front(of, cost_year=_aim(of, rung)))]
