"""Open a scenario: shape first, then every name in it resolved, all mistakes in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from musdesign import finance, network, standards
from musdesign.demand.ladder import ladders
from musdesign.demand.patterns import is_blocks, parse_blocks
from musdesign.errors import MusdesignError, Problem, ScenarioError, did_you_mean
from musdesign.flow.tariff_edits import edited
from musdesign.flow.tariff_numbers import numbers_in, with_numbers
from musdesign.library.tables import table
from musdesign.paths import data_files
from musdesign.scenario import Scenario, ScenarioFile, read_scenario, scenario_from_text
from musdesign.scenario.reading import in_order, with_values
from musdesign.scenario.works import Network
from musdesign.yamlfile import PathTuple, parse_path


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scenario ready to be designed, with the standards and tariffs it names."""

    scenario: Scenario
    file: ScenarioFile
    standard: standards.Standard | None
    also_check: tuple[standards.Standard, ...]
    tariffs: tuple[finance.Tariff, ...]
    folder: Path | None = None
    """Where the scenario's own files lie; None where it came as text, which may open none."""

    @property
    def name(self) -> str:
        """Return the name of the scheme."""
        return self.scenario.name


def load(
    path: str | Path, changes: Mapping[str, Any] | None = None, *, water_only: bool = False
) -> Scheme:
    """Open a scenario file, or a shipped case by its name.

    Args:
        path: a file, or the name of a shipped case such as ``la-palma-tres-puertas``.
        changes: values by path, set before the file is checked.
        water_only: leave out what needs and supply do not ask for: pipes, tariffs, other standards.

    Raises:
        ScenarioError: with every mistake of the file, each at its line.
    """
    found = find(path)
    read = read_scenario(found, changes)
    if water_only and read.scenario is not None:
        kept = read.scenario.model_copy(update={"network": None, "tariffs": [], "also_check": []})
        read = replace(read, scenario=kept)
    scheme = resolve(read, Path(path).parent)
    return replace(scheme, folder=found.parent)


def load_text(
    text: str, changes: Mapping[str, Any] | None = None, *, file: str = "scenario"
) -> Scheme:
    """Open a scenario from YAML text (tariffs are found by name)."""
    return resolve(scenario_from_text(text, changes, file=file), None)


def changed(scheme: Scheme, changes: Mapping[str, Any]) -> Scheme:
    """Return a scheme with other quantities by path; the names in it stay as they are.

    A number of a tariff is named by its place (see :mod:`musdesign.flow.tariff_numbers`).

    Raises:
        ScenarioError: a value does not fit there.
    """
    prices = numbers_in(scheme.tariffs, changes)
    read = with_values(scheme.file, {k: v for k, v in changes.items() if k not in prices})
    scenario, problems = read.require(), list[Problem]()
    tariffs = scheme.tariffs
    # edits that stay are in the tariffs already; made again they would undo a number moved before
    if scenario.tariff_edits != scheme.scenario.tariff_edits:
        tariffs = _edited(read, scenario, tariffs, problems)
    if problems:
        raise ScenarioError(in_order(problems))
    if prices:
        tariffs = with_numbers(tariffs, prices)
    return replace(scheme, scenario=scenario, file=read, tariffs=tariffs)


def find(path: str | Path) -> Path:
    """Return the file meant by a path or by the name of a shipped case.

    Raises:
        ScenarioError: there is no such file.
    """
    given = Path(path)
    if given.is_file():
        return given
    shipped = cases()
    if given.suffix in {"", ".yaml", ".yml"} and given.stem in shipped:
        return shipped[given.stem]
    raise ScenarioError(
        Problem(f"there is no scenario '{path}'", cure=did_you_mean(given.stem, shipped))
    )


def cases() -> dict[str, Path]:
    """Return the shipped scenarios, and the user's, by name."""
    return data_files("scenarios", "*.yaml")


def resolve(read: ScenarioFile, folder: Path | None) -> Scheme:
    """Resolve the names of a scenario that has been read.

    Raises:
        ScenarioError: with the mistakes of shape and of reference together.
    """
    problems = list(read.problems)
    for pattern, known, what in _references():
        problems += _unknown(read, pattern, known, what)
    wanted = read.scenario is None or bool(read.scenario.tariffs)
    tariffs = list(_tariffs(read, folder, problems)) if wanted else []
    problems += _evidence_paths(read)
    problems += _node_groups(read)
    if read.scenario is not None:
        problems += _rooms(read, read.scenario)
        tariffs = list(_edited(read, read.scenario, tariffs, problems))
    if problems or read.scenario is None:
        raise ScenarioError(in_order(problems))
    scenario = read.scenario
    found = [standards.load_standard(name) for name in scenario.also_check]
    standard = standards.load_standard(scenario.standard) if scenario.standard else None
    return Scheme(scenario, read, standard, tuple(found), tuple(tariffs))


def _edited(
    read: ScenarioFile,
    scenario: Scenario,
    tariffs: Sequence[finance.Tariff],
    problems: list[Problem],
) -> tuple[finance.Tariff, ...]:
    """Return the tariffs with the charges that the scenario changes."""

    def wrong(path: str, what: str, cure: str) -> None:
        problems.append(read.problem(parse_path(path), what, cure=cure))

    return edited(tariffs, scenario.tariff_edits, wrong)


