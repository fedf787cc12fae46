"""Read a scenario file: shape, units and ranges, all mistakes at once, each at its line."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from musdesign.errors import MusdesignError, Problem, ScenarioError, did_you_mean
from musdesign.scenario.chance import Chance, is_chance, read_chance
from musdesign.scenario.climate_file import with_station
from musdesign.scenario.models import Scenario
from musdesign.scenario.types import Money
from musdesign.yamlfile import Document, PathTuple, parse_path, parse_yaml, path_text, read_yaml


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as read: its text's data and lines, the model where its shape is right."""

    document: Document
    data: dict[str, Any]
    scenario: Scenario | None
    problems: tuple[Problem, ...]
    chances: tuple[Chance, ...] = ()
    changed: frozenset[PathTuple] = frozenset()

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return self.document.file

    def problem(self, path: PathTuple, what: str, *, why: str = "", cure: str = "") -> Problem:
        """Return a problem at a path: at its line, or as set on the command line."""
        if any(path[:end] in self.changed for end in range(len(path) + 1)):
            return Problem(what, path_text(path), "--set", None, why, cure)
        return self.document.problem(path, what, why=why, cure=cure)

    def require(self) -> Scenario:
        """Return the scenario, or raise every mistake found.

        Raises:
            ScenarioError: with one problem per mistake, in the order of the lines.
        """
        if self.problems or self.scenario is None:
            raise ScenarioError(in_order(self.problems))
        return self.scenario


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by line, each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)


def read_scenario(path: str | Path, changes: Mapping[str, Any] | None = None) -> ScenarioFile:
    """Read a scenario file; ``changes`` by path are made before it is checked."""
    return _check(read_yaml(path), changes or {}, Path(path).parent)


def scenario_from_text(
    text: str,
    changes: Mapping[str, Any] | None = None,
    *,
    file: str = "scenario",
    folder: Path | None = None,
) -> ScenarioFile:
    """Read a scenario from YAML text; ``folder`` is where its climate file would lie."""
    return _check(parse_yaml(text, file), changes or {}, folder)


def with_values(read: ScenarioFile, changes: Mapping[str, Any]) -> ScenarioFile:
    """Return a file that was read with other quantities by path, checked by the same rules."""
    data: Any = read.data
    paths = {parse_path(text): value for text, value in changes.items()}
    for path, value in paths.items():
        data = with_value(data, path, value, path_text(path))
    left = tuple(chance for chance in read.chances if chance.path not in paths)
    changed = read.changed | set(paths)
    found = replace(read, data=data, chances=left, changed=changed)
    scenario, problems = _validated(found, data)
    return replace(found, scenario=scenario, problems=tuple(problems))


def _check(
    document: Document, changes: Mapping[str, Any], folder: Path | None = None
) -> ScenarioFile:
    problems = list(document.problems)
    data = document.data
    if not isinstance(data, dict):
        what = "the file is empty" if data is None else "the file is not a scenario"
        problems.append(
            Problem(
                what, file=document.file, line=1, cure="start from one of the shipped scenarios"
            )
        )
        return ScenarioFile(document, {}, None, tuple(problems))
    changed = set()
    for text, value in changes.items():
        path = parse_path(text)
        data = with_value(data, path, value, text)
        changed.add(path)
    data, found = with_station(data, folder)
    at = ("location", "climate", "file")
    problems += [
        problem
        if problem.file
        else document.problem(at, problem.what, why=problem.why, cure=problem.cure)
        for problem in found
    ]
    chances: list[Chance] = []
    read = ScenarioFile(document, data, None, (), (), frozenset(changed))
    data = _central(read, data, (), chances, problems)
    read = replace(read, data=data, chances=tuple(chances))
    scenario, misshapen = _validated(read, data)
    # a climate file that could not be read leaves keys missing that nobody forgot
    problems += misshapen if not found else [p for p in misshapen if not _of_climate(p)]
    if scenario is not None:
        problems += _range_problems(read, scenario)
    return replace(read, scenario=scenario, problems=tuple(problems))


def _of_climate(problem: Problem) -> bool:
    left_out = "is missing" in problem.what
    return left_out and problem.path.startswith(("location.climate", "location"))


def _validated(read: ScenarioFile, data: Any) -> tuple[Scenario | None, list[Problem]]:
    try:
        return Scenario.model_validate(data), []
    except ValidationError as error:
        return None, explained(read, error, Scenario)


def _range_problems(read: ScenarioFile, central: Scenario) -> list[Problem]:
    """Return what is wrong with the ends of ranges: they are read by the same rules."""
    if not read.chances:
        return []
    fixed = [chance for chance in read.chances if not _is_quantity(central, chance.path)]
    if fixed:
        return [
            read.problem(
                chance.path,
                "only a quantity may be a range",
                why=f"{path_text(chance.path)} is not read as one",
            )
            for chance in fixed
        ]
    for end in ("low", "high"):
        data = read.data
        for chance in read.chances:
            # shares of a whole are drawn together, so an end of one alone proves nothing
            if chance.path[-1] != "share":
                value = chance.written(getattr(chance, end))
                data = with_value(data, chance.path, value, chance.name)
        _, problems = _validated(read, data)
        if problems:
            return problems
    return []


def _is_quantity(scenario: Scenario, path: PathTuple) -> bool:
    try:
        value = at_path(scenario, path)
    except (AttributeError, KeyError, TypeError, IndexError):
        return False
    if isinstance(value, str):
        return bool(value) and path[-1] in {"output", "rate"}
    return isinstance(value, float | tuple | Money)


