"""The build-up of the need: one household, its group, the years ahead, each line with its why."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.report.build_up import UseLine, build_up
from musdesign.study.horizon import YearOfNeeds, through_years
from musdesign.ui import explaining
from musdesign.ui.parts import Cell, Column, bullets, heading, note, table, why
from musdesign.ui.theme import CHART_CONFIG, USE_COLOURS, fixed, layout, number
from musdesign.ui.view import View
from musdesign.ui.words import months, say, told


def show(view: View) -> None:
    """Show each line from the household to the hour, and the years of the horizon."""
    found = build_up(view.result)
    st.html(heading(say("From one household to its group")))
    for group in dict.fromkeys(line.group for line in found):
        st.html(group_table([line for line in found if line.group == group]))
    _service(view)
    st.html(heading(say("One line by month and hour, and why")))
    names = {line.name: line for line in found}
    chosen = st.selectbox(
        say("Line"), list(names), format_func=lambda name: _told(names[name]), key="build-up-line"
    )
    if chosen is not None:
        _line(view, names[chosen])
    years = through_years(view.scheme)
    st.html(heading(say("Through the horizon")))
    st.plotly_chart(
        years_figure(years),
        config=CHART_CONFIG,
        key="build-up-years",
        alt=say(
            "Stacked bars of the mean day's need by use, from {mean_day_m3} m3 in "
            "{year} to {mean_day_m3_2} m3 in {year_2}.",
            mean_day_m3=number(years[0].needs.demand.mean_day_m3),
            year=years[0].year,
            mean_day_m3_2=number(years[-1].needs.demand.mean_day_m3),
            year_2=years[-1].year,
        ),
    )
    st.html(note(say("Growth of people, uptake and growth of productive uses; losses included.")))


def group_table(lines: list[UseLine]) -> str:
    """Return what one household of a group needs, and the group with it."""
    group, households = lines[0].group, lines[0].households
    caption = (
        say("{group}: {count} households", group=group, count=number(households))
        if households
        else group
    )
    rows: list[tuple[str | Cell, ...]] = [
        (
            Cell(_item(line), swatch=USE_COLOURS.get(line.use, "")),
            why(f"{line.name}.per_household", number(line.per_household_l_day)),
            why(f"{line.name}.mean", number(line.mean_day_m3)),
            why(f"{line.name}.day_factor", fixed(line.daily_factor, 2)),
            told(line.quality),
        )
        for line in lines
    ]
    each = sum(line.per_household_l_day or 0.0 for line in lines)
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("L/household/day"), "num"),
            Column(say("m3/day"), "num"),
            Column(say("Day factor"), "num"),
            Column(say("Quality")),
        ],
        rows,
        say("{caption} (net, mean day of the year)", caption=caption),
        (
            say("all"),
            why(f"demand.groups.{group}.per_household", number(each)) if households else "–",
            why(f"demand.groups.{group}", number(sum(line.mean_day_m3 for line in lines))),
            "",
            "",
        ),
    )


def years_figure(years: list[YearOfNeeds]) -> go.Figure:
    """Return the mean day by use through the years, m3, losses on top."""
    figure = go.Figure()
    uses = list(years[-1].needs.demand.by_use_m3_day)
    for use in [*uses, "losses"]:
        figure.add_bar(
            x=[str(row.year) for row in years],
            y=[
                round(
                    row.needs.demand.losses_m3_day
                    if use == "losses"
                    else row.needs.demand.by_use_m3_day.get(use, 0.0),
                    3,
                )
                for row in years
            ],
            name=say(use),
            marker_color=USE_COLOURS[use],
            hovertemplate=say("%{y:,.1f} m3/day"),
        )
    figure.update_layout(layout(say("m3/day"), 300, barmode="stack"))
    figure.update_layout(legend_y=-0.24)
    # years are names of bars: as numbers a narrow screen would show others between them
    figure.update_xaxes(type="category")
    return figure


def _service(view: View) -> None:
    parts = view.result.service
    if not parts:
        return
    st.html(heading(say("Service level: quantity and distance together")))
    st.html(
        table(
            [
                Column(say("Group"), "key"),
                Column(say("L/person/day"), "num"),
                Column(say("Distance, m"), "num"),
                Column(say("Level"), "words"),
                Column(say("By quantity"), "words"),
                Column(say("By distance or time"), "words"),
            ],
            [
                (
                    part.group,
                    why(f"service.{part.group}.gets", number(part.l_person_day)),
                    why(f"service.{part.group}.walk", number(part.distance_m))
                    if part.round_trip_minutes is None
                    else number(part.distance_m),
                    told(part.level),
                    told(part.by_quantity),
                    told(part.by_access) if part.by_access else say("not known"),
                )
                for part in parts
            ],
            say("The worse of the two is the level; thresholds differ between printed ladders"),
            stacked=True,
        )
    )


def _line(view: View, line: UseLine) -> None:
    left, right = st.columns(2)
    colour = USE_COLOURS.get(line.use, "")
    for place, title, labels, values, unit in (
        (left, say("mean day of each month"), months(), line.by_month_m3_day, say("m3/day")),
        (
            right,
            say("hours of its largest day"),
            list(range(24)),
            line.by_hour_largest_day_lps,
            "L/s",
        ),
    ):
        figure = go.Figure()
        figure.add_bar(x=labels, y=[round(v, 4) for v in values], marker_color=colour)
        figure.update_layout(layout(unit, 220, showlegend=False, bargap=0.2))
        place.plotly_chart(
            figure,
            config=CHART_CONFIG,
            key=f"build-up-{unit}",
            alt=say(
                "{told}, {title}: {values} to {values_2} {unit}",
                told=_told(line),
                title=title,
                values=number(min(values)),
                values_2=number(max(values)),
                unit=unit,
            ),
        )
    explaining.draw(view, line.name, "build-up", first=False)
    if line.rests_on:
        st.html(bullets(say("rests on {what}", what=told(text)) for text in line.rests_on))


def _item(line: UseLine) -> str:
    use = told(line.use)
    return use if line.item == line.use else f"{use}: {told(line.item.replace('_', ' '))}"


def _told(line: UseLine) -> str:
    return f"{line.group} – {_item(line)}"
