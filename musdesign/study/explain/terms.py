"""Where a term of a formula comes from: another figure, the scenario, the library or a law.

Nothing is guessed from equal values: a term gets a source only where its place in the scenario or
its line of the register is known by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musdesign.flow import DesignResult
from musdesign.flow.stated import AS_IN_THE_SCENARIO
from musdesign.provenance import Assumption
from musdesign.scenario.reading import at_path
from musdesign.trace import Step
from musdesign.yamlfile import parse_path

_UNITS = (
    ("_l_person_day", "L/person/day"),
    ("_l_head_day", "L/head/day"),
    ("_m3_month", "m3/month"),
    ("_m3_day", "m3/day"),
    ("_m3_year", "m3/year"),
    ("_mm_month", "mm/month"),
    ("_mm_day", "mm/day"),
    ("_lps", "L/s"),
    ("_m3", "m3"),
    ("_m2", "m2"),
    ("_mm", "mm"),
    ("_m", "m"),
    ("hours_day", "h/day"),
    ("population", "persons"),
    ("persons", "persons"),
    ("households", "households"),
    ("heads", "head"),
    ("years", "years"),
    ("fraction", "-"),
    ("efficiency", "-"),
    ("coefficient", "-"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term is found: keys of figures, paths of the scenario, lines of the register."""

    figures: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    note: str = ""


def unit_of(term: str, step: Step) -> str:
    """Return the unit that the name of a term tells, or that of its figure for its parts."""
    if term in step.units or term == "rate":
        return step.units.get(term, "1/year")
    if step.name.startswith("checks.") and term in {"design", "limit"}:
        return step.unit
    for ending, unit in _UNITS:
        if term.endswith(ending):
            return unit
    if term == "losses":
        return "-"
    if step.name.startswith(("costs.", "network.", "benefits.")) and term != "quantity":
        return step.unit.removesuffix("/household")
    return step.unit if step.name in {"demand.mean_day", "demand.max_day", "demand.peak_hour"} \
        or step.name.startswith(("demand.net", "storage.", "bills.")) else ""  # fmt: skip


def place_of(result: DesignResult, step: Step, term: str, keys: Mapping[str, Any]) -> Place:
    """Return where a term of a figure comes from; nothing where that is not known by name."""
    if term in step.see:
        return _seen(result, step.see[term], step, keys)
    if term in keys and term != step.name:
        return Place(figures=(term,))
    if step.name == "costs.capital" and f"costs.items.{term}" in keys:
        return Place(figures=(f"costs.items.{term}",))
    for pattern, terms in _RULES:
        match = re.fullmatch(pattern, step.name)
        if match and term in terms:
            return _filled(terms[term], _names(result, step.name), keys)
    return Place()


def _seen(result: DesignResult, where: str, step: Step, keys: Mapping[str, Any]) -> Place:
    """Return the place that a step itself names: a figure, a line of the register or a path."""
    if where in keys:
        return Place(figures=(where,) if where != step.name else ())
    lines = tuple(line.name for line in result.assumptions if line.name == where)
    return Place(paths=(where,) if _PATH.match(where) else (), lines=lines[:1])