def placed(read: ScenarioFile, error: MusdesignError, prefix: str = "") -> ScenarioError:
    """Return an error of a room with its problems placed at the lines of the scenario."""
    problems = []
    for problem in error.problems:
        text = ".".join(part for part in (prefix, problem.path) if part)
        if problem.file or not text:
            problems.append(problem)
            continue
        problems.append(
            read.problem(parse_path(text), problem.what, why=problem.why, cure=problem.cure)
        )
    return ScenarioError(in_order(problems))


def _rooms(read: ScenarioFile, scenario: Scenario) -> Iterator[Problem]:
    """Yield what the rooms find wrong with names and shapes that only they know."""
    checks: list[tuple[str, Callable[[], object]]] = []
    if scenario.network is not None:
        section = scenario.network
        checks.append(("network", lambda: network.make_tree(points(section), links(section))))
    own = scenario.costs.unit_costs
    place, currency = scenario.location.country, scenario.currency
    for item in own:
        at = f"costs.unit_costs.{item}"
        checks.append((at, partial(finance.unit_cost, item, place, currency, {item: own[item]})))
    for name, value in scenario.location.conditions.items():
        at = f"location.conditions.{name}"
        checks.append((at, partial(standards.condition_value, name, value)))
    for prefix, check in checks:
        try:
            check()
        except MusdesignError as error:
            for problem in error.problems:
                inside = problem.path if problem.path.startswith(prefix) else ""
                at = inside or ".".join(part for part in (prefix, problem.path) if part)
                yield read.problem(parse_path(at), problem.what, why=problem.why, cure=problem.cure)


def points(section: Network) -> list[network.Node]:
    """Return the nodes of a network without their loads."""
    return [network.Node(node.id, node.elevation, node.kind) for node in section.nodes]


def links(section: Network) -> list[network.Link]:
    """Return the links of a network."""
    return [
        network.Link(link.id, link.start, link.end, link.length, link.lowest_ground)
        for link in section.links
    ]


def _references() -> list[tuple[str, Callable[[], Iterable[str]], str]]:
    """Return where a scenario names things, what is known there, and what they are."""
    uses = "households.*.uses"
    return [
        (f"{uses}.gardens.*.crop", lambda: table("crops"), "crop"),
        (f"{uses}.gardens.*.method", lambda: table("irrigation_methods"), "irrigation method"),
        (f"{uses}.gardens.*.pattern", _patterns, "hourly pattern"),
        (f"{uses}.livestock.?", lambda: table("livestock"), "animal"),
        (f"{uses}.enterprises.*.kind", lambda: table("enterprises"), "enterprise"),
        ("institutions.*.kind", lambda: table("institutions"), "institution"),
        ("service_ladder", ladders, "service ladder"),
        (f"{uses}.gardens.*.stages", lambda: table("crop_stages"), "row of growth stages"),
        (f"{uses}.gardens.*.soil.kind", lambda: table("soils"), "soil"),
        (f"{uses}.domestic.pattern", _patterns, "hourly pattern"),
        (f"{uses}.enterprises.*.pattern", _patterns, "hourly pattern"),
        ("institutions.*.pattern", _patterns, "hourly pattern"),
        (f"{uses}.domestic.components.parts.*", _components, "domestic component"),
        (f"{uses}.domestic.components.sanitation", _components, "domestic component"),
        (f"{uses}.domestic.components.own.?", _components, "domestic component"),
        (f"{uses}.livestock.?.pattern", _patterns, "hourly pattern"),
        (f"{uses}.ponds.*.pattern", _patterns, "hourly pattern"),
        ("bulk_users.*.pattern", _patterns, "hourly pattern"),
        ("standard", standards.available, "standard"),
        ("also_check.*", standards.available, "standard"),
        ("network.catalogue", network.catalogues, "pipe catalogue"),
        ("network.derating.*", network.curves, "derating curve"),
        ("sources.*.ecological_rule", lambda: table("ecological_rules"), "ecological rule"),
        ("sources.*.test.rule", lambda: table("well_rules"), "rule of a well's yield"),
        ("treatment.*.steps.*", lambda: table("treatment_steps"), "treatment step"),
        ("costs.items.*.asset", lambda: ["", *table("asset_lives")], "asset"),
    ]


def _patterns() -> Iterable[str]:
    return table("hourly_patterns")


def _blocks(read: ScenarioFile, path: PathTuple, text: str) -> Iterator[Problem]:
    try:
        parse_blocks(text)
    except MusdesignError as error:
        for problem in error.problems:
            yield read.problem(path, problem.what, why=problem.why, cure=problem.cure)


def _components() -> Iterable[str]:
    return table("domestic_components")


