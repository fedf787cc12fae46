"""Field data in a terminal: what the survey, the meters and the regression say."""

from __future__ import annotations

import math
from collections import Counter

from musdesign.field.drivers import DriverStudy
from musdesign.field.estimates import Estimate
from musdesign.field.measured import Band
from musdesign.field.meters import MeterStudy
from musdesign.field.survey import GroupEstimate, Survey
from musdesign.report.console import cell, console, heading, lines, mark, percent, table

MOST_ISSUES = 20


def show_survey(survey: Survey) -> None:
    """Print the household groups of a survey."""
    declared = survey.mapping.file
    _origin(declared.source, declared.date, declared.basis)
    stand = f"{survey.n} households asked, standing for {cell(survey.total)}"
    console().print(stand if survey.total_given else f"{stand} (give --households for the rest)")
    heading("Household groups")
    grid = table("group", "service", "households", "asked", "persons", "interval")
    for group in survey.groups:
        grid.add_row(
            group.group, group.service, cell(group.count), cell(group.n), cell(group.size.mean),
            _interval(group.size),
        )  # fmt: skip
    console().print(grid)
    for group in survey.groups:
        _assets(survey, group)
    lines("note", survey.notes)


def _assets(survey: Survey, group: GroupEstimate) -> None:
    heading(group.group)
    grid = table("item", "have it", "per owner", "per household", "interval", "answers")
    held = [(kind, "head", holding) for kind, holding in group.livestock.items()]
    held += [(f"{g.crop}, {g.method}", "m2", g.area_m2) for g in group.gardens]
    held += [(e.kind, e.unit, e.output) for e in group.enterprises]
    for name, unit, holding in held:
        every = holding.per_household
        owner = cell(holding.per_owner.mean) if holding.per_owner else ""
        grid.add_row(f"{name} ({unit})", percent(holding.share.mean), owner, cell(every.mean),
                     _interval(every), cell(every.n))  # fmt: skip
    money = f"income ({survey.households.currency}/month)"
    for name, found in ((money, group.income_month), ("distance (m)", group.distance_m)):
        if found is not None:
            grid.add_row(name, "", "", cell(found.mean), _interval(found), cell(found.n))
    console().print(grid)


def show_meters(study: MeterStudy) -> None:
    """Print what the meters say."""
    _origin(study.source, study.date, study.basis)
    spread = study.distribution
    console().print(
        f"{study.readings} readings of {study.households} households; "
        f"{spread.household_months} household-months of {spread.households} households count"
    )
    name = f"{100 * study.confidence:.0f} % interval"
    heading("Measured use (a month has 365/12 days)")
    grid = table("item", "value", name)
    grid.add_row("mean, m3/household/month", *_banded(spread.mean))
    if spread.l_person_day is not None:
        grid.add_row("mean, L/person/day", *_banded(spread.l_person_day))
    grid.add_row("coefficient of variation between households", cell(spread.cv_between), "")
    grid.add_row("coefficient of variation of household-months", cell(spread.cv_months), "")
    console().print(grid)
    grid = table("m3/month", *(f"{100 * q:g} %" for q, _ in spread.quantiles))
    grid.add_row("households below", *(cell(v) for _, v in spread.quantiles))
    grid.add_row("household-months below", *(cell(v) for _, v in spread.month_quantiles))
    console().print(grid)
    for start in range(0, len(spread.by_month), 12):
        shown = spread.by_month[start : start + 12]
        grid = table("item", *(month for month, _, _ in shown))
        grid.add_row("mean, m3", *(cell(value) for _, value, _ in shown))
        grid.add_row("households", *(cell(count) for _, _, count in shown))
        console().print(grid)
    _against(study, name)
    _groups(study, name)
    _productive(study, name)
    _doubts(study)
    lines("note", study.notes)


def _against(study: MeterStudy, name: str) -> None:
    found = study.exceedance
    if found is None:
        return
    heading(f"Against {found.allocation}")
    grid = table("item", "value", name)
    grid.add_row("allocation, mean of the households, m3/month", cell(found.mean_m3_month), "")
    grid.add_row("measured / allocation", *_banded(found.ratio))
    grid.add_row("households above it", *_banded(found.households, share=True))
    grid.add_row("household-months above it", percent(found.household_months), "")
    grid.add_row("volume above it", *_banded(found.volume, share=True))
    grid.add_row("volume used by households above it", percent(found.used_above), "")
    console().print(grid)