_PATH = re.compile(r"(households|sources|storage|network|tariffs|costs|horizon|losses|peaks)\b")
_GROUPS = "households"
_EVERYONE = Place(paths=("households[*].count", "households[*].size"))
_GROUP = Place(("population",), ("{group}.count", "{group}.size"))
_RULES: Sequence[tuple[str, Mapping[str, Place]]] = (
    (
        r"population(\..*)?",
        {
            "population": _EVERYONE,
            "rate": Place(paths=("horizon.growth.rate",)),
            "years": Place(paths=("horizon.design_period",)),
        },
    ),
    (
        r"demand\.(per_person)",
        {"net_m3_day": Place(("demand.net.{every}",)), "population": Place(("population",))},
    ),
    (
        r"demand\.(mean_day|max_day|peak_hour)",
        {
            "loss_fraction": Place(paths=("losses",), lines=("losses",)),
            **{
                use: Place((f"demand.net.{use}",))
                for use in ("domestic", "institutions", "livestock", "enterprises", "gardens")
            },
        },
    ),
    (
        r"demand\..*\.domestic",
        {
            "persons": _GROUP,
            "rate_l_person_day": Place(("{name}.rate",), ("{group}.uses.domestic.rate",)),
        },
    ),
    (
        r"demand\..*\.domestic\.rate",
        {
            "volume_m3_month": Place(paths=("{group}.uses.domestic.household_rate",)),
            "persons_per_household": Place(paths=("{group}.size",)),
        },
    ),
    (
        r"demand\..*\.livestock\.[^.]*",
        {
            "heads": Place((), ("{group}.uses.livestock.{item}", "{group}.count")),
            "rate_l_head_day": Place(
                ("{name}.rate",),
                ("{group}.uses.livestock.{item}.rate",),
                ("livestock rate: {item}",),
            ),
        },
    ),
    (
        r"demand\..*\.gardens\..*\.need",
        {
            "kc_by_month": Place(lines=("crop coefficient: {crop}",)),
            "eto_mm_day": Place(("reference_evapotranspiration",)),
            "effective_rain_mm_month": Place((), ("location.climate.rain",), ("effective rain",)),
        },
    ),
    (
        r"demand\..*\.gardens\.[^.]*",
        {
            "area_m2": Place((), ("{group}.uses.gardens", "{group}.count")),
            "net_mm_day": Place(("{name}.need",)),
            "efficiency": Place(lines=("application efficiency: {method}",)),
        },
    ),
    (
        r"demand\..*\.enterprises\.[^.]*",
        {
            "annual_output": Place((), ("{group}.uses.enterprises", "{group}.count")),
            "units": Place((), ("{group}.uses.enterprises", "{group}.count")),
            "rate_l_unit": Place(lines=("enterprise rate: {item}",)),
            "rate_l_unit_day": Place(lines=("enterprise rate: {item}",)),
        },
    ),
    (
        r"supply\..*\.yield",
        {
            "flow_lps": Place(paths=("{source}.flow",)),
            "rate_lps": Place(paths=("{source}.flow",)),
            "ecological_fraction": Place(paths=("{source}.ecological_flow",)),
            "kept_lps": Place(paths=("{source}.ecological_flow",)),
            "hours_day": Place(paths=("{source}.pump_hours",)),
        },
    ),
    (
        r"supply\..*\.per_mm",
        {
            "area_m2": Place((), ("{source}.area", "households[*].count")),
            "runoff_coefficient": Place(
                (), ("{source}.runoff_coefficient",), ("roof runoff coefficient",)
            ),
        },
    ),
    (r"supply\..*\.reliability", {"needed_m3": Place(("demand.mean_day",))}),
    (
        r"storage\..*\.volume",
        {"mass_curve_m3": Place(("demand.max_day",)), "standard_m3": Place(note="standard")},
    ),
    (r"network\..*\.pressure", {"elevation_m": Place(paths=("network",))}),
    (r"costs\.per_household", {"capital": Place(("costs.capital",)), "households": _EVERYONE}),
    (r"bills\..*", {"volume_m3_month": Place(("demand.mean_day",))}),
)


def _names(result: DesignResult, name: str) -> dict[str, str]:
    """Return what stands for the braces of a rule: group, item, source and the step itself."""
    found = {"name": name}
    for i, group in enumerate(result.scenario.households):
        start = f"demand.{group.group}."
        if name.startswith(start) or name == f"population.{group.group}":
            found["group"] = f"households[{i}]"
            rest = name.removeprefix(start).split(".")
            found["item"] = rest[1] if len(rest) > 1 else ""
            for plot in group.uses.gardens:
                if found["item"].startswith(plot.crop):
                    found |= {"crop": plot.crop, "method": plot.method}
    for i, source in enumerate(result.scenario.sources):
        if name.startswith(f"supply.{source.called(i)}."):
            found["source"] = f"sources[{i}]"
    return found


def _filled(place: Place, names: Mapping[str, str], keys: Mapping[str, Any]) -> Place:
    def fill(texts: Sequence[str]) -> Iterator[str]:
        for text in texts:
            if text.endswith(".{every}"):
                yield from (key for key in keys if key.startswith(text.removesuffix("{every}")))
            elif all(part in names for part in re.findall(r"{(\w+)}", text)):
                yield text.format(**names)

    figures = tuple(key for key in fill(place.figures) if key in keys)
    return Place(figures, tuple(fill(place.paths)), tuple(fill(place.lines)), place.note)


def lines_of(result: DesignResult, place: Place) -> tuple[Assumption, ...]:
    """Return the register's lines behind a term, the scenario's own words on its paths first."""
    lines = result.assumptions
    near = [_nearest(path, lines) for path in stated_paths(result, place)]
    found = [line for line in near if line is not None]
    found += [line for line in lines if line.name in place.lines]
    return unique(found)


def stated_paths(result: DesignResult, place: Place) -> tuple[str, ...]:
    """Return the paths behind a term at which the scenario itself says something."""
    every = [concrete for path in place.paths for concrete in _concrete(path, result)]
    return tuple(path for path in every if _stated(result, path))


def unique(lines: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Return lines of a register, each name and source once."""
    return tuple({(line.name, line.source): line for line in lines}.values())


def _stated(result: DesignResult, path: str) -> bool:
    """Tell whether the scenario itself says something at a path."""
    try:
        return at_path(result.scenario, parse_path(path)) is not None
    except (AttributeError, KeyError, IndexError, TypeError):
        return False


def _concrete(path: str, result: DesignResult) -> list[str]:
    if "[*]" not in path:
        return [path]
    return [path.replace("[*]", f"[{i}]") for i in range(len(result.scenario.households))]


def _nearest(path: str, lines: Sequence[Assumption]) -> Assumption | None:
    """Return the line on the longest section that holds a path."""
    holding = [line for line in lines if line.value == AS_IN_THE_SCENARIO and (
        path == line.name or path.startswith((f"{line.name}.", f"{line.name}["))
    )]  # fmt: skip
    return max(holding, key=lambda line: len(line.name), default=None)
