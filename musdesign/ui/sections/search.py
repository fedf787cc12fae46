"""The search for a tariff that meets stated goals, and the forms of tariff compared."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from musdesign.finance.effects.incidence import Effects, changes
from musdesign.finance.effects.pareto import Option
from musdesign.finance.effects.search import FoundTariff
from musdesign.flow.opening import changed
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.flow.tariff_effects import tastes_of
from musdesign.i18n import mark
from musdesign.study import tariffs as study
from musdesign.ui import session
from musdesign.ui.messages import messages
from musdesign.ui.parts import Column, bullets, heading, note, table
from musdesign.ui.sections.goals import PRESENT, Goals, asked, rung_name
from musdesign.ui.sections.incidence import marks_table, winners_table
from musdesign.ui.tariff_tables import rates_found, rates_now, with_edit, with_rates
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, layout, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import say, told

FORMS = tuple(
    mark(form)
    for form in (
        "flat fee",
        "one price",
        "fixed charge and one price",
        "lifeline and one price",
        "fixed charge, lifeline and one price",
        "rising blocks",
        "fixed charge and rising blocks",
    )
)
DUALS = (
    mark("one more point of the cost covered"),
    mark("one more point of rise allowed to every bill"),
)


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
            _forms(of, goals.rung if goals else PRESENT)


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
    effects = of.effects(say("found"), sought.schedules, answers)
    present = of.effects(of.case.title, of.case.schedules)
    st.html(prices_table(sought, currency))
    st.html(bullets(proof_lines(sought, currency)))
    st.html(bearers_table(effects, currency))
    st.html(marks_table([present, effects]))
    moved = changes(of.case.people, of.case.schedules, sought.schedules)
    st.html(winners_table(moved, say("The prices found instead of today's")))
    st.button(
        say("Propose these prices"),
        on_click=_propose,
        args=(view, of.case.id, sought, currency),
        key="goal-propose",
    )


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


def prices_table(found: FoundTariff, currency: str) -> str:
    """Return the charges of each class."""
    return table(
        [
            Column(say("Class"), "key"),
            Column(say("Fixed, {currency} a month", currency=currency), "num"),
            Column(say("Block ends, m3"), "key"),
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
            "Tariff found: it brings {revenue} {currency} a year",
            revenue=number(found.revenue_year),
            currency=currency,
        ),
    )


def proof_lines(found: FoundTariff, currency: str) -> list[str]:
    """Return what is proven, and what each demand costs, as sentences."""
    lines = [
        say(
            "Bills take {gap} {currency} a month beyond what households can afford; {above} "
            "households are above that threshold.",
            gap=number(found.gap_month),
            above=number(found.households_above),
            currency=currency,
        )
    ]
    if found.converged is not None:
        settled = (
            say("It settled after {count} rounds.", count=len(found.iterations))
            if found.converged
            else say("It did not settle in {count} rounds.", count=len(found.iterations))
        )
        lines.append(
            say(
                "A local best: use answers to the prices, and nothing proves that no other tariff "
                "does better. {settled}",
                settled=settled,
            )
        )
    elif "integer" in found.method or found.gap > 1e-6:
        lines.append(
            say(
                "No tariff of this form has fewer than {bound} households above it (proven to "
                "within {gap} %).",
                bound=number(found.bound),
                gap=number(100.0 * found.gap),
            )
        )
    else:
        lines.append(
            say(
                "Proven: no tariff of this form that meets these goals takes less than {bound}.",
                bound=number(found.bound),
            )
        )
    for dual in found.duals:
        more = dual.gap_month
        text = (
            say("{demand} would cost these households {amount} {currency} a month more.",
                demand=_capital(say(dual.demand)), amount=number(more), currency=currency)
            if more >= 0
            else say("{demand} would spare these households {amount} {currency} a month.",
                     demand=_capital(say(dual.demand)), amount=number(-more), currency=currency)
        )  # fmt: skip
        lines.append(text)
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def bearers_table(found: Effects, currency: str) -> str:
    """Return who bears what bills take beyond the threshold."""
    total = sum(row.gap_month for row in found.groups)
    return table(
        [
            Column(say("Households"), "wide"),
            Column(say("Above the threshold"), "num"),
            Column(say("Beyond it, {currency} a month", currency=currency), "num"),
            Column(say("Part of it all"), "num"),
        ],
        [
            (
                told(row.name),
                percent(row.headcount),
                number(row.gap_month),
                percent(row.gap_month / total) if total > 0 else "–",
            )
            for row in (*found.groups, *found.quintiles)
        ],
        say("Who bears it: by kind of household, and by fifths from the poorest to the richest"),
    )


def _forms(of: study.Studied, rung: str) -> None:
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
    st.html(forms_table(options))


def forms_figure(options: tuple[Option, ...]) -> go.Figure:
    """Return the options by cost covered and households above the threshold."""
    figure = go.Figure()
    for best, name, colour in (
        (True, say("no other is as good in everything"), AFTER),
        (False, say("another is as good or better"), BEFORE),
    ):
        chosen = [option for option in options if option.best == best]
        figure.add_scatter(
            x=[100.0 * option.recovery for option in chosen],
            y=[100.0 * option.headcount for option in chosen],
            text=[say(option.form) for option in chosen],
            mode="markers",
            name=name,
            marker={"color": colour, "size": 12, "symbol": "star" if best else "circle"},
            hovertemplate="%{text}: %{x:.0f} %, %{y:.1f} %<extra></extra>",
        )
    figure.update_layout(layout(say("households above the threshold, %"), height=360))
    figure.update_layout(legend_y=-0.24)
    figure.update_xaxes(title=say("covered, %"))
    return figure


def forms_table(options: tuple[Option, ...]) -> str:
    """Return the options with their five marks, the unbeaten ones marked."""
    rows: list[Any] = [
        (
            ("★ " if option.best else "") + say(option.form),
            percent(option.recovery),
            percent(option.headcount),
            number(option.omega) if option.omega == option.omega else "–",
            f"{number(option.revenue_elasticity)} %",
            str(option.prices),
        )
        for option in options
    ]
    return table(
        [
            Column(say("Form"), "wide"),
            Column(say("Covers"), "num"),
            Column(say("Households above"), "num"),
            Column(say("Omega"), "num"),
            Column(say("Lost per % of use"), "num"),
            Column(say("Numbers to know"), "num"),
        ],
        rows,
        say(
            "★: of those compared none is at least as good in all five: money, households above "
            "the threshold, omega (above 1 favours the poor), revenue lost where use falls by 1 %, "
            "and how many numbers a customer must know"
        ),
    )
