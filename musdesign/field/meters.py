"""Compare design with measured use: one study of a file of meter readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musdesign import units
from musdesign.errors import CalculationError, DataError, MusdesignError, Problem, did_you_mean
from musdesign.field.households import Households, read_households
from musdesign.field.measured import (
    Distribution,
    Exceedance,
    GroupUse,
    ProductiveShare,
    by_group,
    distribution,
    exceedance,
    productive_by_control,
    productive_by_excess,
)
from musdesign.field.meter_mapping import MeterMapping, read_meter_mapping, read_meters
from musdesign.field.months import MonthlyUse, monthly
from musdesign.field.rates import Calibration, calibrate
from musdesign.field.readings import Issue
from musdesign.field.survey import group_names
from musdesign.field.survey_mapping import read_survey_mapping


@dataclass(frozen=True, slots=True)
class MeterStudy:
    """What the meters say."""

    file: str
    source: str
    date: str
    basis: str
    readings: int
    households: int
    use: MonthlyUse
    issues: tuple[Issue, ...]
    distribution: Distribution
    exceedance: Exceedance | None
    groups: tuple[GroupUse, ...]
    """By group, where the survey of the households is given."""
    productive: tuple[ProductiveShare, ...]
    calibration: Calibration | None
    rate_units: Mapping[str, str]
    """Unit of each calibrated rate."""
    confidence: float
    seed: int
    notes: tuple[str, ...]


def meters(
    path: str | Path,
    mapping: str | Path | MeterMapping,
    *,
    allocation: str | None = None,
    design_m3_day: Mapping[str, np.ndarray] | None = None,
    confidence: float = 0.90,
    seed: int = 1,
) -> MeterStudy:
    """Read meter readings and study them.

    Args:
        path: file of readings.
        mapping: mapping file, or one already read.
        allocation: design to compare with, per household or per person, such as
            ``40 m3/household/month`` or ``130 L/person/day``.
        design_m3_day: need of one household by group, (12,) mean day of each month, m3/day, to
            hold against the groups of the survey that the mapping names.
        confidence: of all intervals.
        seed: of the bootstraps.

    Raises:
        DataError: mistakes of the mapping or of the file, one problem each.
        CalculationError: what is asked for cannot be told from so few measurements.
    """
    if not isinstance(mapping, MeterMapping):
        mapping = read_meter_mapping(mapping)
    limit = None if allocation is None else read_allocation(allocation)
    read = read_meters(path, mapping)
    use = monthly(read.steps)
    own = use.household_m3_day()
    notes = list(read.notes)
    if use.partial:
        notes.append(f"{use.partial} household-months measured on too few days are left out")
    surveyed, rows = _surveyed(mapping, use, notes)
    persons = np.array([read.persons.get(name, np.nan) for name in use.households])
    if surveyed is not None:
        told = np.where(rows >= 0, surveyed.persons[rows], np.nan)
        persons = np.where(np.isfinite(persons), persons, told)
    spread = distribution(
        use.use_m3_month, own, use.months, persons, confidence=confidence, seed=seed
    )
    against = None
    if limit is not None:
        against = exceedance(
            use.use_m3_month, own, limit.of(persons), allocation or "",
            confidence=confidence, seed=seed,
        )  # fmt: skip
    groups = _groups(surveyed, rows, use, design_m3_day, notes, confidence, seed)
    known = np.isfinite(persons) & np.isfinite(own)
    productive: list[ProductiveShare] = []
    if mapping.need_l_person_day is not None:
        if not np.any(known):
            raise CalculationError(
                Problem(
                    "the persons of no measured household are known",
                    cure="name a column of persons, or the survey of the households",
                )
            )
        productive.append(
            productive_by_excess(
                own, persons, mapping.need_l_person_day, confidence=confidence, seed=seed
            )
        )
    calibration: Calibration | None = None
    rate_units: dict[str, str] = {}
    if surveyed is not None:
        try:
            held = np.where(rows >= 0, _holdings(surveyed)[rows], np.nan)
            # a household that did not tell its animals and plots is of neither kind
            told = np.where(np.isfinite(held), own, np.nan)
            productive.append(
                productive_by_control(told, persons, held == 0, confidence=confidence, seed=seed)
            )
        except CalculationError as error:
            notes.append(f"no comparison with domestic-only households: {error}")
        if mapping.rates:
            drivers, rate_units = _drivers(mapping, surveyed, rows)
            calibration = calibrate(
                own * units.LITRES_PER_M3, drivers,
                base=mapping.base, confidence=confidence, seed=seed,
            )  # fmt: skip
    return MeterStudy(
        str(path), mapping.file.source, mapping.file.date, mapping.file.basis, read.readings,
        read.households, use, read.issues, spread, against, groups, tuple(productive), calibration,
        rate_units, confidence, seed, tuple(notes),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allocation:
    """An allocation in m3 a month, per household or per person."""

    m3_month: float
    per_person: bool

    def of(self, persons: np.ndarray) -> np.ndarray:
        """Return the allocation of each household."""
        if self.per_person:
            return self.m3_month * persons
        return np.full(len(persons), self.m3_month)


def read_allocation(text: str) -> Allocation:
    """Read an allocation such as ``40 m3/household/month`` or ``130 L/person/day``.

    Raises:
        UnitError: it is neither per household nor per person.

    >>> read_allocation("40 m3/household/month").m3_month
    40.0
    >>> round(read_allocation("100 L/person/day").m3_month, 4)
    3.0417
    """
    try:
        return Allocation(units.parse(text, "m3/household/month"), per_person=False)
    except MusdesignError as error:
        try:
            return Allocation(units.parse(text, "m3/person/month"), per_person=True)
        except MusdesignError:
            raise error from None


def _surveyed(
    mapping: MeterMapping, use: MonthlyUse, notes: list[str]
) -> tuple[Households | None, np.ndarray]:
    """Return the survey of the same households, and the row of each measured one (-1 none)."""
    none = np.full(len(use.households), -1)
    if mapping.survey is None:
        return None, none
    file, form = mapping.survey
    surveyed = read_households(file, read_survey_mapping(form))
    place = {name: row for row, name in enumerate(surveyed.ids)}
    rows = np.array([place.get(name, -1) for name in use.households], dtype=int)
    unknown = int(np.sum(rows < 0))
    if unknown == len(rows):
        raise DataError(
            Problem(
                "no measured household is in the survey",
                file=str(file),
                why=f"the meters name '{use.households[0]}', the survey '{surveyed.ids[0]}'"
                if use.households
                else "",
                cure="use the same id in both",
            )
        )
    if unknown:
        notes.append(f"{unknown} measured households are not in the survey")
    unmeasured = len(surveyed.ids) - (len(rows) - unknown)
    if unmeasured:
        notes.append(f"{unmeasured} households of the survey have no meter readings")
    return surveyed, rows


def _groups(
    surveyed: Households | None,
    rows: np.ndarray,
    use: MonthlyUse,
    design: Mapping[str, np.ndarray] | None,
    notes: list[str],
    confidence: float,
    seed: int,
) -> tuple[GroupUse, ...]:
    if surveyed is None:
        if design is not None:
            notes.append("the mapping names no survey: the groups of the design cannot be compared")
        return ()
    named = group_names(surveyed)
    labels = [named[row] if row >= 0 else "" for row in rows]
    found = by_group(use.use_m3_day, use.months, labels, design, confidence=confidence, seed=seed)
    alone = [f"'{part.group}'" for part in found if part.ratio is None]
    if design is not None and alone:
        known = ", ".join(f"'{name}'" for name in design)
        notes.append(f"the design has no group {', '.join(alone)}; it has {known}")
    return found


def _holdings(surveyed: Households) -> np.ndarray:
    """Return animals, m2 and outputs of each household in one sum: 0 where it has none at all."""
    held = np.zeros(len(surveyed.ids))
    for values in surveyed.livestock.values():
        held = held + values
    for _, output, _ in surveyed.enterprises:
        held = held + output
    area = surveyed.number("garden_area") if surveyed.plots else None
    return held if area is None else held + area


def _drivers(
    mapping: MeterMapping, surveyed: Households, rows: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    found, named = {}, {}
    problems = []
    for name in mapping.rates:
        values = surveyed.number(name)
        if values is None:
            problems.append(
                mapping.reader.document.problem(
                    ("rates",),
                    f"the survey has no '{name}'",
                    cure=did_you_mean(name, surveyed.names()),
                )
            )
            continue
        found[name] = np.where(rows >= 0, values[rows], np.nan)
        named[name] = f"L/{surveyed.units.get(name) or name}/day"
    if problems:
        raise DataError(problems)
    return found, named