def _groups(study: MeterStudy, name: str) -> None:
    if not study.groups:
        return
    designed = any(group.ratio is not None for group in study.groups)
    heading("Use by group, m3/household/month" + (", beside the design" if designed else ""))
    columns = ("design", "measured / design", f"its {name}") if designed else ()
    grid = table("group", "households", "measured", name, *columns)
    for group in study.groups:
        row = [group.group, cell(group.households), *_banded(group.measured_m3_month)]
        if designed:
            ratio = ("", "") if group.ratio is None else _banded(group.ratio)
            row += [cell(group.design_m3_month), *ratio]
        grid.add_row(*row)
    console().print(grid)


def _productive(study: MeterStudy, name: str) -> None:
    found = study.calibration
    if study.productive or found is not None:
        heading("Productive part of measured use, by method")
        grid = table("item", "value", name, "households")
        for part in study.productive:
            grid.add_row(part.method, *_banded(part.share, share=True), cell(part.households))
        if found is not None:
            band = Band(found.productive_share, found.productive_low, found.productive_high)
            grid.add_row("calibrated rates", *_banded(band, share=True), cell(found.n))
        console().print(grid)
        lines("note", (f"{part.method}: {part.note}" for part in study.productive))
    if found is None:
        return
    heading(f"Calibrated rates (R² {found.r2:.2f}, {found.n} households, seed {found.seed})")
    grid = table("item", "unit", "rate", name, "sd", "owners")
    base = found.base_l_household_day
    rows = [] if base is None else [(base, "L/household/day")]
    rows += [(rate, study.rate_units[rate.driver]) for rate in found.rates]
    for rate, unit in rows:
        band = Band(rate.rate_l_day, rate.low, rate.high)
        grid.add_row(rate.driver, unit, *_banded(band), cell(rate.sd), cell(rate.owners))
    console().print(grid)
    lines("note", found.notes)


def _doubts(study: MeterStudy) -> None:
    if not study.issues:
        return
    counts = Counter(issue.kind for issue in study.issues)
    heading("Doubts about readings: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    grid = table("item", "when", "kind", "value")
    for issue in study.issues[:MOST_ISSUES]:
        grid.add_row(issue.household, issue.date.isoformat(), issue.kind, issue.text)
    console().print(grid)
    if len(study.issues) > MOST_ISSUES:
        console().print(f"and {len(study.issues) - MOST_ISSUES} more (all with --format json)")


def show_drivers(study: DriverStudy) -> None:
    """Print a regression and what it says in plain words."""
    _origin(study.source, study.date, study.basis)
    found = study.regression
    heading(f"What explains {found.response}")
    for line in study.reading:
        console().print(line)
    heading(
        f"Ordinary least squares: {found.n} households, R² {found.r2:.3f}, "
        f"adjusted {found.adjusted_r2:.3f}, F {cell(found.f)} (p = {found.f_p:.2g})"
    )
    grid = table("item", "coefficient", f"{100 * found.confidence:.0f} % interval", "error",
                 "t", "p", "HC3 error", "HC3 p", "standardised", "part of R²", "VIF")  # fmt: skip
    for driver in found.drivers:
        name = f"ln {driver.name}" if driver.name in study.logarithms else driver.name
        unit = study.units.get(driver.name)
        name += f" ({unit})" if unit else ""
        part = "" if driver.importance is None else percent(driver.importance)
        grid.add_row(
            name, cell(driver.coefficient), f"{cell(driver.low)} to {cell(driver.high)}",
            cell(driver.standard_error), f"{driver.t:.2f}", f"{driver.p:.2g}",
            cell(driver.robust_error), f"{driver.robust_p:.2g}", cell(driver.standardised), part,
            cell(driver.vif),
        )  # fmt: skip
    console().print(grid)
    lines("note", found.notes)


def _origin(source: str, date: str, basis: str) -> None:
    console().print(f"{source}{f', {date}' if date else ''} (", end="")
    console().print(mark(basis), end="")
    console().print(")")


def _interval(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "one answer"
    if found.standard_error == 0.0:
        return "all alike"
    return f"{cell(max(0.0, found.low))} to {cell(found.high)}"


def _banded(found: Band, *, share: bool = False) -> tuple[str, str]:
    write = percent if share else cell
    if math.isnan(found.low):
        return write(found.value), "too few"
    return write(found.value), f"{write(found.low)} to {write(found.high)}"
