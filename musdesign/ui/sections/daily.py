"""The supply day by day: reliability by use, which source serves which use, what binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from musdesign.flow import DesignResult
from musdesign.ui.parts import Column, bullets, heading, note, table, use_cell, why
from musdesign.ui.theme import (
    CHART_CONFIG,
    INK,
    UNMET,
    USE_COLOURS,
    number,
    percent,
    source_colours,
)
from musdesign.ui.words import localised, months, plural, say, told

if TYPE_CHECKING:
    from musdesign.flow.daily.bound import Bound


def show(result: DesignResult) -> DeltaGenerator | None:
    """Show what the days say that a mean year hides.

    Returns the place for the distance to foresight, which is found when the rest is shown.
    """
    found = result.daily
    if found is None:
        return None
    st.html(heading(say("How reliably each use is served")))
    st.html(note("; ".join(map(told, found.weather))))
    st.html(reliability_table(result))
    distance = st.empty()
    st.html(heading(say("Which source serves which use, m3 a year")))
    st.plotly_chart(
        flow_figure(result),
        config=CHART_CONFIG,
        key="sources-flows",
        alt=say(
            "Flow diagram from each source to each use it serves; a table below has its figures."
        ),
    )
    st.html(flows_table(result))
    if any(use.unmet_by_month_m3.sum() > 1e-6 for use in found.by_use):
        st.html(unmet_table(result))
    st.html(groups_table(result))
    if found.by_store:
        st.html(stores_table(result))
    if result.treatment:
        st.html(treatment_table(result))
    waste = [
        say(
            "{kind} of {use}: {volume} m3/year",
            kind=told(w.kind),
            use=told(w.use),
            volume=number(w.m3_year),
        )
        for w in found.effluents
    ]
    if found.warnings or waste:
        st.html(heading(say("What to know besides")))
        st.html(bullets([*map(told, found.warnings), *waste]))
    return distance


def tables(result: DesignResult) -> list[str]:
    """Return all tables of the section."""
    if result.daily is None:
        return []
    drawn = (reliability_table, flows_table, unmet_table, groups_table, stores_table)
    return [*(draw(result) for draw in drawn), treatment_table(result)]


def distance_text(bound: Bound | None) -> str:
    """Return how far the rule is from knowing every day to come, in a sentence."""
    if bound is None:
        return ""
    use, worst = bound.farthest
    return say(
        "Beyond what knowing every day to come would leave unmet: at most {share} of the need of "
        "{use} (over the first {days} days).",
        share=localised(f"{100 * worst:.2f} %"),
        use=say(use),
        days=number(bound.days),
    )


def flow_figure(result: DesignResult) -> go.Figure:
    """Return the water of a mean year from sources to uses, with what is missing."""
    found = result.daily
    assert found is not None
    sources = list(found.served)
    uses = [use.use for use in found.by_use]
    colours = source_colours(sources)
    missing = {use.use: use.demand_m3_year - use.met_m3_year for use in found.by_use}
    short = sum(value for value in missing.values() if value > 1e-6) > 0
    labels = [*sources, *([say("missing")] if short else []), *map(say, uses)]
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
                "hovertemplate": say("%{label}: %{value:,.0f} m3/year<extra></extra>"),
            },
            link={
                "source": [link[0] for link in links],
                "target": [link[1] for link in links],
                "value": [link[2] for link in links],
                "color": [_faint(link[3]) for link in links],
                "hovertemplate": say(
                    "%{source.label} to %{target.label}: %{value:,.0f} m3/year<extra></extra>"
                ),
            },
            valueformat=",.0f",
        )
    )
    figure.update_layout(
        height=120 + 44 * max(len(sources), len(uses)),
        margin={"l": 8, "r": 8, "t": 12, "b": 12},
        font={"size": 13, "color": INK},
        separators=localised(".,"),
    )
    return figure


def reliability_table(result: DesignResult) -> str:
    """Return the measures of reliability by use, named as the literature names them."""
    found = result.daily
    assert found is not None
    return table(
        [
            Column(say("Use"), "key"),
            Column(say("Need, m3/year"), "num"),
            Column(say("Volume met"), "num"),
            Column(say("Days in full"), "num"),
            Column(say("Years in full"), "num"),
            Column(say("Resilience"), "num"),
            Column(say("Vulnerability"), "num"),
            Column(say("Longest failure, days"), "num"),
        ],
        [
            (
                use_cell(use.use),
                why(f"daily.{use.use}.needed", number(use.demand_m3_year)),
                why(f"daily.{use.use}.volumetric", percent(use.volumetric)),
                why(f"daily.{use.use}.time", percent(use.time)),
                why(f"daily.{use.use}.annual", percent(use.annual)),
                why(f"daily.{use.use}.resilience", number(use.resilience)),
                why(f"daily.{use.use}.vulnerability", percent(use.vulnerability)),
                why(f"daily.{use.use}.longest", str(use.longest_failure_days)),
            )
            for use in found.by_use
        ],
        plural(
            "Every day of {years} years in one draw of the weather. "
            "Resilience: runs of failed days over failed days. Vulnerability: mean "
            "over the runs of the worst day's deficit. Of several groups the one "
            "served worst counts.",
            "Every day of {years} years in {count} draws of the weather. "
            "Resilience: runs of failed days over failed days. Vulnerability: mean "
            "over the runs of the worst day's deficit. Of several groups the one "
            "served worst counts.",
            found.scenarios,
            years=number(found.years),
        ),
    )


def flows_table(result: DesignResult) -> str:
    """Return the figures of the flow diagram."""
    found = result.daily
    assert found is not None
    uses = [use.use for use in found.by_use]
    return table(
        [Column(say("Source"), "wide"), *(Column(say(use), "num") for use in uses)],
        [
            (
                source,
                *(
                    why(f"daily.served.{source}.{use}", number(by_use[use]))
                    if use in by_use
                    else "0"
                    for use in uses
                ),
            )
            for source, by_use in found.served.items()
        ],
        say("m3 a year from each source in each use, losses included"),
        (
            say("missing"),
            *(
                why(f"daily.{u.use}.missing", number(u.demand_m3_year - u.met_m3_year))
                for u in found.by_use
            ),
        ),
    )


def unmet_table(result: DesignResult) -> str:
    """Return what is missing by month."""
    found = result.daily
    assert found is not None
    return table(
        [Column(say("Use"), "key"), *(Column(month, "num") for month in months())],
        [
            (
                use_cell(use.use),
                *(
                    why(f"daily.{use.use}.unmet.{i + 1}", number(float(v)))
                    for i, v in enumerate(use.unmet_by_month_m3)
                ),
            )
            for use in found.by_use
            if use.unmet_by_month_m3.sum() > 1e-6
        ],
        say("Missing, m3 in each month of a mean year"),
    )


def groups_table(result: DesignResult) -> str:
    """Return what each group of households gets."""
    found = result.daily
    assert found is not None
    fair = found.fairness
    caption = say("What each household group gets of all its uses, net.")
    if len(found.by_group) > 1:
        caption = say(
            "What each household group gets of all its uses, net. Gini coefficient of litres per "
            "person (0 where all get the same): {gini}. The group served worst has {worst} of the "
            "mean share met.",
            gini=number(fair["gini_l_person_day"]),
            worst=percent(fair["least_over_mean_share_met"]),
        )
    return table(
        [
            Column(say("Group"), "wide"),
            Column(say("Persons"), "num"),
            Column(say("Needs, L/person/day"), "num"),
            Column(say("Gets, L/person/day"), "num"),
            Column(say("Share met"), "num"),
        ],
        [
            (
                group.group,
                why(f"daily.groups.{group.group}.persons", number(group.persons)),
                why(f"daily.groups.{group.group}.needed", number(group.needed_l_person_day)),
                why(f"daily.groups.{group.group}.gets", number(group.met_l_person_day)),
                why(f"daily.groups.{group.group}.share", percent(group.share_met)),
            )
            for group in found.by_group
        ],
        caption,
    )


def treatment_table(result: DesignResult) -> str:
    """Return what each treatment reaches and needs."""
    return table(
        [
            Column(say("Treatment"), "wide"),
            Column(say("Steps"), "wide"),
            Column(say("Capacity, m3/day"), "num"),
            Column(say("Reaches"), "key"),
            Column(say("Lost"), "num"),
            Column(say("Bacteria, log removal"), "num"),
            Column(say("Contact tank, m3"), "num"),
        ],
        [
            (
                plant.name,
                ", ".join(plant.train.steps),
                why(f"treatment.{plant.name}.capacity", number(plant.capacity_m3_day)),
                plant.train.gives,
                why(f"treatment.{plant.name}.loss", percent(plant.train.loss_fraction)),
                why(
                    f"treatment.{plant.name}.bacteria",
                    say(
                        "{bacteria_log} to {bacteria_log_2}",
                        bacteria_log=localised(f"{plant.train.bacteria_log[0]:g}"),
                        bacteria_log_2=localised(f"{plant.train.bacteria_log[1]:g}"),
                    ),
                ),
                why(
                    f"treatment.{plant.name}.contact",
                    number(
                        plant.train.disinfection.contact_tank_m3
                        if plant.train.disinfection
                        else None
                    ),
                ),
            )
            for plant in result.treatment
        ],
        say(
            "Treatments at their capacity; removals and losses of the steps are unverified defaults"
        ),
        stacked=True,
    )


def stores_table(result: DesignResult) -> str:
    """Return how full the stores are."""
    found = result.daily
    assert found is not None
    return table(
        [
            Column(say("Store"), "wide"),
            Column(say("Volume, m3"), "num"),
            Column(say("Lowest, m3"), "num"),
            Column(say("Days full"), "num"),
            Column(say("Days empty"), "num"),
            Column(say("Evaporation and seepage, m3/year"), "num"),
        ],
        [
            (
                store.name,
                why(f"daily.stores.{store.name}.volume", number(store.capacity_m3)),
                why(f"daily.stores.{store.name}.lowest", number(store.lowest_m3)),
                why(f"daily.stores.{store.name}.full", percent(store.full_share)),
                why(f"daily.stores.{store.name}.empty", percent(store.empty_share)),
                why(f"daily.stores.{store.name}.loss", number(store.loss_m3_year)),
            )
            for store in found.by_store
        ],
        say("Stores at the end of the day"),
    )


def _faint(colour: str) -> str:
    """Return a colour of the theme, see-through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.38)"
