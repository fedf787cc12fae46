"""Formulas between the parameters of an instrument: their order, their circles, their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from musdesign.errors import ExpressionError
from musdesign.expr import parse
from musdesign.standards.model import Rule, Slide
from musdesign.standards.vocabulary import whole_vocabulary


def names_of(rule: Rule) -> set[str]:
    """Return the names that the formulas of a rule need."""
    texts = (*((rule.formula,) if rule.formula else ()), *rule.parts)
    found: set[str] = set()
    for text in texts:
        try:
            found |= parse(text).names
        except ExpressionError:
            continue
    return found


def circles(rules: Iterable[Rule]) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Yield each rule whose formula needs, by way of others, its own parameter; and the way."""
    rules = list(rules)
    needs: dict[str, set[str]] = {}
    for rule in rules:
        needs.setdefault(rule.parameter, set()).update(names_of(rule))
    for rule in rules:
        way = _way(rule.parameter, names_of(rule), needs, (rule.parameter,))
        if way:
            yield rule, way


def _way(
    target: str, names: Iterable[str], needs: Mapping[str, set[str]], so_far: tuple[str, ...]
) -> tuple[str, ...]:
    for name in sorted(names):
        if name == target:
            return (*so_far, name)
        if name not in so_far and name in needs:
            found = _way(target, needs[name], needs, (*so_far, name))
            if found:
                return found
    return ()


def slid(slide: Slide, at: float) -> float:
    """Return the value of a slide at a number; beyond its points the nearest one counts.

    >>> slid(Slide("design_population", ((0.0, 2.2), (2000.0, 2.0))), 1000.0)
    2.1
    """
    points = slide.points
    if at <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1]


def grown(value: float, rate: float, years: float, method: str) -> float:
    """Return a value after some years of growth.

    >>> round(grown(100.0, 0.02, 20.0, "geometric"), 2), grown(100.0, 0.02, 20.0, "arithmetic")
    (148.59, 140.0)
    """
    return value * (1.0 + rate) ** years if method == "geometric" else value * (1.0 + rate * years)


def rounded_up(rule: Rule, value: float) -> float:
    """Return the next standard size of a rounding rule, the largest where none is large enough.

    >>> rule = Rule("a", "storage_volume", "rounding", "m3", multiple=5.0)
    >>> rounded_up(rule, 11.0), rounded_up(rule, 15.0)
    (15.0, 15.0)
    """
    slack = 1e-9 * max(1.0, abs(value))
    for size in rule.steps:
        if value <= size + slack:
            return size
    if rule.multiple:
        steps = -(-(value - slack) // rule.multiple)
        return steps * rule.multiple
    return rule.steps[-1]


def computed(
    rule: Rule, known: Mapping[str, Any], find: Callable[[str], float | None]
) -> tuple[float | None, tuple[str, ...], bool]:
    """Return what a rule's formula or its parts give: value, names not known, only a part known.

    Of the larger of several parts those that are known give a least value (of the smaller, a
    most).  ``find`` gives a name that is not among the known ones, such as another clause's value.
    """
    texts = rule.parts or ((rule.formula,) if rule.formula else ())
    values, missing = [], []
    for text in texts:
        expression = parse(text)
        given = {name: number(known.get(name)) for name in expression.names}
        given = {name: find(name) if value is None else value for name, value in given.items()}
        absent = [name for name, value in given.items() if value is None]
        if absent:
            missing += absent
            continue
        try:
            values.append(float(expression.evaluate(given)))
        except ExpressionError:
            missing.append(text)
    if not values:
        return None, tuple(dict.fromkeys(missing)), False
    chosen = min(values) if rule.chosen == "smaller" else max(values)
    return chosen, tuple(dict.fromkeys(missing)), bool(missing)


def related(name: str, facts: Mapping[str, float | None]) -> float | None:
    """Return a fact that follows from others by the relations of the vocabulary, or None.

    >>> round(related("assurance_of_supply", {"max_interruption": 7.0}), 2)
    98.08
    """
    text = whole_vocabulary().relations.get(name)
    if text is None:
        return None
    expression = parse(text)
    given = {item: facts.get(item) for item in expression.names}
    if any(value is None for value in given.values()):
        return None
    try:
        return float(expression.evaluate(given))
    except ExpressionError:
        return None


def number(value: Any) -> float | None:
    """Return a value as a number, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
