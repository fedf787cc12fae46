"""The supply day by day: reliability by use, which source serves which use, what binds."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from musdesign.flow import DesignResult
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell
from musdesign.ui.theme import (
    CHART_CONFIG,
    INK,
    UNMET,
    USE_COLOURS,
    number,
    percent,
    source_colours,
)
from musdesign.units import MONTH_NAMES


def show(result: DesignResult) -> None:
    """Show what the days say that a mean year hides."""
    found = result.daily
    if found is None:
        return
    st.html(heading("How reliably each use is served"))
    st.html(note("; ".join(found.weather)))
    st.html(reliability_table(result))
    st.html(heading("Which source serves which use, m3 a year"))
    st.plotly_chart(
        flow_figure(result),
        config=CHART_CONFIG,
        key="sources-flows",
        alt="Flow diagram from each source to each use it serves; a table below has its figures.",
    )
    st.html(flows_table(result))
    if any(use.unmet_by_month_m3.sum() > 1e-6 for use in found.by_use):
        st.html(unmet_table(result))
    st.html(groups_table(result))
    if found.by_store:
        st.html(stores_table(result))
    if result.treatment:
        st.html(treatment_table(result))
    waste = [f"{w.kind} of {w.use}: {number(w.m3_year)} m3/year" for w in found.effluents]
    if found.warnings or waste:
        st.html(heading("What to know besides"))
        st.html(bullets([*found.warnings, *waste]))


def flow_figure(result: DesignResult) -> go.Figure:
    """Return the water of a mean year from sources to uses, with what is missing."""
    found = result.daily
    assert found is not None
    sources = list(found.served)
    uses = [use.use for use in found.by_use]
    colours = source_colours(sources)
    missing = {use.use: use.demand_m3_year - use.met_m3_year for use in found.by_use}
    short = sum(value for value in missing.values() if value > 1e-6) > 0
    labels = [*sources, *(["missing"] if short else []), *uses]
    at = {name: i for i, name in enumerate(sources)}
    first_use = len(labels) - len(uses)
    links: list[tuple[int, int, float, str]] = [
        (at[source], first_use + uses.index(use), volume, colours[source])
        for source, by_use in found.served.items()
        for use, volume in by_use.items()
        if volume > 1e-6
    ]
    if short:
        links += [
            (len(sources), first_use + uses.index(use), volume, UNMET)
            for use, volume in missing.items()
            if volume > 1e-6
        ]
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": labels,
                "color": [
                    *(colours[name] for name in sources),
                    *([UNMET] if short else []),
                    *(USE_COLOURS.get(use, INK) for use in uses),
                ],
                "pad": 18,
                "thickness": 16,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:,.0f} m3/year<extra></extra>",
            },
            link={
                "source": [link[0] for link in links],
                "target": [link[1] for link in links],
                "value": [link[2] for link in links],
                "color": [_faint(link[3]) for link in links],
                "hovertemplate": "%{source.label} to %{target.label}: %{value:,.0f} m3/year"
                "<extra></extra>",
            },
            valueformat=",.0f",
        )
    )
    figure.update_layout(
        height=120 + 44 * max(len(sources), len(uses)),
        margin={"l": 8, "r": 8, "t": 12, "b": 12},
        font={"size": 13, "color": INK},
    )
    return figure


def reliability_table(result: DesignResult) -> str:
    """Return the measures of reliability by use, named as the literature names them."""
    found = result.daily
    assert found is not None
    return table(
        [
            Column("Use", "key"),
            Column("Need, m3/year", "num"),
            Column("Volume met", "num"),
            Column("Days in full", "num"),
            Column("Years in full", "num"),
            Column("Resilience", "num"),
            Column("Vulnerability", "num"),
            Column("Longest failure, days", "num"),
        ],
        [
            (
                use_cell(use.use),
                number(use.demand_m3_year),
                percent(use.volumetric),
                percent(use.time),
                percent(use.annual),
                number(use.resilience),
                percent(use.vulnerability),
                str(use.longest_failure_days),
            )
            for use in found.by_use
        ],
        f"Every day of {number(found.years)} years in {found.scenarios} draws of the weather. "
        "Resilience: runs of failed days over failed days. Vulnerability: mean over the runs of "
        "the worst day's deficit. Of several groups the one served worst counts.",
    )


def flows_table(result: DesignResult) -> str:
    """Return the figures of the flow diagram."""
    found = result.daily
    assert found is not None
    uses = [use.use for use in found.by_use]
    return table(
        [Column("Source", "wide"), *(Column(use, "num") for use in uses)],
        [
            (source, *(number(by_use.get(use, 0.0)) for use in uses))
            for source, by_use in found.served.items()
        ],
        "m3 a year from each source in each use, losses included",
        ("missing", *(number(u.demand_m3_year - u.met_m3_year) for u in found.by_use)),
    )


def unmet_table(result: DesignResult) -> str:
    """Return what is missing by month."""
    found = result.daily
    assert found is not None
    return table(
        [Column("Use", "key"), *(Column(month, "num") for month in MONTH_NAMES)],
        [
            (use_cell(use.use), *(number(float(v)) for v in use.unmet_by_month_m3))
            for use in found.by_use
            if use.unmet_by_month_m3.sum() > 1e-6
        ],
        "Missing, m3 in each month of a mean year",
    )


def groups_table(result: DesignResult) -> str:
    """Return what each group of households gets."""
    found = result.daily
    assert found is not None
    fair = found.fairness
    caption = "What each household group gets of all its uses, net"
    if len(found.by_group) > 1:
        caption += f"; Gini coefficient of litres per person {fair['gini_l_person_day']:.3f}"
    return table(
        [
            Column("Group", "wide"),
            Column("Persons", "num"),
            Column("Needs, L/person/day", "num"),
            Column("Gets, L/person/day", "num"),
            Column("Share met", "num"),
        ],
        [
            (
                group.group,
                number(group.persons),
                number(group.needed_l_person_day),
                number(group.met_l_person_day),
                percent(group.share_met),
            )
            for group in found.by_group
        ],
        caption,
    )


def treatment_table(result: DesignResult) -> str:
    """Return what each treatment reaches and needs."""
    return table(
        [
            Column("Treatment", "wide"),
            Column("Steps", "wide"),
            Column("Capacity, m3/day", "num"),
            Column("Reaches", "key"),
            Column("Lost", "num"),
            Column("Bacteria, log removal", "num"),
            Column("Contact tank, m3", "num"),
        ],
        [
            (
                plant.name,
                ", ".join(plant.train.steps),
                number(plant.capacity_m3_day),
                plant.train.gives,
                percent(plant.train.loss_fraction),
                f"{plant.train.bacteria_log[0]:g} to {plant.train.bacteria_log[1]:g}",
                number(
                    plant.train.disinfection.contact_tank_m3 if plant.train.disinfection else None
                ),
            )
            for plant in result.treatment
        ],
        "Treatments at their capacity; removals and losses of the steps are unverified defaults",
        stacked=True,
    )


def stores_table(result: DesignResult) -> str:
    """Return how full the stores are."""
    found = result.daily
    assert found is not None
    return table(
        [
            Column("Store", "wide"),
            Column("Volume, m3", "num"),
            Column("Lowest, m3", "num"),
            Column("Days full", "num"),
            Column("Days empty", "num"),
            Column("Evaporation and seepage, m3/year", "num"),
        ],
        [
            (
                store.name,
                number(store.capacity_m3),
                number(store.lowest_m3),
                percent(store.full_share),
                percent(store.empty_share),
                number(store.loss_m3_year),
            )
            for store in found.by_store
        ],
        "Stores at the end of the day",
    )


def _faint(colour: str) -> str:
    """Return a colour of the theme, see-through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.38)"
