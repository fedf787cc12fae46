"""Population at the end of the design period by four classical methods.

Growth rates are fractions a year (0.02 for 2 %).  With two censuses the base is the first one and
``years`` runs from it.  Source of the four forms: lecture notes of the Universidad Mayor de San
Simon, Cochabamba, on population projection for water supply.
"""

from __future__ import annotations

import math
from typing import Literal, cast, get_args

import numpy as np

from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula

Method = Literal["arithmetic", "geometric", "exponential", "wappaus"]
METHODS: tuple[str, ...] = get_args(Method)
_SOURCE = "Population projection for water supply, lecture notes, UMSS Cochabamba"


@formula("P", "population * (1 + rate * years)", "persons", _SOURCE)
def arithmetic(population: Values, rate: Values, years: Values) -> Values:
    """Return the population grown by a constant number a year, P = P0 (1 + r t), in persons.

    >>> round(arithmetic(1000, 0.02, 20), 1)
    1400.0
    """
    return population * (1.0 + rate * years)


@formula("P", "population * (1 + rate) ^ years", "persons", _SOURCE)
def geometric(population: Values, rate: Values, years: Values) -> Values:
    """Return the population grown by a constant ratio a year, P = P0 (1 + r)^t, in persons.

    >>> round(geometric(1000, 0.02, 20), 1)
    1485.9
    """
    return cast("Values", population * (1.0 + rate) ** years)


@formula("P", "population * exp(rate * years)", "persons", _SOURCE)
def exponential(population: Values, rate: Values, years: Values) -> Values:
    """Return the population grown continuously, P = P0 exp(r t), in persons.

    >>> round(float(exponential(1000, 0.02, 20)), 1)
    1491.8
    """
    return cast("Values", population * np.exp(np.multiply(rate, years)))


@formula("P", "population * (2 + rate * years) / (2 - rate * years)", "persons", _SOURCE)
def wappaus(population: Values, rate: Values, years: Values) -> Values:
    """Return the population by Wappaus, P = P0 (2 + r t) / (2 - r t), in persons.

    Raises:
        CalculationError: r t is 2 or more (200 in per cent): the form has a pole there.

    >>> round(wappaus(1000, 0.02, 20), 1)
    1500.0
    """
    growth = np.multiply(rate, years)
    if np.any(growth >= 2.0):
        raise CalculationError(
            Problem(
                f"Wappaus has no value for a growth of {float(np.max(growth)) * 100:.0f} %",
                why="rate (% a year) times years must stay below 200",
                cure="shorten the design period or use the geometric method",
            )
        )
    return population * (2.0 + rate * years) / (2.0 - rate * years)


_PROJECTIONS = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "exponential": exponential,
    "wappaus": wappaus,
}


def project(method: str, population: Values, rate: Values, years: Values) -> Values:
    """Return the population after ``years`` at ``rate`` (fraction a year) by the named method.

    Raises:
        CalculationError: unknown method, no population, a rate of -1 or less, negative years, or
            Wappaus outside its range.

    >>> round(project("geometric", 1827, 0.012, 25))
    2462
    """
    if method not in _PROJECTIONS:
        raise CalculationError(
            Problem(f"unknown growth method '{method}'", cure=did_you_mean(method, METHODS))
        )
    problems = []
    least = float(np.min(population))
    if not least > 0:
        problems.append(Problem(f"a population of {least:g} cannot be projected"))
    slowest = float(np.min(rate))
    if not slowest > -1:
        problems.append(
            Problem(
                f"a growth rate of {slowest:g} empties the place", cure="write 2 % a year as 0.02"
            )
        )
    if not np.min(years) >= 0:
        problems.append(Problem(f"{float(np.min(years)):g} years lie in the past"))
    if problems:
        raise CalculationError(problems)
    found = _PROJECTIONS[method](population, rate, years)
    return float(found) if np.ndim(found) == 0 else found


def rate_between(method: str, first: float, last: float, years: float) -> float:
    """Return the growth rate (fraction a year) that leads from one census to a later one.

    Arithmetic (P1/P0 - 1)/t, geometric (P1/P0)^(1/t) - 1, exponential ln(P1/P0)/t,
    Wappaus 2 (P1 - P0)/(t (P1 + P0)).

    Raises:
        CalculationError: unknown method, a count or a time that is not positive.

    >>> round(rate_between("arithmetic", 1000, 1400, 20), 6)
    0.02
    """
    if method not in _PROJECTIONS:
        raise CalculationError(
            Problem(f"unknown growth method '{method}'", cure=did_you_mean(method, METHODS))
        )
    if not (first > 0 and last > 0 and years > 0):
        raise CalculationError("two censuses need positive counts and a positive time between them")
    if method == "arithmetic":
        return (last / first - 1.0) / years
    if method == "geometric":
        return math.exp(math.log(last / first) / years) - 1.0
    if method == "exponential":
        return math.log(last / first) / years
    return 2.0 * (last - first) / (years * (last + first))
