"""The search for prices of smallest affordability gap, run when it is asked for."""

from __future__ import annotations

import streamlit as st

from musdesign.finance.effects.incidence import changes
from musdesign.finance.effects.search import FoundTariff
from musdesign.flow import DesignResult
from musdesign.flow.tariff_effects import TariffEffects
from musdesign.study.tariffs import search_tariff, studied_result
from musdesign.ui.parts import Column, bullets, heading, table
from musdesign.ui.sections.incidence import marks_table, winners_table
from musdesign.ui.theme import number
from musdesign.ui.words import say, told


def show(result: DesignResult, found: TariffEffects) -> None:
    """Offer the search at the revenue of a tariff; show prices, proof and who wins and loses."""
    st.html(heading(say("Prices that hurt least at the same revenue")))
    if not st.toggle(
        say("Search from {id}, no bill rising by more than a quarter", id=found.case.id),
        key="search-prices",
    ):
        return
    of = studied_result(result, found.case.id)
    sought = search_tariff(of, revenue_year=found.effects.revenue_year, most_rise=0.25)
    st.html(prices_table(sought, found.case.currency))
    st.html(bullets(proof_lines(sought, found.case.currency)))
    st.html(marks_table([found.effects, of.effects("found", sought.schedules)]))
    moved = changes(found.case.people, found.case.schedules, sought.schedules)
    st.html(winners_table(moved, say("The prices found")))


def prices_table(found: FoundTariff, currency: str) -> str:
    """Return the charges of each class."""
    return table(
        [
            Column(say("Class"), "key"),
            Column(say("Fixed, {currency}/month", currency=currency), "num"),
            Column(say("Bounds, m3"), "key"),
            Column(say("Prices, {currency}/m3", currency=currency), "key"),
        ],
        [
            (
                name,
                number(found.fixed[name]),
                " / ".join(number(bound) for bound in found.bounds_m3[name]) or "–",
                " / ".join(number(price) for price in found.prices[name]),
            )
            for name in found.fixed
        ],
        say(
            "Tariff found by {method}, volumes {volumes}",
            method=told(found.method),
            volumes=told(found.volumes),
        ),
    )


def proof_lines(found: FoundTariff, currency: str) -> list[str]:
    """Return the proof and the dual prices as sentences."""
    lines = [
        say(
            "The gap above the threshold is {gap} {currency} a month; no tariff of this form is "
            "below {bound}.",
            gap=number(found.gap_month),
            currency=currency,
            bound=number(found.bound),
        )
    ]
    lines += [
        say(
            "{demand}: moves the gap by {gap} {currency} a month.",
            demand=told(dual.demand),
            gap=number(dual.gap_month),
            currency=currency,
        )
        for dual in found.duals
    ]
    return lines
