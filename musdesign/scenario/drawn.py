"""A scenario whose ranges are replaced by draws: arrays (n, 1) where numbers stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from musdesign.errors import MusdesignError
from musdesign.scenario.chance import Chance, Draws
from musdesign.scenario.models import Scenario, counted_groups
from musdesign.scenario.reading import ScenarioFile, at_path, with_value
from musdesign.scenario.types import Money
from musdesign.yamlfile import PathTuple


@dataclass(frozen=True, slots=True)
class Scaled:
    """A quantity read later as text, such as ``800 kg/year``, times one factor a draw."""

    text: str
    factor: Draws


def drawn(read: ScenarioFile, seed: int, count: int) -> Scenario:
    """Return the scenario with ``count`` draws, (n, 1), wherever the file gives a range.

    Every calculation that works on arrays then works on all draws at once.  Drawn shares of
    household_total are scaled to make up the whole.

    Raises:
        ScenarioError: the file has mistakes.
    """
    scenario = read.require()
    for chance in read.chances:
        values = chance.draws(seed, count)[:, None]
        scenario = _replaced(scenario, chance.path, _in_model(read, scenario, chance, values))
    if scenario.household_total is None:
        return scenario
    shared = [group for group in scenario.households if group.share is not None]
    counted = sum(group.count for group in scenario.households if group.share is None)
    part = 1.0 - counted / scenario.household_total
    total: Any = sum(group.share for group in shared if group.share is not None) / 100.0
    groups = [
        group
        if group.share is None
        else group.model_copy(update={"share": group.share * part / total})
        for group in scenario.households
    ]
    return scenario.model_copy(
        update={"households": counted_groups(groups, scenario.household_total)}
    )


def one_draw(read: ScenarioFile, seed: int, count: int, index: int) -> dict[str, Any]:
    """Return one of ``count`` draws as changes by path, to run or replay it on its own."""
    return {
        chance.name: chance.written(float(chance.draws(seed, count)[index]))
        for chance in read.chances
    }


def _in_model(read: ScenarioFile, scenario: Scenario, chance: Chance, values: Draws) -> Any:
    """Return draws in the model's unit; units are proportional, so one factor converts them."""
    reference, model = chance.central, at_path(scenario, chance.path)
    if reference == 0.0:
        reference = chance.high or 1.0
        data = with_value(read.data, chance.path, chance.written(reference), chance.name)
        try:
            model = at_path(Scenario.model_validate(data), chance.path)
        except (ValueError, MusdesignError):
            return values
    if isinstance(model, str):
        return Scaled(model, values / reference)
    if isinstance(model, Money):
        amount: Any = model.amount / reference * values
        return Money.model_construct(amount=amount, currency=model.currency)
    if isinstance(model, tuple):
        return np.asarray(model) / reference * values
    return model / reference * values


def _replaced(found: Any, path: PathTuple, value: Any) -> Any:
    """Return a copy of a model in which one path holds another value, unchecked."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(found, BaseModel):
        name = str(step)
        inner = _replaced(getattr(found, name), rest, value)
        return found.model_copy(update={name: inner})
    if isinstance(found, dict):
        return {**found, step: _replaced(found[step], rest, value)}
    copy = list(found)
    copy[int(step)] = _replaced(found[int(step)], rest, value)
    return copy
