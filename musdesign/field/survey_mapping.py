"""Read the mapping of a household survey; all its mistakes at once, each at its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from musdesign import units
from musdesign.errors import MusdesignError
from musdesign.expr import parse as parse_expression
from musdesign.field.mapping import (
    MEASURED,
    SERVICES,
    SURVEY_KEYS,
    DriverSpec,
    EnterpriseSpec,
    FileManner,
    GardenSpec,
    MappingReader,
    NumberSpec,
    RuleSpec,
    SurveyMapping,
    WordSpec,
    open_mapping,
)
from musdesign.yamlfile import PathTuple

_UNIT = re.compile(r"[^\W\d_][\w ./²³]*")
_GARDEN_EXTRA = ("months", "pattern")
_ENTERPRISE_EXTRA = ("rate", "months", "peak_day_share")


def read_survey_mapping(path: str | Path) -> SurveyMapping:
    """Read the mapping file of a survey.

    Raises:
        DataError: with one problem per mistake, at its line.
    """
    reader, data = open_mapping(path, SURVEY_KEYS)
    manner = reader.file_manner(data)
    why = "the table has one row per household"
    reader.need(data, "household", (), why)
    persons = reader.number_spec(reader.need(data, "persons", (), why), ("persons",), manner)
    reader.need(data, "domestic", (), "a survey tells who lives there, not the rate to design for")
    livestock, copied = _livestock(reader, data.get("livestock"), manner)
    domestic = data.get("domestic")
    mapping = SurveyMapping(
        manner,
        reader.text(data, "household", ()),
        persons or NumberSpec(("",), ("persons",)),
        reader.number_spec(data.get("weight"), ("weight",), manner),
        _group(reader, data.get("group")),
        reader.word_spec(data.get("service"), ("service",), SERVICES, "yard tap"),
        reader.number_spec(data.get("distance"), ("distance",), manner, "m"),
        _income(reader, data.get("income"), manner),
        _domestic(reader, domestic),
        _copied(reader, domestic if isinstance(domestic, dict) else {}, ("domestic",)),
        livestock,
        copied,
        tuple(_gardens(reader, data.get("gardens"), manner)),
        tuple(_enterprises(reader, data.get("enterprises"), manner)),
        _variables(reader, data.get("variables"), manner),
        reader.where(data.get("only"), ("only",)),
        _tariff_class(reader, data.get("tariff_class")),
        driver_spec(reader, data.get("drivers"), Path(path).parent),
        reader,
    )
    reader.finish()
    return mapping


def _items(reader: MappingReader, value: Any, key: str) -> list[tuple[PathTuple, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        reader.wrong((key,), f"{key} must be a list")
        return []
    return [((key, index), item) for index, item in enumerate(value)]


def _copied(reader: MappingReader, keys: dict[str, Any], path: PathTuple) -> dict[str, Any]:
    """Return what is written into the scenario as it stands; the scenario checks it."""
    return reader.group_of(keys.get("copy"), (*path, "copy"))


def _livestock(
    reader: MappingReader, value: Any, manner: FileManner
) -> tuple[dict[str, NumberSpec], dict[str, dict[str, Any]]]:
    found, copied = {}, {}
    for name, item in reader.group_of(value, ("livestock",)).items():
        path: PathTuple = ("livestock", name)
        plain = item
        if isinstance(item, dict):
            copied[name] = _copied(reader, item, path)
            plain = {key: part for key, part in item.items() if key != "copy"}
        spec = reader.number_spec(plain, path, manner)
        if spec is not None:
            found[name] = spec
    return found, copied


def _variables(reader: MappingReader, value: Any, manner: FileManner) -> dict[str, NumberSpec]:
    """Read further numbers for rules and drivers; they keep the unit they are declared in."""
    found = {}
    for name, item in reader.group_of(value, ("variables",)).items():
        path = ("variables", name)
        if not name.isidentifier():
            reader.wrong(path, f"'{name}' cannot stand in a rule", cure="write it as one word")
        unit = item.get("unit") if isinstance(item, dict) else None
        wanted = unit if isinstance(unit, str) else ""
        if isinstance(unit, dict):
            reader.wrong((*path, "unit"), "a variable has one unit")
            continue
        spec = reader.number_spec(item, path, manner, wanted)
        if spec is not None:
            found[name] = spec
    return found


def _group(reader: MappingReader, value: Any) -> WordSpec | RuleSpec:
    path: PathTuple = ("group",)
    if not (isinstance(value, dict) and "rules" in value):
        return reader.word_spec(value, path, default="households")
    keys = reader.group(value, path, {"rules", "blank"})
    rules: list[tuple[str, str]] = []
    given = keys["rules"] if isinstance(keys["rules"], list) else []
    if not given:
        reader.wrong((*path, "rules"), "rules must be a list of {name, when}")
    for index, item in enumerate(given):
        here = (*path, "rules", index)
        rule = reader.group(item, here, {"name", "when"})
        reader.need(rule, "name", here, "each rule names its group")
        when = reader.text(rule, "when", here)
        if when:
            try:
                parse_expression(when)
            except MusdesignError as error:
                reader.wrong((*here, "when"), error.problems[0].what, error.problems[0].why)
        elif index != len(given) - 1:
            reader.wrong(here, "only the last rule stands without when", "it takes all the rest")
        rules.append((reader.text(rule, "name", here), when))
    return RuleSpec(tuple(rules), path, reader.text(keys, "blank", path))


def _income(reader: MappingReader, value: Any, manner: FileManner) -> NumberSpec | None:
    if value is None:
        return None
    unit = value.get("unit") if isinstance(value, dict) else None
    codes = units.currencies(unit) if isinstance(unit, str) else set()
    if len(codes) != 1:
        reader.wrong(("income",), "the income has no unit with one currency",
                     cure="write unit: COP/month, or its own such as USD/year")  # fmt: skip
        return None
    return reader.number_spec(value, ("income",), manner, f"{codes.pop()}/month")


def _domestic(reader: MappingReader, value: Any) -> dict[str, str]:
    keys = (
        reader.group(value, ("domestic",), {"rate", "by_service", "copy"})
        if value is not None
        else {}
    )
    rates = {}
    if "rate" in keys:
        rates[""] = reader.text(keys, "rate", ("domestic",))
    for service, rate in reader.group_of(
        keys.get("by_service"), ("domestic", "by_service")
    ).items():
        if service not in SERVICES:
            reader.wrong(("domestic", "by_service", service), f"unknown service '{service}'",
                         cure=f"known: {', '.join(SERVICES)}")  # fmt: skip
        rates[service] = str(rate)
    for service, rate in rates.items():
        path = ("domestic", "by_service", service) if service else ("domestic", "rate")
        try:
            units.parse(rate, "L/person/day")
        except MusdesignError as error:
            problem = error.problems[0]
            reader.wrong(path, problem.what, problem.why, problem.cure)
    if value is not None and not rates and not keys.get("copy"):
        reader.wrong(("domestic",), "no rate is given", cure="write rate: 100 L/person/day")
    return rates


def _gardens(reader: MappingReader, value: Any, manner: FileManner) -> list[GardenSpec]:
    found = []
    for path, item in _items(reader, value, "gardens"):
        known = {"crop", "method", "area", "copy", *_GARDEN_EXTRA}
        keys = reader.group(item, path, known)
        for key in ("crop", "area"):
            reader.need(keys, key, path, "a plot has a crop and an area")
        area = reader.number_spec(keys.get("area"), (*path, "area"), manner, "m2")
        if area is not None:
            extra = {key: keys[key] for key in _GARDEN_EXTRA if key in keys}
            extra |= _copied(reader, keys, path)
            crop = reader.word_spec(keys.get("crop"), (*path, "crop"))
            method = reader.word_spec(keys.get("method"), (*path, "method"), default="hose")
            found.append(GardenSpec(area, crop, method, extra))
    return found


def _enterprises(reader: MappingReader, value: Any, manner: FileManner) -> list[EnterpriseSpec]:
    found = []
    for path, item in _items(reader, value, "enterprises"):
        keys = reader.group(item, path, {"kind", "output", "copy", *_ENTERPRISE_EXTRA})
        for key in ("kind", "output"):
            reader.need(keys, key, path, "a business has a kind and an output")
        output = keys.get("output")
        here = (*path, "output")
        if not isinstance(output, dict) or not isinstance(output.get("unit"), str):
            reader.wrong(here, "the output has no unit",
                         cure="write {column: kg_coffee, unit: kg/year}")  # fmt: skip
            continue
        if not _UNIT.fullmatch(output["unit"]):
            reader.wrong((*here, "unit"), f"unknown unit '{output['unit'][:40]}'",
                         cure="write it like kg/year")  # fmt: skip
        plain = {key: part for key, part in output.items() if key != "unit"}
        spec = reader.number_spec(plain, here, manner)
        if spec is not None:
            extra = {key: keys[key] for key in _ENTERPRISE_EXTRA if key in keys}
            extra |= _copied(reader, keys, path)
            extra["unit"] = output["unit"]
            found.append(EnterpriseSpec(reader.text(keys, "kind", path), spec, extra))
    return found


def _tariff_class(reader: MappingReader, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, str):
        return {"": value}
    return reader.group_of(value, ("tariff_class",))


def driver_spec(reader: MappingReader, value: Any, folder: Path) -> DriverSpec | None:
    """Read {response, predictors, log, meters} of a regression."""
    if value is None:
        return None
    path: PathTuple = ("drivers",)
    keys = reader.group(value, path, {"response", "predictors", "log", "meters"})
    for key in ("response", "predictors"):
        reader.need(keys, key, path, "a regression explains one number by others")
    names = keys.get("predictors") or []
    if not isinstance(names, list) or not names:
        reader.wrong((*path, "predictors"), "predictors must be a list of names")
        names = []
    logs = keys.get("log") or []
    logs = logs if isinstance(logs, list) else [logs]
    response = reader.text(keys, "response", path)
    predictors = tuple(map(str, names))
    for name in logs:
        if name not in {response, *predictors}:
            reader.wrong((*path, "log"), f"'{name}' is no part of the regression")
    for name in sorted(set(predictors)):
        if predictors.count(name) > 1 or name == response:
            reader.wrong((*path, "predictors"), f"'{name}' stands twice")
    meters = reader.file_and_mapping(keys.get("meters"), (*path, "meters"), folder)
    if (response == MEASURED) != (meters is not None):
        reader.wrong(path, f"response: {MEASURED} and meters belong together",
                     cure="write meters: {file: readings.csv, mapping: meters.yaml}")  # fmt: skip
    return DriverSpec(response, predictors, frozenset(map(str, logs)), path, meters)
