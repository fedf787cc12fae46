"""The supply day by day: as plain data, and in a terminal."""

from __future__ import annotations

from musdesign.flow import DesignResult
from musdesign.report.console import MONTHS, cell, console, heading, lines, percent, table
from musdesign.report.schema_daily import (
    BoundPart,
    CausePart,
    DailyGroupPart,
    DailyPart,
    DailyStorePart,
    DailyUsePart,
    EffluentPart,
)
from musdesign.units import MONTH_DAYS


def part(result: DesignResult) -> DailyPart | None:
    """Return the daily supply as a part of the document; None where it was not simulated."""
    from musdesign.flow.daily.outcome import DEFINITIONS

    found = result.daily
    if found is None:
        return None
    return DailyPart(
        rule=found.rule,
        days=found.days,
        scenarios=found.scenarios,
        years=found.years,
        weather=list(found.weather),
        definitions=dict(DEFINITIONS),
        by_use={
            use.use: DailyUsePart(
                demand_m3_year=use.demand_m3_year,
                met_m3_year=use.met_m3_year,
                volumetric_reliability=use.volumetric,
                time_reliability=use.time,
                annual_reliability=use.annual,
                resilience=use.resilience,
                vulnerability=use.vulnerability,
                longest_failure_days=use.longest_failure_days,
                unmet_by_month_m3=use.unmet_by_month_m3.tolist(),
                met_by_month_m3=use.met_by_month_m3.tolist(),
            )
            for use in found.by_use
        },
        by_group=[
            DailyGroupPart(
                group=group.group,
                persons=group.persons,
                needed_l_person_day=group.needed_l_person_day,
                met_l_person_day=group.met_l_person_day,
                share_met=group.share_met,
            )
            for group in found.by_group
        ],
        fairness=dict(found.fairness),
        stores=[
            DailyStorePart(
                name=store.name,
                capacity_m3=store.capacity_m3,
                lowest_m3=store.lowest_m3,
                full_share=store.full_share,
                empty_share=store.empty_share,
                loss_m3_year=store.loss_m3_year,
            )
            for store in found.by_store
        ],
        served_m3_year={source: dict(uses) for source, uses in found.served.items()},
        binding=[
            CausePart(
                use=cause.use,
                cause=cause.cause,
                node=cause.node,
                m3_year=cause.m3_year,
                share=cause.share,
                worst_month=cause.worst_month,
            )
            for cause in found.causes
        ],
        effluents=[
            EffluentPart(use=waste.use, kind=waste.kind, m3_year=waste.m3_year, share=waste.share)
            for waste in found.effluents
        ],
        warnings=list(found.warnings),
        largest_imbalance_m3=found.largest_imbalance_m3,
        screening_gap=None if found.gap is None else dict(found.gap),
        bound=None
        if found.bound is None
        else BoundPart(
            days=found.bound.days,
            more_unmet=dict(found.bound.more_unmet),
            weighted=found.bound.weighted,
            parts=found.bound.parts,
        ),
    )


def reliability(result: DesignResult) -> None:
    """Print how reliably each use is served over the days simulated."""
    found = result.daily
    if found is None:
        return
    draws = f", {found.scenarios} draws of the weather" if found.scenarios > 1 else ""
    heading(f"Every day of {cell(found.years)} years{draws}")
    for line in found.weather:
        console().print(line)
    grid = table(
        "use", "volume met", "days in full", "years in full", "resilience", "vulnerability",
        "longest failure, days",
    )  # fmt: skip
    for use in found.by_use:
        grid.add_row(
            use.use,
            percent(use.volumetric),
            percent(use.time),
            percent(use.annual),
            cell(use.resilience),
            percent(use.vulnerability),
            str(use.longest_failure_days),
        )
    console().print(grid)
    if found.bound is not None:
        farthest, worst = found.bound.farthest
        console().print(
            "beyond what knowing every day to come would leave unmet: "
            f"{100 * worst:.2f} % of the need of {farthest} at most "
            f"(over {found.bound.days:,} days)"
        )
    if found.gap is not None:
        gaps = ", ".join(f"{use} {100 * gap:.2f} %" for use, gap in found.gap.items())
        console().print(
            f"screening rule; it leaves unmet beyond the exact rule: {gaps} of the need"
        )
    grid = table("missing, m3/day", *MONTHS)
    for use in found.by_use:
        if use.unmet_by_month_m3.sum() > 1e-6:
            months = zip(use.unmet_by_month_m3, MONTH_DAYS, strict=True)
            grid.add_row(use.use, *(cell(float(v) / d) for v, d in months))
    if grid.row_count:
        console().print(grid)
    _groups(result)
    _stores(result)


def _groups(result: DesignResult) -> None:
    assert result.daily is not None
    grid = table("group", "persons", "needed L/person/day", "gets", "share")
    for group in result.daily.by_group:
        grid.add_row(
            group.group,
            cell(group.persons),
            cell(group.needed_l_person_day),
            cell(group.met_l_person_day),
            percent(group.share_met),
        )
    console().print(grid)
    if len(result.daily.by_group) > 1:
        fair = result.daily.fairness
        console().print(
            f"fairness: Gini coefficient of litres per person {fair['gini_l_person_day']:.3f}; "
            "the group served worst has "
            f"{percent(fair['least_over_mean_share_met'])} of the mean share met"
        )


def _stores(result: DesignResult) -> None:
    assert result.daily is not None
    if result.daily.by_store:
        grid = table("store", "m3", "lowest m3", "days full", "days empty", "lost m3/year")
        for store in result.daily.by_store:
            grid.add_row(
                store.name,
                cell(store.capacity_m3),
                cell(store.lowest_m3),
                percent(store.full_share),
                percent(store.empty_share),
                cell(store.loss_m3_year),
            )
        console().print(grid)
    for waste in result.daily.effluents:
        console().print(f"{waste.kind} of {waste.use}: {cell(waste.m3_year)} m3/year")
    lines("note", result.daily.warnings)