def _unknown(
    read: ScenarioFile, pattern: str, known: Callable[[], Iterable[str]], what: str
) -> Iterator[Problem]:
    for path, name in _matches(read.data, tuple(pattern.split(".")), ()):
        names = set(known())
        if known is _patterns and isinstance(name, str) and is_blocks(name):
            yield from _blocks(read, path, name)
        elif isinstance(name, str) and name not in names:
            yield read.problem(path, f"unknown {what} '{name}'", cure=did_you_mean(name, names))


def _matches(
    data: Any, pattern: tuple[str, ...], path: PathTuple
) -> Iterator[tuple[PathTuple, Any]]:
    """Yield what a pattern finds: ``*`` any item of a list, ``?`` any key of a group.

    A last ``?`` yields the keys themselves, one before it goes on into what the key holds.
    """
    if not pattern:
        if data is not None:
            yield path, data
        return
    first, rest = pattern[0], pattern[1:]
    if first == "*" and isinstance(data, list):
        for i, item in enumerate(data):
            yield from _matches(item, rest, (*path, i))
    elif first == "?" and isinstance(data, dict):
        for key, item in data.items():
            if rest:
                yield from _matches(item, rest, (*path, key))
            else:
                yield (*path, key), key
    elif isinstance(data, dict) and first in data:
        yield from _matches(data[first], rest, (*path, first))


def _on_file(name: str) -> None:
    known = finance.available_tariffs()
    if name not in known:
        raise MusdesignError(
            Problem(
                f"there is no tariff '{name}' on file",
                why="the scenario came as text, so nothing lies beside it",
                cure=did_you_mean(name, known),
            )
        )


def _tariffs(
    read: ScenarioFile, folder: Path | None, problems: list[Problem]
) -> Iterator[finance.Tariff]:
    currency = read.data.get("currency")
    for path, name in _matches(read.data, ("tariffs", "*"), ()):
        if not isinstance(name, str):
            continue
        try:
            if folder is None:
                # a scenario that came as text may be a stranger's: it opens no file by its path
                _on_file(name)
            tariff = finance.load_tariff(name, folder)
        except MusdesignError as error:
            problems += [
                problem
                if problem.file
                else read.problem(path, problem.what, why=problem.why, cure=problem.cure)
                for problem in error.problems
            ]
            continue
        if tariff.currency != currency:
            problems.append(
                read.problem(
                    path,
                    f"the tariff '{name}' is in {tariff.currency}",
                    why=f"the scenario is in {currency}",
                )
            )
        yield tariff
        problems += _classes(read, tariff)


def _classes(read: ScenarioFile, tariff: finance.Tariff) -> Iterator[Problem]:
    stated = [
        *_matches(read.data, ("households", "*", "tariff_class"), ()),
        *_matches(read.data, ("bulk_users", "*", "tariff_class"), ()),
    ]
    for path, given in stated:
        name = given.get(tariff.id) if isinstance(given, dict) else given
        if isinstance(name, str) and name and name not in tariff.classes:
            yield read.problem(
                path,
                f"the tariff '{tariff.id}' has no class '{name}'",
                cure=did_you_mean(name, tariff.classes),
            )


def _node_groups(read: ScenarioFile) -> Iterator[Problem]:
    """Yield unknown groups at nodes of the network, and survey points beyond their pipe."""
    named = [
        ("households", "*", "group"),
        ("institutions", "*", "name"),
        ("bulk_users", "*", "name"),
    ]
    known = {str(name) for pattern in named for _, name in _matches(read.data, pattern, ())}
    known |= {str(kind) for _, kind in _matches(read.data, ("institutions", "*", "kind"), ())}
    for path, name in _matches(read.data, ("network", "nodes", "*", "groups", "?"), ()):
        if str(name) not in known:
            yield read.problem(path, f"unknown group '{name}'", cure=did_you_mean(str(name), known))
    section = read.scenario.network if read.scenario is not None else None
    for i, link in enumerate(section.links if section is not None else ()):
        for k, point in enumerate(link.profile):
            if point.distance > link.length:
                yield read.problem(
                    ("network", "links", i, "profile", k, "distance"),
                    f"{point.distance:g} m lie beyond the end of the pipe",
                    why=f"it is {link.length:g} m long",
                )


def _evidence_paths(read: ScenarioFile) -> Iterator[Problem]:
    for path, text in _matches(read.data, ("provenance", "*", "path"), ()):
        if not isinstance(text, str):
            continue
        try:
            steps = parse_path(text)
        except MusdesignError as error:
            yield read.problem(path, error.problems[0].what, cure=error.problems[0].cure)
            continue
        # the file's own data too: a change may take the value away, its source then says nothing
        held = _holds(read.document.data, steps) or _holds(read.data, steps)
        if not (held or _from_station(read, steps)):
            yield read.problem(
                path, f"there is nothing at '{text}'", why="a source must stand beside a value"
            )


def _from_station(read: ScenarioFile, steps: PathTuple) -> bool:
    """Tell whether a value comes from the climate file rather than from the scenario's own text."""
    station = _holds(read.document.data, ("location", "climate", "file"))
    return station and steps[:2] == ("location", "climate")


def _holds(data: Any, steps: PathTuple) -> bool:
    for step in steps:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if not inside:
            return False
        data = data[step]
    return True
