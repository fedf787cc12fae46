"""The standard's own recipe: persons, allocation, losses, and two peak factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from musdesign.demand.values import Values
from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula

LossConvention = Literal["on_gross", "added_to_net", "included"]
PeakBase = Literal["max_day", "mean"]
_RAS = "Colombia, MVCT Resolution 0330 of 2017 (RAS), demand of water supply systems"


@dataclass(frozen=True, slots=True)
class RecipeDesign:
    """Design flows by a standard's recipe."""

    population: float
    net_l_person_day: float
    gross_l_person_day: float
    mean_day_lps: float
    max_day_lps: float
    peak_hour_lps: float
    mean_day_m3: float
    max_day_m3: float
    storage_third_m3: float


@formula("d_gross", "net_l_person_day / (1 - loss_fraction)", "L/person/day", _RAS)
def gross_from_net(net_l_person_day: Values, loss_fraction: Values) -> Values:
    """Return the gross allocation where losses are a share of what is produced.

    >>> gross_from_net(120, 0.25)
    160.0
    """
    return net_l_person_day / (1.0 - loss_fraction)


@formula(
    "d_gross", "net_l_person_day * (1 + loss_fraction)", "L/person/day",
    "Losses added to the net demand (Nicaragua)",
)  # fmt: skip
def gross_with_losses_added(net_l_person_day: Values, loss_fraction: Values) -> Values:
    """Return the gross allocation where losses are a share of the net demand.

    >>> gross_with_losses_added(100, 0.20)
    120.0
    """
    return net_l_person_day * (1.0 + loss_fraction)


@formula("Qmd", "population * gross_l_person_day / 86400", "L/s", _RAS)
def mean_day_lps(population: Values, gross_l_person_day: Values) -> Values:
    """Return the mean flow of the design year in L/s.

    >>> round(mean_day_lps(240, 160), 3)
    0.444
    """
    return population * gross_l_person_day / 86400.0


@formula("QMD", "k1 * mean_lps", "L/s", _RAS)
def max_day_lps(mean_lps: Values, k1: Values) -> Values:
    """Return the flow of the largest day in L/s."""
    return k1 * mean_lps


@formula("QMH", "k2 * base_lps", "L/s", _RAS)
def peak_hour_lps(base_lps: Values, k2: Values) -> Values:
    """Return the flow of the largest hour in L/s; the base is the max day or the mean."""
    return k2 * base_lps


@formula("V", "max_day_m3 / 3", "m3", f"{_RAS}, article 81: at least a third of the largest day")
def storage_third_m3(max_day_m3: Values) -> Values:
    """Return a third of the largest day's volume in m3, the RAS minimum of storage."""
    return max_day_m3 / 3.0


def recipe(
    population: float,
    net_l_person_day: float,
    loss_fraction: float,
    k1: float,
    k2: float,
    *,
    loss_convention: LossConvention = "on_gross",
    peak_base: PeakBase = "max_day",
) -> RecipeDesign:
    """Return the design flows by the standard's recipe.

    Args:
        population: persons at the end of the design period.
        net_l_person_day: the allocation.
        loss_fraction: losses, read as the convention says.
        k1: largest day over mean day.
        k2: largest hour over its base.
        loss_convention: ``on_gross`` divides by 1 - p (Colombia), ``added_to_net`` multiplies by
            1 + p (Nicaragua), ``included`` leaves rates as they are (Kenya).
        peak_base: ``max_day`` (Colombia) or ``mean`` (Ecuador, Nicaragua, Peru).

    Raises:
        CalculationError: values out of range or an unknown convention; all of them at once.

    >>> design = recipe(240, 120, 0.25, 1.30, 1.60)
    >>> round(design.peak_hour_lps, 4), round(design.storage_third_m3, 2)
    (0.9244, 16.64)
    """
    problems = []
    if loss_convention not in get_args(LossConvention):
        problems.append(
            Problem(
                f"unknown loss convention '{loss_convention}'",
                cure=did_you_mean(loss_convention, get_args(LossConvention)),
            )
        )
    if peak_base not in get_args(PeakBase):
        problems.append(
            Problem(
                f"unknown base of the peak hour '{peak_base}'",
                cure=did_you_mean(peak_base, get_args(PeakBase)),
            )
        )
    if not (population >= 0 and net_l_person_day >= 0):
        problems.append(Problem("population and allocation cannot be negative"))
    if not 0 <= loss_fraction < 1:
        problems.append(
            Problem(f"losses of {loss_fraction:g} are impossible", cure="write 25 % as 0.25")
        )
    if not (k1 >= 1 and k2 >= 1):
        problems.append(
            Problem(
                f"peak factors of {k1:g} and {k2:g}", why="a peak is never below its base",
                cure="give factors of at least 1",
            )
        )  # fmt: skip
    if problems:
        raise CalculationError(problems)
    gross = net_l_person_day
    if loss_convention == "on_gross":
        gross = float(gross_from_net(net_l_person_day, loss_fraction))
    elif loss_convention == "added_to_net":
        gross = float(gross_with_losses_added(net_l_person_day, loss_fraction))
    mean = float(mean_day_lps(population, gross))
    largest = float(max_day_lps(mean, k1))
    peak = float(peak_hour_lps(largest if peak_base == "max_day" else mean, k2))
    return RecipeDesign(
        population,
        net_l_person_day,
        gross,
        mean,
        largest,
        peak,
        mean * 86.4,
        largest * 86.4,
        float(storage_third_m3(largest * 86.4)),
    )
