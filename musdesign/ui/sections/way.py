"""The way to another tariff over years, no bill rising faster than agreed."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.errors import MusdesignError, Problem
from musdesign.finance.effects.transition import PathYear
from musdesign.flow import DesignResult, Scheme
from musdesign.study.board import way_to
from musdesign.study.tariffs import studied_result
from musdesign.ui.messages import messages
from musdesign.ui.parts import Column, heading, label, note, table
from musdesign.ui.sections.incidence import FIRST
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, layout, number, percent
from musdesign.ui.typed import number_input
from musdesign.ui.view import View
from musdesign.ui.words import say, told

_MOST_YEARS = 100


def show(view: View) -> None:
    """Ask how fast bills may rise, and show the years on the way to another tariff."""
    if not view.result.tariff_effects:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    titles = {part.case.id: told(part.case.title) for part in view.result.tariff_effects}
    st.html(heading(say("The way to another tariff")))
    if len(titles) < 2:
        st.info(say("One tariff alone leads nowhere: propose another one under Tariffs."))
        return
    present, *others = titles
    one, two, three = st.columns(3)
    with one:
        chosen = st.selectbox(
            label(say("From {tariff} to", tariff=titles[present])),
            others,
            format_func=lambda name: titles.get(name, name),
            key="transition-to",
            persist_state="session",
        )
    with two:
        rise = number_input(say("No bill may rise in a year by more than"), "%", 10.0,
                            "transition-rise")  # fmt: skip
    with three:
        years = number_input(say("Longest way, years"), "", 10.0, "transition-years")
    if rise is None or years is None:
        return
    with messages(say("the way")):
        found = _path(view.result, present, chosen or others[0], rise, years)
        title, currency = titles[chosen or others[0]], view.result.currency

        def redrawn(scheme: Scheme) -> list[str]:
            result = flow.design(scheme, with_futures=False, effects=True)
            again = _path(result, present, chosen or others[0], rise, years)
            return [way_table(again, currency, title)]

        with view.study("way", redrawn, present, chosen, rise, years, first=FIRST):
            _shown(found, currency, title)


def _path(
    result: DesignResult, now: str, new: str, rise: float, years: float
) -> tuple[PathYear, ...]:
    problems = []
    if not 0 < rise <= 1000:
        problems.append(Problem(f"a rise of {rise:g} % is out of range", cure="above 0, to 1000"))
    if not (years.is_integer() and 1 <= years <= _MOST_YEARS):
        problems.append(Problem(f"{years:g} years are out of range", cure="whole years, 1 to 100"))
    if problems:
        raise MusdesignError(problems)
    of, other = studied_result(result, now), studied_result(result, new)
    return way_to(of, other, rise / 100.0, int(years))


def _shown(found: Sequence[PathYear], currency: str, title: str) -> None:
    if not found:
        st.info(say("Nothing changes: both tariffs bill alike."))
        return
    st.plotly_chart(
        way_figure(found),
        config=CHART_CONFIG,
        key="transition-figure",
        alt=say(
            "How much of the way is gone by year, and the households that cannot afford their "
            "bills; the same numbers stand in the table below."
        ),
    )
    st.html(way_table(found, currency, title))
    if found[-1].share < 1:
        st.html(
            note(
                say(
                    "{tariff} is not reached: after {years} years {share} of the way is gone. "
                    "Allow a larger rise or more years.",
                    tariff=title,
                    years=len(found),
                    share=percent(found[-1].share),
                )
            )
        )


def way_figure(found: Sequence[PathYear]) -> go.Figure:
    """Return the part of the way gone, and the households above the threshold, by year."""
    years = [str(year.year) for year in found]
    figure = go.Figure()
    figure.add_bar(
        x=years,
        y=[100 * year.share for year in found],
        name=say("part of the way"),
        marker_color=BEFORE,
        hovertemplate="%{y:.0f} %",
    )
    figure.add_scatter(
        x=years,
        y=[100 * year.headcount for year in found],
        name=say("households above the threshold"),
        mode="lines+markers",
        line={"color": AFTER},
        hovertemplate="%{y:.1f} %",
    )
    figure.update_layout(layout("%", 320))
    figure.update_xaxes(type="category")
    return figure


def way_table(found: Sequence[PathYear], currency: str, title: str) -> str:
    """Return the years on the way: what they bring, and whom they press."""
    return table(
        [
            Column(say("Year"), "key"),
            Column(
                say("Part of the way"),
                "num",
                say(
                    "largest part of the step from today's charges to the new ones by which no "
                    "drawn bill rises more than you allow"
                ),
            ),
            Column(
                say("Revenue, {currency} a year", currency=currency),
                "num",
                say("sum of the drawn households' bills under the charges of that year"),
            ),
            Column(
                say("Largest rise of a bill"),
                "num",
                say("largest of a drawn household's bill over its bill of the year before, less 1"),
            ),
            Column(
                say("Households above"),
                "num",
                say("drawn households whose bill is above the threshold of income, over all"),
            ),
        ],
        [
            (
                str(year.year),
                percent(year.share),
                number(year.revenue_year),
                percent(year.largest_rise),
                percent(year.headcount),
            )
            for year in found
        ],
        say("As fast as the cap allows: the years on the way to {tariff}", tariff=title),
    )
