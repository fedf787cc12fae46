"""The quantities of a scheme that can be moved one at a time, each within its range.

The range is the one that the scenario states (``{low, mode, high}``), else the one that the
library gives with its value, else ten per cent to either side (one degree for temperatures).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from musdesign import finance, units
from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult, Scheme
from musdesign.library.tables import Row, table
from musdesign.scenario import Scenario
from musdesign.scenario.chance import Chance
from musdesign.study.explain.range import SHARE, Input
from musdesign.study.explain.tariff_prices import is_price, tariff_prices
from musdesign.yamlfile import PathTuple, path_text

_QUANTITY = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\D.*)?")
# names, dates, hours, whole counts, positions, orders: nothing is ten per cent more of these
_FIXED = re.compile(
    r"schema|name|description|currency|provenance|decisions|priorities|tariffs|tariff_edits|also_check|standard"
    r"|weather|service_ladder|location\.(latitude|country|place|conditions)|horizon\.base_year"
    r"|costs\.price_year|variation|.*\.(months|planting|stages|serves|kind|crop|tariff_class"
    r"|pattern|id|from|to|start|end|number|elevation|lowest_ground"
    r"|households|share|source|date|years?)"
    r"|network\.nodes.*|board\..*months"
)
_LINKS = re.compile(r"network\.links\[\d+\]\.length")


def inputs(scheme: Scheme, result: DesignResult) -> list[Input]:
    """Return what can be moved: the scenario's quantities, then shipped values it rests on.

    Last come the prices of its tariffs, where the design holds bills.

    Args:
        scheme: the scheme.
        result: its design, which tells the shipped values that were used.
    """
    found = [*_written(scheme)]
    stated = {name for item in found for name in item.ends[0]}
    for item in (*_decided(result), *_herds(scheme, result), *_prices(scheme, result)):
        if not stated & item.ends[0].keys():
            found.append(item)
    return [*found, *tariff_prices(scheme, result)]


def title_of(scheme: Scheme, name: str) -> str:
    """Return an input's name for people: groups, sources and places by their own names."""
    return title_in(scheme.scenario, name)


def title_in(scenario: Scenario, name: str) -> str:
    """Return a path of a scenario as people call it: groups and sources by their own names."""
    if is_price(name):
        return name
    named = {f"households[{i}]": group.group for i, group in enumerate(scenario.households)}
    named |= {f"sources[{i}]": s.called(i) for i, s in enumerate(scenario.sources)}
    named |= {f"storage[{i}]": tank.name for i, tank in enumerate(scenario.storage)}
    named |= {f"institutions[{i}]": p.name or p.kind for i, p in enumerate(scenario.institutions)}
    head = next((head for head in named if name.startswith(f"{head}.")), "")
    rest = name.removeprefix(f"{head}.") if head else name
    for prefix in ("uses.", "location.", "network.", "horizon."):
        rest = rest.removeprefix(prefix)
    rest = re.sub(r"\[(\d+)\]", lambda at: f" {int(at[1]) + 1}", rest)
    rest = rest.replace(".", " ").replace("_", " ").strip()
    return f"{named[head]}: {rest}" if head else rest


def _written(scheme: Scheme) -> Iterator[Input]:
    lengths: dict[str, str] = {}
    chances = {chance.path: chance for chance in scheme.file.chances}
    for path, value in _leaves(scheme.file.data, ()):
        name = path_text(path)
        if path in chances:
            yield _ranged(chances[path])
        elif _LINKS.fullmatch(name):
            lengths[name] = value
        elif not _FIXED.fullmatch(name) and not _FIXED.fullmatch(path_text(path[:1])):
            item = _one(name, value)
            if item is not None:
                yield item
    if lengths:
        yield _together("network.links: all lengths", lengths)


def _leaves(data: Any, path: PathTuple) -> Iterator[tuple[PathTuple, Any]]:
    if isinstance(data, dict):
        if set(data) == {"monthly", "unit"} or path[-1:] == ("monthly",):
            yield path, data
            return
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        if data and all(_is_number(item) for item in data):
            yield path, data
            return
        for i, value in enumerate(data):
            yield from _leaves(value, (*path, i))
    else:
        yield path, data


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ranged(chance: Chance) -> Input:
    ends = tuple({chance.name: chance.written(end)} for end in (chance.low, chance.high))
    return Input(
        chance.name, chance.central, chance.low, chance.high, chance.unit, "scenario",
        (ends[0], ends[1]),
    )  # fmt: skip


def _one(name: str, value: Any) -> Input | None:
    """Return a quantity of the file moved by ten per cent; None where it is none."""
    scaled = _scaler(value)
    if scaled is None:
        return None
    number, unit, write = scaled
    if unit == "degC":
        return _warmed(name, number, value)
    if number == 0.0:
        return None
    ends = ({name: write(1.0 - SHARE)}, {name: write(1.0 + SHARE)})
    low, high = sorted((number * (1.0 - SHARE), number * (1.0 + SHARE)))
    return Input(name, number, low, high, unit, "10 %", ends if number > 0 else ends[::-1])


def _warmed(name: str, mean: float, value: Any) -> Input:
    """Return temperatures a degree colder and warmer: a part of a temperature means nothing."""

    def write(step: float) -> Any:
        if isinstance(value, dict):
            return {**value, "monthly": [item + step for item in value["monthly"]]}
        return f"{mean + step!r} degC"

    ends = ({name: write(-1.0)}, {name: write(1.0)})
    return Input(name, mean, mean - 1.0, mean + 1.0, "degC", "1 degC", ends)


