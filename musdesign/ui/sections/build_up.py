"""The build-up of the need: one household, its group, the years ahead, each line with its why."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.report.build_up import UseLine, build_up
from musdesign.study.horizon import YearOfNeeds, through_years
from musdesign.ui.parts import Cell, Column, heading, note, table
from musdesign.ui.theme import CHART_CONFIG, USE_COLOURS, layout, number
from musdesign.ui.view import View
from musdesign.units import MONTH_NAMES


def show(view: View) -> None:
    """Show each line from the household to the hour, and the years of the horizon."""
    found = build_up(view.result)
    st.html(heading("From one household to its group"))
    for group in dict.fromkeys(line.group for line in found):
        st.html(group_table([line for line in found if line.group == group]))
    _service(view)
    st.html(heading("One line by month and hour, and why"))
    names = {line.name: line for line in found}
    chosen = st.selectbox(
        "Line", list(names), format_func=lambda name: _told(names[name]), key="build-up-line"
    )
    if chosen is not None:
        _line(names[chosen])
    years = through_years(view.scheme)
    st.html(heading("Through the horizon"))
    st.plotly_chart(
        years_figure(years),
        config=CHART_CONFIG,
        key="build-up-years",
        alt="Stacked bars of the mean day's need by use, from "
        f"{number(years[0].needs.demand.mean_day_m3)} m3 in {years[0].year} to "
        f"{number(years[-1].needs.demand.mean_day_m3)} m3 in {years[-1].year}.",
    )
    st.html(note("Growth of people, uptake and growth of productive uses; losses included."))


def group_table(lines: list[UseLine]) -> str:
    """Return what one household of a group needs, and the group with it."""
    households = lines[0].households
    caption = f"{lines[0].group}: {number(households)} households" if households else lines[0].group
    rows: list[tuple[str | Cell, ...]] = [
        (
            Cell(_item(line), swatch=USE_COLOURS.get(line.use, "")),
            number(line.per_household_l_day),
            number(line.mean_day_m3),
            f"{line.daily_factor:.2f}",
            line.quality,
        )
        for line in lines
    ]
    each = sum(line.per_household_l_day or 0.0 for line in lines)
    return table(
        [
            Column("Use", "key"),
            Column("L/household/day", "num"),
            Column("m3/day", "num"),
            Column("Day factor", "num"),
            Column("Quality"),
        ],
        rows,
        f"{caption} (net, mean day of the year)",
        (
            "all",
            number(each) if households else "–",
            number(sum(line.mean_day_m3 for line in lines)),
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
            name=use,
            marker_color=USE_COLOURS[use],
            hovertemplate="%{y:,.1f} m3/day",
        )
    figure.update_layout(layout("m3/day", 280, barmode="stack"))
    return figure


def _service(view: View) -> None:
    parts = view.result.service
    if not parts:
        return
    st.html(heading("Service level: quantity and distance together"))
    st.html(
        table(
            [
                Column("Group", "key"),
                Column("L/person/day", "num"),
                Column("Distance, m", "num"),
                Column("Level", "words"),
                Column("By quantity", "words"),
                Column("By distance or time", "words"),
            ],
            [
                (
                    part.group,
                    number(part.l_person_day),
                    number(part.distance_m),
                    part.level,
                    part.by_quantity,
                    part.by_access or "not known",
                )
                for part in parts
            ],
            "The worse of the two is the level; thresholds differ between printed ladders",
            stacked=True,
        )
    )


def _line(line: UseLine) -> None:
    left, right = st.columns(2)
    colour = USE_COLOURS.get(line.use, "")
    for place, title, labels, values, unit in (
        (left, "mean day of each month", list(MONTH_NAMES), line.by_month_m3_day, "m3/day"),
        (right, "hours of its largest day", list(range(24)), line.by_hour_largest_day_lps, "L/s"),
    ):
        figure = go.Figure()
        figure.add_bar(x=labels, y=[round(v, 4) for v in values], marker_color=colour)
        figure.update_layout(layout(unit, 220, showlegend=False, bargap=0.2))
        place.plotly_chart(
            figure,
            config=CHART_CONFIG,
            key=f"build-up-{unit}",
            alt=f"{_told(line)}, {title}: {number(min(values))} to {number(max(values))} {unit}",
        )
    st.code(
        "\n".join([line.formula, *(f"  rests on {text}" for text in line.rests_on)]),
        language=None,
        wrap_lines=True,
    )


def _item(line: UseLine) -> str:
    return line.use if line.item == line.use else f"{line.use}: {line.item.replace('_', ' ')}"


def _told(line: UseLine) -> str:
    return f"{line.group} – {_item(line)}"
