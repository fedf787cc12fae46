"""From the households of a survey to household groups, with what is not known about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from musdesign.errors import DataError, Problem
from musdesign.field.estimates import CONFIDENCE, Estimate, Holding, holding, mean
from musdesign.field.households import Households, Plot, read_households
from musdesign.field.mapping import SurveyMapping
from musdesign.field.survey_mapping import read_survey_mapping


@dataclass(frozen=True, slots=True)
class GardenEstimate:
    """Gardens of one crop and way of watering, m2."""

    crop: str
    method: str
    area_m2: Holding
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EnterpriseEstimate:
    """Businesses of one kind by yearly output."""

    kind: str
    unit: str
    output: Holding
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """One household group as the survey tells it."""

    group: str
    service: str
    count: float
    """Households it stands for."""
    n: int
    """Households asked."""
    size: Estimate
    income_month: Estimate | None
    distance_m: Estimate | None
    livestock: Mapping[str, Holding]
    gardens: tuple[GardenEstimate, ...]
    enterprises: tuple[EnterpriseEstimate, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The household groups of a survey."""

    file: str
    mapping: SurveyMapping
    households: Households
    groups: tuple[GroupEstimate, ...]
    total: float
    """Households that all groups stand for."""
    total_given: bool
    sampled: float
    """Share of all households that was asked, where the correction for it was made."""
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Return the number of households asked."""
        return len(self.households.ids)


def survey(
    path: str | Path,
    mapping: str | Path | SurveyMapping,
    *,
    households: float | None = None,
    confidence: float = CONFIDENCE,
) -> Survey:
    """Read a survey and estimate its household groups.

    Args:
        path: survey file.
        mapping: mapping file, or one already read.
        households: number of households that the survey stands for; where left out the sum of the
            weights, or the households asked where there are no weights.
        confidence: of the intervals.

    Raises:
        DataError: with one problem per mistake of the mapping or of the survey.
    """
    if not isinstance(mapping, SurveyMapping):
        mapping = read_survey_mapping(mapping)
    found = read_households(path, mapping)
    return estimate_groups(found, mapping, str(path), households=households, confidence=confidence)


def estimate_groups(
    found: Households,
    mapping: SurveyMapping,
    file: str,
    *,
    households: float | None = None,
    confidence: float = CONFIDENCE,
) -> Survey:
    """Estimate the groups of households already read (see :func:`survey`).

    A group whose households have several service levels is divided by them, because the scenario
    gives a group one level.
    """
    n = len(found.ids)
    total = float(np.sum(found.weight)) if households is None else float(households)
    if not total >= n * (1 - 1e-12) and households is not None:
        raise DataError(
            Problem(
                f"{total:g} households in all are fewer than the {n} asked",
                file=file,
                cure="give the number of households that the survey stands for",
            )
        )
    equal = bool(np.all(found.weight == found.weight[0]))
    # a finite population is corrected for only where every household had the same chance
    sampled = n / total if households is not None and equal else 0.0
    keys = sorted(set(zip(found.group, found.service, strict=True)))
    named = group_names(found)
    work = _Work(found, mapping, file, sampled, confidence)
    groups = []
    for group, service in keys:
        rows = np.array(
            [g == group and s == service for g, s in zip(found.group, found.service, strict=True)]
        )
        name = named[int(np.flatnonzero(rows)[0])]
        part = float(np.sum(found.weight[rows])) / float(np.sum(found.weight))
        groups.append(work.group(name, service, total * part, rows))
    if work.problems:
        raise DataError(work.problems)
    notes = list(found.notes)
    small = [f"'{g.group}' ({g.n})" for g in groups if g.n < 10]
    if small:
        notes.append(f"fewer than 10 households asked in {', '.join(small)}: its means are weak")
    return Survey(
        file, mapping, found, tuple(groups), total, households is not None, sampled, tuple(notes)
    )


def group_names(found: Households) -> tuple[str, ...]:
    """Return the group of each household as the scenario names it, divided by service."""
    pairs = set(zip(found.group, found.service, strict=True))
    several = {group for group in found.group if sum(g == group for g, _ in pairs) > 1}
    return tuple(
        f"{group} ({service})" if group in several else group
        for group, service in zip(found.group, found.service, strict=True)
    )


@dataclass(slots=True)
class _Work:
    """Estimates group by group and notes what nobody answered."""

    found: Households
    mapping: SurveyMapping
    file: str
    sampled: float
    confidence: float
    problems: list[Problem]

    def __init__(
        self,
        found: Households,
        mapping: SurveyMapping,
        file: str,
        sampled: float,
        confidence: float,
    ) -> None:
        self.found, self.mapping, self.file = found, mapping, file
        self.sampled, self.confidence = sampled, confidence
        self.problems = []

    def group(self, name: str, service: str, count: float, rows: np.ndarray) -> GroupEstimate:
        weight = self.found.weight[rows]

        def average(values: np.ndarray | None, what: str) -> Estimate | None:
            if values is None:
                return None
            told = mean(values[rows], weight, sampled=self.sampled, confidence=self.confidence)
            if told is None:
                self._nobody(name, what)
            return told

        def held(values: np.ndarray, what: str) -> Holding | None:
            told = holding(values[rows], weight, sampled=self.sampled, confidence=self.confidence)
            if told is None:
                self._nobody(name, what)
            return told

        found = self.found
        size = average(found.persons, "persons") or Estimate(1.0, None, None, None, 0, 0)
        livestock = {kind: held(values, kind) for kind, values in found.livestock.items()}
        gardens = []
        for crop, method, extra, area in areas(found.plots, len(found.ids)):
            told = held(area, crop)
            if told is not None and told.per_owner is not None:
                gardens.append(GardenEstimate(crop, method, told, extra))
        enterprises = []
        for kind, output, extra in found.enterprises:
            told = held(output, kind)
            if told is not None and told.per_owner is not None:
                plain = {key: value for key, value in extra.items() if key != "unit"}
                enterprises.append(EnterpriseEstimate(kind, str(extra["unit"]), told, plain))
        return GroupEstimate(
            name, service, count, int(np.sum(rows)), size,
            average(found.income_month, "income"), average(found.distance_m, "distance"),
            {kind: told for kind, told in livestock.items() if told is not None},
            tuple(gardens), tuple(enterprises),
        )  # fmt: skip

    def _nobody(self, group: str, what: str) -> None:
        self.problems.append(
            Problem(
                f"no household of '{group}' tells its {what}",
                file=self.file,
                why="a mean needs at least one answer",
                cure="put the group together with another, or leave the column out of the mapping",
            )
        )


def areas(
    plots: tuple[Plot, ...], count: int
) -> list[tuple[str, str, Mapping[str, Any], np.ndarray]]:
    """Return the area of every household (m2) for each crop and way of watering."""
    result = []
    for plot in plots:
        kinds = sorted({pair for pair in zip(plot.crop, plot.method, strict=True) if pair[0]})
        unknown = plot.household[np.isnan(plot.area_m2)]
        for crop, method in kinds:
            mine = np.array(
                [(c, m) == (crop, method) for c, m in zip(plot.crop, plot.method, strict=True)]
            )
            area = np.zeros(count)
            np.add.at(area, plot.household[mine], plot.area_m2[mine])
            area[unknown] = np.nan
            result.append((crop, method, plot.extra, area))
    return result
