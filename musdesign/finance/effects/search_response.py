"""Households answer to the tariff that is sought: rounds of search and response to a local best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.finance.effects.incidence import Schedules, monthly_bills, schedule_for
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.preferences import Household, calibrated
from musdesign.finance.effects.respond import Perception, respond
from musdesign.finance.effects.schedule import Floats, Schedule, from_blocks
from musdesign.finance.effects.search import ClassForm, Demands, FoundTariff, TariffModel, search
from musdesign.finance.effects.search_count import with_volumes

SETTLED = 1e-3
"""Part of all bills, of the revenue and of a capped bill within which a tariff is settled."""


@dataclass(frozen=True, slots=True)
class Tastes:
    """How households answer to price."""

    price_elasticity: float = -0.3
    income_elasticity: float = 0.1
    perception: Perception = "average"
    shin_k: float = 0.5
    least_share: float = 0.25
    """Part of today's use taken at any price."""
    most_share: float = 3.0
    productive_elasticity: float | None = None
    """Own-price elasticity of use beyond the house; that of the house where left out."""

    def elasticity(self, productive_share: float) -> float:
        """Return the own-price elasticity of a use of which a part is productive.

        Formula: e = (1 - s) e_house + s e_productive, exact for small changes of one price.

        >>> Tastes(-0.3, productive_elasticity=-1.0).elasticity(0.5)
        -0.65
        """
        if self.productive_elasticity is None:
            return self.price_elasticity
        house = (1.0 - productive_share) * self.price_elasticity
        return house + productive_share * self.productive_elasticity


@dataclass(frozen=True, slots=True)
class Known:
    """Households of one group: which they are, the class they pay by, and their tastes."""

    at: np.ndarray
    class_name: str
    tastes: Household


@dataclass(frozen=True, slots=True)
class Answers:
    """All households after they answered to a tariff."""

    people: Population
    use_before_m3: Floats
    use_after_m3: Floats
    several: int
    """Households with more than one answer."""
    at_bound: int
    """Households that stay at a bound of a block."""


def answer(people: Population, present: Schedules, new: Schedules, tastes: Tastes) -> Answers:
    """Return the households with the use that answers a new tariff.

    Tastes are calibrated on today's mean month under the present tariff; each month of a household
    changes by the ratio of its mean month.
    """
    return answered(people, calibrate(people, present, tastes), new, tastes)


def calibrate(people: Population, present: Schedules, tastes: Tastes) -> tuple[Known, ...]:
    """Return the tastes of each group's households under the present tariff.

    A group's elasticity is that of its uses by their parts.
    """
    found = []
    for i, group in enumerate(people.groups):
        at = people.group == i
        use = float(people.weight[at] @ people.mean_m3[at])
        house = float(people.weight[at] @ people.domestic_m3[at])
        who = calibrated(
            schedule_for(present, group.class_name),
            people.mean_m3[at],
            people.income_month[at],
            price_elasticity=tastes.elasticity(1.0 - min(house / use, 1.0)),
            income_elasticity=tastes.income_elasticity,
            perception=tastes.perception,
            shin_k=tastes.shin_k,
            least_share=tastes.least_share,
            most_share=tastes.most_share,
        )
        found.append(Known(at, group.class_name, who))
    return tuple(found)


def answered(people: Population, known: Sequence[Known], new: Schedules, tastes: Tastes) -> Answers:
    """Return the answers of households whose tastes are known."""
    before = people.mean_m3
    after = before.copy()
    several = at_bound = 0
    for part in known:
        schedule = schedule_for(new, part.class_name)
        found = respond(schedule, part.tastes, tastes.perception, tastes.shin_k)
        after[part.at] = found.volume_m3
        several += found.several
        at_bound += int(found.at_bound.sum())
    months = people.month_m3 * (after / before)[:, None]
    return Answers(with_volumes(people, months), before, after, several, at_bound)


@dataclass(frozen=True, slots=True)
class _Round:
    """A tariff at the volumes that answer it, beside the best tariff for those volumes."""

    charges: Floats
    found: FoundTariff
    """The tariff itself, at its own volumes."""
    best: FoundTariff
    people: Population
    off: float
    """How far it is from settled: gap above the best, revenue missed, rises over the cap."""


