"""Every number answers "why?": formulas with their inputs, and methods with what binds.

A calculation that an engineer would sign is decorated with :func:`formula`.  While a design runs,
:func:`note` calls it under the name of the number and records inputs, value and source; what has
no closed formula (allocation, least cost) is recorded with :func:`note_method`.  The expression
written is the expression run: a test evaluates each against its function.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import numpy as np

from musdesign.expr import parse
from musdesign.units import show

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Formula:
    """A signed calculation: symbol, expression in the argument names, unit and source."""

    symbol: str
    expression: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a design and how it came about.

    ``see`` tells, for terms by name, the figure, the path of the scenario or the line of the
    register they come from; ``units`` their units where their names do not tell them.
    """

    name: str
    value: Any
    unit: str
    source: str = ""
    symbol: str = ""
    expression: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""
    checks: tuple[str, ...] = ()
    see: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def explain(self) -> str:
        """Return the formula with its numbers in place, the inputs, the method and the source."""
        lines = [f"{self.name} = {_figure(self.value)} {self.unit}".rstrip()]
        if self.expression:
            filled = parse(self.expression).filled({k: _figure(v) for k, v in self.inputs.items()})
            lines.append(f"  {self.symbol} = {self.expression}")
            lines.append(f"  {self.symbol} = {filled} = {_figure(self.value)} {self.unit}".rstrip())
        if self.method:
            lines.append(f"  method: {self.method}")
        lines += [f"  check: {check}" for check in self.checks]
        lines += [f"  {name} = {_figure(value)}" for name, value in self.inputs.items()]
        if self.source:
            lines.append(f"  source: {self.source}")
        return "\n".join(lines)


FORMULAS: dict[Callable[..., Any], Formula] = {}
_active: ContextVar[list[Step] | None] = ContextVar("musdesign_trace", default=None)


def formula(
    symbol: str, expression: str, unit: str, source: str
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the formula that a function computes, in the function's own argument names."""
    declared = Formula(symbol, parse(expression).text, unit, source)

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        FORMULAS[function] = declared
        return function

    return declare


@contextlib.contextmanager
def recording() -> Iterator[list[Step]]:
    """Collect the steps noted inside the block."""
    steps: list[Step] = []
    token = _active.set(steps)
    try:
        yield steps
    finally:
        _active.reset(token)


def note(name: str, function: Callable[..., R], /, **inputs: Any) -> R:
    """Call a declared function by keyword and record the result under ``name``."""
    value = function(**inputs)
    steps = _active.get()
    if steps is not None:
        declared = FORMULAS[function]
        steps.append(
            Step(
                name,
                value,
                declared.unit,
                declared.source,
                declared.symbol,
                declared.expression,
                inputs,
            )
        )
    return value


def note_method(
    name: str,
    value: R,
    unit: str,
    method: str,
    *,
    source: str = "",
    inputs: Mapping[str, Any] | None = None,
    checks: tuple[str, ...] = (),
) -> R:
    """Record a number that has no closed formula: the method, what binds, and check equations."""
    steps = _active.get()
    if steps is not None:
        steps.append(
            Step(name, value, unit, source, inputs=dict(inputs or {}), method=method, checks=checks)
        )
    return value


def _figure(value: Any) -> str:
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return str(value)
    if array.ndim == 0:
        return show(float(array), 4)
    shown = ", ".join(show(float(item), 3) for item in array.ravel()[:12])
    return f"[{shown}{', ...' if array.size > 12 else ''}]"
