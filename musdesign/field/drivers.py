"""Which drivers explain use: the regression that a survey's mapping asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.field.households import Households, read_households
from musdesign.field.mapping import MEASURED, DriverSpec, SurveyMapping
from musdesign.field.meter_mapping import read_meter_mapping, read_meters
from musdesign.field.months import monthly
from musdesign.field.regression import Driver, Regression, regress
from musdesign.field.survey_mapping import read_survey_mapping
from musdesign.units import LITRES_PER_M3


@dataclass(frozen=True, slots=True)
class DriverStudy:
    """A regression of a survey and its plain reading."""

    file: str
    source: str
    date: str
    basis: str
    regression: Regression
    logarithms: tuple[str, ...]
    units: Mapping[str, str]
    """Of the response and the drivers, where they have one."""
    reading: tuple[str, ...]
    """What the table says, in sentences, the most important driver first."""


def drivers(
    path: str | Path, mapping: str | Path | SurveyMapping, *, confidence: float = 0.90
) -> DriverStudy:
    """Explain a number of each household by others, as ``drivers`` of the mapping says.

    Households are not weighted: the question is what goes with use, not how much there is of it.

    Raises:
        DataError: mistakes of the mapping or of the survey, one problem each.
        CalculationError: too few households, or drivers that cannot be told apart.
    """
    if not isinstance(mapping, SurveyMapping):
        mapping = read_survey_mapping(mapping)
    spec = mapping.drivers
    if spec is None:
        raise DataError(
            mapping.reader.document.problem(
                (),
                "the mapping names no drivers",
                cure="write drivers: {response: use, predictors: [persons, dairy_cow]}",
            )
        )
    found = read_households(path, mapping)
    y, x, notes = _columns(found, spec, mapping)
    regression = regress(y, x, spec.predictors, response_name=spec.response, confidence=confidence)
    regression = replace(regression, notes=(*found.notes, *notes, *regression.notes))
    units = {name: found.units.get(name, "") for name in (spec.response, *spec.predictors)}
    if spec.response == MEASURED:
        units[MEASURED] = "L/day"
    return DriverStudy(
        str(path), mapping.file.source, mapping.file.date, mapping.file.basis, regression,
        tuple(sorted(spec.log)), units, tuple(plain_reading(regression, spec.log, units)),
    )  # fmt: skip


def _columns(
    found: Households, spec: DriverSpec, mapping: SurveyMapping
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    problems, columns = [], []
    for name in (spec.response, *spec.predictors):
        values = _measured(found, spec) if name == MEASURED else found.number(name)
        if values is None:
            problems.append(
                mapping.reader.document.problem(
                    spec.path,
                    f"the mapping has no number '{name}'",
                    cure=did_you_mean(name, found.names()),
                )
            )
            continue
        if name in spec.log:
            low = int(np.sum(values <= 0))
            if low:
                problems.append(
                    mapping.reader.document.problem(
                        (*spec.path, "log"),
                        f"{low} households have no '{name}' above 0",
                        why="they have no logarithm",
                        cure="take it as it is",
                    )
                )
            values = np.log(np.where(values > 0, values, 1.0)) + np.where(
                np.isnan(values), np.nan, 0
            )
        columns.append(values)
    if problems:
        raise DataError(problems)
    table = np.column_stack(columns)
    known = np.all(np.isfinite(table), axis=1)
    if not np.any(known):
        raise CalculationError(Problem("no household has all the answers of the regression"))
    left = int(np.sum(~known))
    notes = [f"{left} households with a missing answer are left out"] if left else []
    return table[known, 0], table[known, 1:], notes


def _measured(found: Households, spec: DriverSpec) -> np.ndarray | None:
    """Return the measured use of each household, L/day, NaN where it has no meter."""
    if spec.meters is None:
        return None
    file, form = spec.meters
    use = monthly(read_meters(file, read_meter_mapping(form)).steps)
    litres = dict(zip(use.households, use.household_m3_day() * LITRES_PER_M3, strict=True))
    return np.array([litres.get(name, np.nan) for name in found.ids])


def plain_reading(
    found: Regression,
    logs: frozenset[str] = frozenset(),
    units: Mapping[str, str] | None = None,
) -> list[str]:
    """Say in sentences what a regression tells.

    Args:
        found: the regression.
        logs: which of its numbers are logarithms.
        units: of the numbers as they were before any logarithm.
    """
    units = units or {}
    lines = [
        f"Together the drivers explain {100 * found.r2:.0f} % of the differences in "
        f"{found.response} between {found.n} households."
    ]
    ranked = sorted(
        found.drivers[1:],
        key=lambda driver: driver.importance if driver.importance is not None else abs(driver.t),
        reverse=True,
    )
    for driver in ranked:
        part = "" if driver.importance is None else f"{100 * driver.importance:.0f} % of them; "
        # the larger of the two: neither error is to claim what the other does not
        p = max(driver.p, driver.robust_p)
        if p >= 1.0 - found.confidence:
            lines.append(f"{driver.name}: {part}no clear effect (p = {p:.2g}).")
        else:
            effect = _effect(driver, found.response, logs, units)
            lines.append(f"{driver.name}: {part}{effect} (p = {p:.2g}).")
    lines.append("What goes together need not cause: a regression finds company, not causes.")
    return lines


def _effect(driver: Driver, response: str, logs: frozenset[str], units: Mapping[str, str]) -> str:
    size, change = abs(driver.coefficient), "more" if driver.coefficient > 0 else "less"
    one = f"one {units.get(driver.name) or driver.name} more goes with"
    unit = units.get(response) or response
    if response in logs and driver.name in logs:
        return f"1 % more goes with {size:.2g} % {change}"
    if response in logs:
        percent = abs(100.0 * math.expm1(driver.coefficient))
        return f"{one} {percent:.3g} % {change}"
    if driver.name in logs:
        return f"twice as much goes with {size * math.log(2.0):.3g} {unit} {change}"
    return f"{one} {size:.3g} {unit} {change}"