def search_with_response(
    people: Population,
    forms: Sequence[ClassForm],
    demands: Demands,
    present: Schedules,
    tastes: Tastes,
    rounds: int = 40,
) -> FoundTariff:
    """Return a local best: the tariff of least gap at the volumes that households use under it.

    Each round lets the households answer a tariff, solves the linear programme at those volumes,
    and moves the charges towards its solution, by half the step where that led away.  Charges are
    moved and not volumes: the programme's solution jumps between corners while the gap that it
    leaves does not, so that averaged charges settle where single solutions swing.

    A tariff is settled where, at the volumes that answer it, no other takes less beyond the
    threshold by more than one in ten thousand of all bills, nor less money for it by more than one
    in a thousand of the revenue, it misses at most one in a thousand of that, and no bill passes
    its cap by more than one in a thousand.  Where rounds do not get there, all charges are scaled
    to bring the revenue at the volumes that answer them.  The tariff nearest to settled is
    returned; nothing proves that no other does better.  Caps on a bill's rise compare bills at the
    same volumes.

    Raises:
        CalculationError: no tariff meets the demands at some round's volumes.
    """
    known = calibrate(people, present, tastes)
    charges = _charges(search(people, forms, demands, present), forms)
    tried: list[_Round] = []
    step = 1.0
    for number in range(rounds):
        tried.append(_round(people, known, forms, demands, present, tastes, charges))
        if tried[-1].off <= SETTLED:
            break
        nearer = number == 0 or tried[-1].off < tried[-2].off
        step = min(1.0, 1.3 * step) if nearer else 0.5 * step
        charges = charges + step * (_charges(tried[-1].best, forms) - charges)
    nearest = min(tried, key=lambda entry: entry.off)
    if nearest.off > SETTLED:
        scaled = nearest.charges * _scale(people, known, forms, demands, tastes, nearest.charges)
        tried.append(_round(people, known, forms, demands, present, tastes, scaled))
        nearest = min(tried, key=lambda entry: entry.off)
    return replace(
        nearest.found,
        duals=nearest.best.duals,
        bound=nearest.best.bound,
        volumes="answering the tariff: a local best",
        method="linear programme in rounds with the households' response",
        iterations=tuple((entry.found.revenue_year, entry.found.gap_month) for entry in tried),
        converged=nearest.off <= SETTLED,
    )


def _scale(
    people: Population,
    known: Sequence[Known],
    forms: Sequence[ClassForm],
    demands: Demands,
    tastes: Tastes,
    charges: Floats,
) -> float:
    """Return the factor on all charges that brings the revenue at the volumes that answer them."""
    low, high = 0.5, 1.5
    for _ in range(24):
        middle = 0.5 * (low + high)
        schedules = _schedules(charges * middle, forms)
        after = answered(people, known, schedules, tastes).people
        bills = float(after.weight @ monthly_bills(after, schedules))
        if 12.0 * demands.collection * bills < demands.revenue_year:
            low = middle
        else:
            high = middle
    return high


def _round(
    people: Population,
    known: Sequence[Known],
    forms: Sequence[ClassForm],
    demands: Demands,
    present: Schedules,
    tastes: Tastes,
    charges: Floats,
) -> _Round:
    schedules = _schedules(charges, forms)
    after = answered(people, known, schedules, tastes).people
    best = search(after, forms, demands, present)
    model = TariffModel.of(after, forms, demands, present)
    found = model.found(charges / model.unit, "", 0.0, 0.0)
    bills = monthly_bills(after, schedules)
    money = max(float(after.weight @ bills), 1e-12)
    # a tenth of the tolerance: what is beyond the threshold is a small part of all bills
    off = 10.0 * (found.gap_month - best.gap_month) / money
    if demands.revenue_year > 0:
        off = max(off, 1.0 - found.revenue_year / demands.revenue_year)
        off = max(off, (found.revenue_year - best.revenue_year) / demands.revenue_year)
    if demands.most_rise is not None:
        most = (1.0 + demands.most_rise) * model.bills
        off = max(off, float(((bills - most) / np.maximum(most, 1e-9)).max()))
    return _Round(charges, found, best, after, off)


def _charges(found: FoundTariff, forms: Sequence[ClassForm]) -> Floats:
    """Return the charges in the order of the forms: each class's fixed charge and prices."""
    return np.array([v for f in forms for v in (found.fixed[f.name], *found.prices[f.name])])


def _schedules(charges: Floats, forms: Sequence[ClassForm]) -> dict[str, Schedule]:
    found, at = {}, 0
    for form in forms:
        end = at + 2 + len(form.bounds_m3)
        own = [float(value) for value in charges[at:end]]
        found[form.name] = from_blocks(own[0], form.bounds_m3, own[1:])
        at = end
    return found