def at_path(found: Any, path: PathTuple) -> Any:
    """Return what stands at a path of the model."""
    for step in path:
        found = getattr(found, str(step)) if isinstance(found, BaseModel) else found[step]
    return found


def with_value(data: Any, path: PathTuple, value: Any, text: str) -> Any:
    """Return a copy of the data in which one path holds another value."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        if not isinstance(step, int) or not 0 <= step <= len(data):
            raise ScenarioError(
                Problem(
                    f"there is no '{text}'",
                    "",
                    "--set",
                    why=f"the list has {len(data)} items, the first is [0]",
                )
            )
        items = list(data)
        if step == len(items):
            items.append(None)
        items[step] = with_value(items[step], rest, value, text)
        return items
    if isinstance(data, dict) or data is None:
        key = str(step)
        copy = dict(data or {})
        copy[key] = with_value(copy.get(key), rest, value, text)
        return copy
    if rest or not isinstance(step, str):
        raise ScenarioError(
            Problem(f"there is no '{text}'", "", "--set", why=f"'{data}' has no parts")
        )
    return {step: with_value(None, rest, value, text)}


def _central(
    read: ScenarioFile,
    data: Any,
    path: PathTuple,
    chances: list[Chance],
    problems: list[Problem],
) -> Any:
    """Replace each distribution by its central value and keep it aside."""
    if is_chance(data):
        if path[-2:-1] == ("livestock",):
            # the short form "dairy_cow: 2" counts heads
            return {"head": _central(read, data, (*path, "head"), chances, problems)}
        try:
            chance = read_chance(path, data)
        except MusdesignError as error:
            found = error.problems[0]
            problems.append(read.problem(path, found.what, why=found.why, cure=found.cure))
            return next(iter(data.values()))
        chances.append(chance)
        return chance.written(chance.central)
    if isinstance(data, dict):
        return {
            key: _central(read, value, (*path, key), chances, problems)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_central(read, v, (*path, i), chances, problems) for i, v in enumerate(data)]
    return data


class Placed(typing.Protocol):
    """A file as read: its data, and problems placed at its lines."""

    @property
    def data(self) -> Any:
        """Return the plain data."""

    def problem(self, path: PathTuple, what: str, *, why: str = "", cure: str = "") -> Problem:
        """Return a problem at a path."""


def explained(read: Placed, error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Return the findings of pydantic as messages for an engineer."""
    return [_explain(read, dict(item), model) for item in error.errors(include_url=False)]


def _explain(read: Placed, error: dict[str, Any], model: type[BaseModel]) -> Problem:
    location = _strip(read.data, tuple(error["loc"]))
    kind, context = error["type"], error.get("ctx", {})
    last = str(location[-1]) if location else ""
    if kind == "musdesign":
        return read.problem(location, context["what"], why=context["why"], cure=context["cure"])
    if kind == "extra_forbidden":
        cure = did_you_mean(last, _keys_at(location[:-1], model))
        return read.problem(location, f"unknown key '{last}'", cure=cure)
    if kind == "missing":
        owner = path_text(location[:-1]) or ("the scenario" if model is Scenario else "the file")
        return read.problem(location, f"{last} is missing", why=f"{owner} needs it")
    what, why, cure = _finding(kind, context, _shown(error.get("input")), last, error["msg"])
    return read.problem(location, what, why=why, cure=cure)


_LIMITS = {
    "greater_than": "above",
    "greater_than_equal": "at least",
    "less_than": "below",
    "less_than_equal": "at most",
}


def _finding(
    kind: str, context: dict[str, Any], shown: str, last: str, message: str
) -> tuple[str, str, str]:
    """Return what, why and cure for the kinds of finding that only need their wording."""
    if kind in _LIMITS:
        limit = next(iter(context.values()))
        return f"'{shown}' is out of range", f"it must be {_LIMITS[kind]} {limit:g}", ""
    if kind in {"literal_error", "enum"}:
        return f"'{shown}' is not one of the choices", "", f"write {context['expected']}"
    if kind in {"model_type", "model_attributes_type", "dict_type", "list_type"}:
        wanted = "a list" if kind == "list_type" else "a group of keys"
        return f"{last or 'the file'} must be {wanted}", "", ""
    return f"'{shown}' cannot be used", message.lower(), ""


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _strip(data: Any, location: Sequence[str | int]) -> PathTuple:
    """Drop what pydantic adds to a path (names of union members) and keep what the file has."""
    path: list[str | int] = []
    for index, step in enumerate(location):
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            path.append(step)
            data = data[step]
        elif index == len(location) - 1 and isinstance(data, dict):
            path.append(step)
    return tuple(path)


def _keys_at(path: PathTuple, model: type[BaseModel]) -> list[str]:
    """Return the keys that the section at a path knows."""
    found: Any = model
    for step in path:
        found = _inner(found)
        if isinstance(step, str) and isinstance(found, type) and issubclass(found, BaseModel):
            fields = {info.alias or name: info for name, info in found.model_fields.items()}
            found = fields[step].annotation if step in fields else None
    found = _inner(found)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [info.alias or name for name, info in found.model_fields.items()]
    return []


def _inner(annotation: Any) -> Any:
    """Return the model inside a list, a dictionary, an option or an annotated type."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is None:
            return annotation
        arguments = [a for a in typing.get_args(annotation) if a is not type(None)]
        if origin in (typing.Union, types.UnionType, dict):
            annotation = arguments[-1]
        else:
            annotation = arguments[0]
