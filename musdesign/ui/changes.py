"""What a person moved, as values by path: the same form that ``--set`` and saving take."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.flow import Scheme
from musdesign.scenario.works import Source
from musdesign.ui.typed import read_number
from musdesign.ui.words import say, told

Changes = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A value that can be typed: its place, its name for people, its unit and present value.

    ``unit`` is empty for a plain count; ``series`` marks a source whose flow varies by month.
    """

    path: str
    label: str
    unit: str
    value: float
    series: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the controls say; the defaults leave the case as it is."""

    allocation_l_person_day: float | None = None
    herd_factor: float = 1.0
    garden_factor: float = 1.0
    source_factors: Mapping[str, float] = field(default_factory=dict)
    design_period_years: float | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def allocations(scheme: Scheme) -> list[Field]:
    """Return the domestic allocation of each group that has one figure a person."""
    return [
        Field(
            f"households[{i}].uses.domestic.rate",
            say("{group}: domestic", group=group.group),
            "L/person/day",
            group.uses.domestic.rate,
        )
        for i, group in enumerate(scheme.scenario.households)
        if group.uses.domestic.rate is not None
    ]


def herds(scheme: Scheme) -> list[Field]:
    """Return the animals per household of each group and kind."""
    found = []
    for i, group in enumerate(scheme.scenario.households):
        for kind, herd in group.uses.livestock.items():
            path = f"households[{i}].uses.livestock.{kind}"
            written = scheme.file.data["households"][i]["uses"]["livestock"][kind]
            if isinstance(written, dict):
                path += ".head"
            label = f"{group.group}: {told(kind.replace('_', ' '))}"
            found.append(Field(path, label, "", herd.head))
    return found


def gardens(scheme: Scheme) -> list[Field]:
    """Return the area per household of each group's plots."""
    return [
        Field(
            f"households[{i}].uses.gardens[{j}].area",
            f"{group.group}: {told(plot.crop.replace('_', ' '))}",
            "m2/household",
            plot.area,
        )
        for i, group in enumerate(scheme.scenario.households)
        for j, plot in enumerate(group.uses.gardens)
    ]


def sources(scheme: Scheme) -> list[Field]:
    """Return what drives each source: its flow, the contract's limit, or the roof's area."""
    found = []
    for i, source in enumerate(scheme.scenario.sources):
        found.append(_source(i, source, scheme.file.data["sources"][i]))
    return found


def fields(scheme: Scheme) -> list[Field]:
    """Return everything that can be typed."""
    return [*allocations(scheme), *herds(scheme), *gardens(scheme), *sources(scheme)]


def changes(scheme: Scheme, settings: Settings) -> Changes:
    """Return the values that differ from the case, by path; typed ones win over factors.

    Raises:
        MusdesignError: with one problem per typed value that cannot be read.
    """
    found: Changes = {}
    if settings.allocation_l_person_day is not None:
        for item in allocations(scheme):
            found[item.path] = _written(item, settings.allocation_l_person_day)
    factors = [(item, settings.herd_factor) for item in herds(scheme)]
    factors += [(item, settings.garden_factor) for item in gardens(scheme)]
    factors += [(s, settings.source_factors.get(s.path, 1.0)) for s in sources(scheme)]
    for item, factor in factors:
        if factor != 1.0:
            found[item.path] = _scaled(item, factor)
    if settings.design_period_years is not None:
        found["horizon.design_period"] = f"{plain(settings.design_period_years)} years"
    found |= _typed(scheme, settings.typed)
    return found


def read(item: Field, text: str) -> float:
    """Read what was typed for a value; a bare number is in the unit that the label shows.

    Raises:
        MusdesignError: it is no number, has the wrong unit, or its comma may mean thousands.
    """
    try:
        return read_number(text, item.unit)
    except MusdesignError as error:
        problems = [problem.located(path=item.label) for problem in error.problems]
        raise MusdesignError(problems) from None


def command_line(name: str, made: Mapping[str, Any]) -> str:
    """Return the command that computes the same design.

    >>> command_line("ifa-daba", {"losses": "20 %"})
    "musdesign design ifa-daba --set 'losses=20 %'"
    """
    parts = ["musdesign", "design", shlex.quote(name)]
    for path, value in made.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        parts += ["--set", shlex.quote(f"{path}={text}")]
    return " ".join(parts)


def plain(value: float) -> str:
    """Write a number without an exponent, thousands separators or trailing zeros.

    >>> plain(0.1 * 3), plain(1_000_000.0), plain(12.0)
    ('0.3', '1000000', '12')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def _source(i: int, source: Source, written: Any) -> Field:
    name = source.name or source.kind
    if source.flow is not None:
        series = source.flow if isinstance(written["flow"], dict) else ()
        mean = sum(source.flow) / len(source.flow)
        return Field(f"sources[{i}].flow", name, "L/s", mean, series)
    if source.kind == "roof":
        return Field(
            f"sources[{i}].area",
            say("{source}: roof area", source=name),
            "m2/household",
            source.area or 0.0,
        )
    return Field(
        f"sources[{i}].limit",
        say("{source}: most in a day", source=name),
        "m3/day",
        source.limit or 0.0,
    )


def _scaled(item: Field, factor: float) -> Any:
    if item.series:
        return {
            "monthly": [float(plain(value * factor)) for value in item.series],
            "unit": item.unit,
        }
    return _written(item, item.value * factor)


def _written(item: Field, value: float) -> Any:
    text = plain(value)
    if item.unit:
        return f"{text} {item.unit}"
    return float(text) if "." in text else int(text)


def _typed(scheme: Scheme, typed: Mapping[str, str]) -> Changes:
    found: Changes = {}
    problems: list[Problem] = []
    for item, text in _filled(scheme, typed):
        try:
            found[item.path] = _written(item, read(item, text))
        except MusdesignError as error:
            problems += error.problems
    if problems:
        raise MusdesignError(problems)
    return found


def _filled(scheme: Scheme, typed: Mapping[str, str]) -> Iterator[tuple[Field, str]]:
    for item in fields(scheme):
        text = typed.get(item.path, "").strip()
        if text:
            yield item, text
