"""Households drawn from the groups: income and use joined by a Gaussian copula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.schedule import Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Households of a kind: monthly use in all and of it for the house, mean income, class."""

    name: str
    households: float
    class_name: str
    month_m3: tuple[float, ...]
    domestic_month_m3: tuple[float, ...]
    income_month: float
    persons: float = 5.0
    by_use_m3_month: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """How households of a group differ.

    ``income_cv`` and ``use_cv`` are standard deviations over means within a group, and
    ``correlation`` joins the normal scores of income and use.
    """

    income_cv: float = 0.5
    use_cv: float = 0.4
    correlation: float = 0.3
    seed: int = 1
    per_group: int = 200

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        problems = []
        if not -1 <= self.correlation <= 1:
            problems.append(
                Problem(f"a correlation of {self.correlation:g}", cure="between -1 and 1")
            )
        for name, value in (("income_cv", self.income_cv), ("use_cv", self.use_cv)):
            if not 0 <= value <= 5:
                problems.append(Problem(f"{name} of {value:g}", cure="between 0 and 5"))
        if not 1 <= self.per_group <= 1_000_000:
            problems.append(Problem(f"{self.per_group} households a group", cure="1 to 1,000,000"))
        if problems:
            raise CalculationError(problems)


@dataclass(frozen=True, slots=True)
class Population:
    """Drawn households, arrays of one length n; monthly uses are (n, 12)."""

    groups: tuple[Group, ...]
    group: np.ndarray
    """Index of the group."""
    weight: Floats
    """Households that each stands for."""
    income_month: Floats
    month_m3: Floats
    domestic_m3: Floats
    """Mean month's use of the house alone."""
    spread: Spread

    @property
    def mean_m3(self) -> Floats:
        """Return the mean month's use of each."""
        return np.asarray(self.month_m3.mean(axis=1))

    def in_class(self, name: str) -> np.ndarray:
        """Return which households pay by a class."""
        members = np.array([group.class_name == name for group in self.groups])
        return np.asarray(members[self.group])

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes that somebody pays by, in the order of the groups."""
        return tuple(dict.fromkeys(group.class_name for group in self.groups))


def draw(groups: Sequence[Group], spread: Spread) -> Population:
    """Return households drawn from the groups.

    Within a group income and use are log-normal around the group's means (which the draws keep
    exactly), their normal scores correlated as stated; scores are stratified, so that few
    households stand well for many.  Each group's draws depend on the seed and its own name alone.

    Raises:
        CalculationError: no groups, or one without use, income or households.
    """
    if not groups:
        raise CalculationError("no household group: nobody pays")
    problems = [
        Problem(
            f"'{group.name}' has no income"
            if not group.income_month > 0
            else f"'{group.name}' has no use or no households",
            f"households[{i}].income" if not group.income_month > 0 else f"households[{i}]",
            cure="give it, such as income: 1200000 COP/month" if not group.income_month > 0 else "",
        )
        for i, group in enumerate(groups)
        if not (group.income_month > 0 and group.households > 0 and sum(group.month_m3) > 0)
    ]
    if problems:
        raise CalculationError(problems)
    parts = [_drawn(group, spread) for group in groups]
    n = spread.per_group
    return Population(
        tuple(groups),
        np.repeat(np.arange(len(groups)), n),
        np.repeat([group.households / n for group in groups], n),
        np.concatenate([part[0] * g.income_month for part, g in zip(parts, groups, strict=True)]),
        np.concatenate(
            [part[1][:, None] * np.array(g.month_m3) for part, g in zip(parts, groups, strict=True)]
        ),
        np.concatenate(
            [
                # the house differs less than the herd and the plot: what varies is above it first
                np.minimum(np.mean(g.domestic_month_m3), part[1] * np.mean(g.month_m3))
                for part, g in zip(parts, groups, strict=True)
            ]
        ),
        spread,
    )


def _drawn(group: Group, spread: Spread) -> tuple[Floats, Floats]:
    """Return income and use of a group's households over the group's means."""
    key = [spread.seed, *group.name.encode()]
    rng = np.random.default_rng(np.random.SeedSequence(key))
    first, second = (_scores(spread.per_group, rng) for _ in range(2))
    rho = spread.correlation
    use = rho * first + np.sqrt(max(0.0, 1 - rho**2)) * second
    return _lognormal(first, spread.income_cv), _lognormal(use, spread.use_cv)


def _scores(n: int, rng: np.random.Generator) -> Floats:
    """Return stratified normal scores in random order."""
    shares = (np.arange(n) + rng.random(n)) / n
    normal = NormalDist()
    return np.array([normal.inv_cdf(float(share)) for share in rng.permutation(shares)])


def _lognormal(scores: Floats, cv: float) -> Floats:
    """Return values of mean 1 with a coefficient of variation."""
    values = np.exp(np.sqrt(np.log1p(cv**2)) * scores)
    return np.asarray(values / values.mean())