def _scaler(value: Any) -> tuple[float, str, Callable[[float], Any]] | None:
    """Return a quantity's number (of a series its mean), its unit, and how to write a multiple."""
    if _is_number(value):
        return float(value), "", lambda factor: value * factor
    if isinstance(value, str):
        match = _QUANTITY.fullmatch(value.strip())
        if match is None or not match[2] or not _is_unit(match[2].strip()):
            return None
        number, unit = float(match[1]), match[2].strip()
        return number, unit, lambda factor: f"{number * factor!r} {unit}"
    series = value.get("monthly") if isinstance(value, dict) else value
    if not isinstance(series, list) or not series or not all(_is_number(v) for v in series):
        return None
    unit = str(value.get("unit", "")) if isinstance(value, dict) else ""

    def write(factor: float) -> Any:
        months = [item * factor for item in series]
        return {**value, "monthly": months} if isinstance(value, dict) else months

    return sum(series) / len(series), unit, write


def _is_unit(text: str) -> bool:
    try:
        units.factor(text, text)
    except MusdesignError:
        return False
    return True


def _together(name: str, values: Mapping[str, Any]) -> Input:
    """Return many quantities of one kind, moved together by ten per cent of each."""
    scaled = {path: _scaler(value) for path, value in values.items()}
    known = {path: item for path, item in scaled.items() if item is not None}
    total = sum(item[0] for item in known.values())
    unit = next(iter(known.values()))[1]
    ends = tuple(
        {path: item[2](factor) for path, item in known.items()}
        for factor in (1.0 - SHARE, 1.0 + SHARE)
    )
    low, high = total * (1.0 - SHARE), total * (1.0 + SHARE)
    return Input(name, total, low, high, unit, "10 %", (ends[0], ends[1]))


_DECIDED = {
    "losses": ("losses", "%"),
    "domestic max-day factor": ("peaks.max_day_factor", ""),
    "domestic peak-hour factor": ("peaks.peak_hour_factor", ""),
    "discount rate": ("costs.discount_rate", "1/year"),
}


def _decided(result: DesignResult) -> Iterator[Input]:
    """Return what a standard or a working value decided, where the scenario can say otherwise."""
    for line in result.assumptions:
        if line.name not in _DECIDED or not isinstance(line.value, int | float):
            continue
        path, unit = _DECIDED[line.name]
        least = 1.0 if path.startswith("peaks") else 0.0
        low, high = max(least, line.value * (1.0 - SHARE)), line.value * (1.0 + SHARE)
        ends = tuple({path: _stated_as(end, unit)} for end in (low, high))
        yield Input(line.name, line.value, low, high, unit, "10 %", (ends[0], ends[1]), True)


def _stated_as(value: float, unit: str) -> float | str:
    if unit == "1/year":
        return f"{100.0 * value!r} %/year"
    return f"{value!r} {unit}" if unit else value


def _herds(scheme: Scheme, result: DesignResult) -> Iterator[Input]:
    """Return the library's water per head of each kind, in all groups that keep it."""
    del result
    animals = table("livestock")
    kinds: dict[str, list[tuple[str, float]]] = {}
    for i, group in enumerate(scheme.scenario.households):
        for kind, herd in group.uses.livestock.items():
            plain = herd.rate is None and herd.temperature is None and herd.milk is None
            if plain and herd.system is None and herd.service is None and kind in animals:
                kinds.setdefault(kind, []).append(
                    (f"households[{i}].uses.livestock.{kind}", herd.head)
                )
    for kind, places in kinds.items():
        row = animals[kind]
        value = row.number("l_head_day")
        low, high, whose = _range_of(row, "l_head_day", value)
        ends = tuple(
            {
                # short forms give way to the group of keys, and the warm months stay warm
                path: {"head": head, "rate": f"{end!r} L/head/day", "temperature": "season"}
                for path, head in places
            }
            for end in (low, high)
        )
        yield Input(
            f"livestock rate: {kind}", value, low, high, "L/head/day", whose, (ends[0], ends[1]),
            True,
        )  # fmt: skip


def _prices(scheme: Scheme, result: DesignResult) -> Iterator[Input]:
    """Return the shipped unit costs that the design used."""
    scenario = scheme.scenario
    rows = table("unit_costs")
    used = {line.name for line in result.assumptions}
    place = f"{scenario.location.country}/{scenario.currency}"
    for item in dict.fromkeys(row.text("item") for row in rows.values()):
        # the row that finance takes: the country's own, one without currency, the general one
        keys = (f"{item}/{place}", f"{item}/*/-", f"{item}/*/USD")
        row = next((rows[key] for key in keys if key in rows), None)
        name = f"unit cost: {row.text('name')}" if row else ""
        if row is None or name not in used or item in scenario.costs.unit_costs:
            continue
        price = finance.unit_cost(
            item, scenario.location.country, scenario.currency, {}, scenario.costs.price_year
        )
        low, high, whose = _range_of(row, "value", price.value)
        money = row.text("currency") != "-"
        unit = f"{scenario.currency}/{price.unit}" if money else price.unit
        ends = tuple(
            {f"costs.unit_costs.{item}": f"{end!r} {unit}" if money else f"{100.0 * end!r} %"}
            for end in (low, high)
        )
        yield Input(name, price.value, low, high, unit, whose, (ends[0], ends[1]), True)


def _range_of(row: Row, column: str, value: float) -> tuple[float, float, str]:
    """Return the library's range about a value, brought to its level of prices, else 10 %."""
    central = row.optional(column)
    low, high = row.optional("low"), row.optional("high")
    if central and low is not None and high is not None and low <= central <= high and low < high:
        return value * low / central, value * high / central, "library"
    return value * (1.0 - SHARE), value * (1.0 + SHARE), "10 %"
