"""A board's questions about a tariff: who pays, how use answers, which prices are best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance import BulkSale
from musdesign.finance.effects import incidence, pareto
from musdesign.finance.effects.incidence import Schedules
from musdesign.finance.effects.schedule import Schedule
from musdesign.finance.effects.search import ClassCap, ClassForm, Demands, FoundTariff, search
from musdesign.finance.effects.search_count import search_fewest
from musdesign.finance.effects.search_response import (
    Answers,
    Tastes,
    answer,
    search_with_response,
)
from musdesign.finance.regulators import legal_caps
from musdesign.flow import DesignResult, Scheme, design
from musdesign.flow import tariff_effects as flow_effects
from musdesign.library.tables import lookup


@dataclass(frozen=True, slots=True)
class Studied:
    """A designed scheme with the households of one of its tariffs."""

    result: DesignResult
    case: flow_effects.TariffCase
    rungs: dict[str, float]
    threshold: float
    poor_share: float

    @property
    def collection(self) -> float:
        """Return the part of the bills that is paid."""
        return self.result.scenario.costs.collection_rate / 100.0

    @property
    def cost_m3(self) -> float:
        """Return the full yearly cost over the m3 billed."""
        bulk = sum(sale.volume_m3_year for sale in self.sales if sale.revenue_year > 0)
        return flow_effects.cost_per_m3(self.case.people, self.rungs, bulk)

    @property
    def sales(self) -> tuple[BulkSale, ...]:
        """Return what bulk users buy and pay under this tariff."""
        found = (t.bulk for t in self.result.tariffs if t.name == self.case.id)
        return next(found, ())

    @property
    def bulk_year(self) -> float:
        """Return what is collected from bulk users."""
        return self.collection * sum(sale.revenue_year for sale in self.sales)

    def cost_of(self, rung: str) -> float:
        """Return what households must bring to cover a rung: its yearly cost less bulk sales.

        Raises:
            MusdesignError: no rung of that name.
        """
        if rung not in self.rungs:
            raise MusdesignError(
                Problem(f"there is no cost rung '{rung}'", cure=did_you_mean(rung, self.rungs))
            )
        return max(0.0, self.rungs[rung] - self.bulk_year)

    def effects(
        self, name: str, schedules: Schedules, answers: Answers | None = None
    ) -> incidence.Effects:
        """Return what a tariff does to the households, as they are or as they answered."""
        return incidence.effects(
            name,
            answers.people if answers else self.case.people,
            schedules,
            rungs=self.rungs,
            cost_m3=self.cost_m3,
            threshold=self.threshold,
            poor_share=self.poor_share,
            collection=self.collection,
            other_revenue_year=self.bulk_year,
        )


@dataclass(frozen=True, slots=True)
class Response:
    """How use, revenue and bills answer to a new tariff under one elasticity."""

    label: str
    price_elasticity: float
    productive_elasticity: float | None
    use_before_m3_year: float
    use_after_m3_year: float
    revenue_before_year: float
    revenue_at_old_use_year: float
    revenue_after_year: float
    several: int
    at_bound: int
    after: incidence.Effects


def studied(scheme: Scheme, tariff: str | None = None) -> Studied:
    """Design a scheme and return the households of one of its tariffs (the first where left out).

    Raises:
        MusdesignError: no tariff, an unknown one, or needs, incomes or costs that are missing.
    """
    if not scheme.tariffs:
        raise MusdesignError(
            Problem("the scenario names no tariff", "tariffs", cure="write tariffs: [my-tariff]")
        )
    names = [made.id for made in scheme.tariffs]
    if tariff is not None and tariff not in names:
        raise MusdesignError(
            Problem(f"the scenario has no tariff '{tariff}'", cure=did_you_mean(tariff, names))
        )
    return studied_result(design(scheme, with_futures=False, effects=True), tariff or names[0])


def studied_result(result: DesignResult, tariff: str) -> Studied:
    """Return the households of one tariff of a design.

    Raises:
        MusdesignError: bills, costs or incomes that could not be computed, with the reason.
    """
    missing = [
        Problem(f"no {stage.replace('_', ' ')}: {result.skipped[stage]}")
        for stage in ("costs", "tariffs", "tariff_effects")
        if stage in result.skipped
    ]
    if missing or result.costs is None:
        raise MusdesignError(missing or "no costs")
    found = {part.case.id: part.case for part in result.tariff_effects}
    threshold, poor, _ = flow_effects.thresholds_of(result.scenario)
    return Studied(result, found[tariff], dict(result.costs.rungs), threshold, poor)


def respond_to(
    before: Studied, after: Studied, tastes: Tastes | None = None
) -> tuple[Response, ...]:
    """Return how use answers when one tariff takes the place of another.

    Three elasticities are run: the one chosen, and the ends of the range on file.
    """
    before, new = matched(before, after)
    people = before.case.people
    chosen = tastes or flow_effects.tastes_of(before.result.scenario)[0]
    row = lookup("tariff_study", "price_elasticity")
    beyond = lookup("tariff_study", "price_elasticity_productive")
    ends = (
        ("chosen", chosen.price_elasticity, chosen.productive_elasticity),
        ("weak", row.number("high"), beyond.number("high")),
        ("strong", row.number("low"), beyond.number("low")),
    )
    old = before.effects(before.case.id, before.case.schedules)
    still = before.effects(after.case.id, new)
    found = []
    for label, elasticity, productive in ends:
        taste = replace(chosen, price_elasticity=elasticity, productive_elasticity=productive)
        answers = answer(people, before.case.schedules, new, taste)
        effect = before.effects(after.case.id, new, answers)
        found.append(
            Response(
                label,
                elasticity,
                productive,
                12.0 * float(people.weight @ answers.use_before_m3),
                12.0 * float(people.weight @ answers.use_after_m3),
                old.revenue_year,
                still.revenue_year,
                effect.revenue_year,
                answers.several,
                answers.at_bound,
                effect,
            )
        )
    return tuple(found)


def matched(before: Studied, after: Studied) -> tuple[Studied, dict[str, Schedule]]:
    """Return the present tariff and the new one by classes that hold in both.

    The present classes are kept where each has one new schedule; else each group is a class.
    """
    now, then = before.case.people.groups, after.case.people.groups
    found: dict[str, Schedule] = {}
    alike = all(
        found.setdefault(old.class_name, after.case.schedules[new.class_name])
        == after.case.schedules[new.class_name]
        for old, new in zip(now, then, strict=True)
    )
    if alike:
        return before, found
    names = [group.name for group in now]
    people = flow_effects.with_classes(before.case.people, names)
    present = {group.name: before.case.schedules[group.class_name] for group in now}
    case = replace(before.case, people=people, schedules=present)
    new = {g.name: after.case.schedules[g.class_name] for g in then}
    return replace(before, case=case), new


def search_tariff(
    of: Studied,
    *,
    revenue_year: float,
    bounds_m3: Sequence[float] | None = None,
    fixed_charge: bool = True,
    objective: str = "gap",
    most_rise: float | None = None,
    most_fixed_share: float | None = None,
    caps: Sequence[ClassCap] = (),
    tastes: Tastes | None = None,
    cost_year: float | None = None,
) -> FoundTariff:
    """Return the tariff that brings a revenue and hurts least.

    Args:
        of: the scheme with its present tariff.
        revenue_year: to be brought in.
        bounds_m3: block bounds of every class; those of the present tariff where left out.
        fixed_charge: whether a fixed charge is allowed.
        objective: ``gap`` or ``headcount``.
        most_rise: largest rise of a bill, 0.2 for 20 %.
        most_fixed_share: largest part of the revenue from fixed charges.
        caps: legal caps between classes.
        tastes: with demand response where given.
        cost_year: cost of which points are counted in dual prices; the revenue where left out.

    Raises:
        MusdesignError: demands that no tariff meets, or a headcount sought with response.
    """
    demands = Demands(
        revenue_year, of.threshold, of.collection, most_rise, most_fixed_share, tuple(caps),
        cost_year,
    )  # fmt: skip
    forms = forms_of(of, bounds_m3, fixed_charge, caps)
    people, present = of.case.people, of.case.schedules
    if objective not in {"gap", "headcount"}:
        raise MusdesignError(
            Problem(f"unknown objective '{objective}'", cure="write gap or headcount")
        )
    if tastes is not None:
        if objective == "headcount":
            raise MusdesignError(
                Problem(
                    "the fewest households are sought at fixed volumes",
                    cure="leave out --response, or seek the smallest gap",
                )
            )
        return search_with_response(people, forms, demands, present, tastes)
    seek = search if objective == "gap" else search_fewest
    return seek(people, forms, demands, present)


def caps_of(of: Studied) -> tuple[ClassCap, ...]:
    """Return the legal caps between the classes that pay, of the scheme's country.

    Raises:
        MusdesignError: the country has none on file, or none for these classes.
    """
    country = of.result.scenario.location.country
    found = legal_caps(country, of.case.people.classes)
    if not found:
        raise MusdesignError(
            Problem(
                f"no legal caps on file for {country} and the classes "
                f"{', '.join(of.case.people.classes)}",
                "--legal",
                cure="Colombia's are, for classes named E1 to E6; else leave it out",
            )
        )
    return found


def answers_to(of: Studied, found: FoundTariff) -> Answers:
    """Return the households as they answer a tariff found."""
    tastes, _ = flow_effects.tastes_of(of.result.scenario)
    return answer(of.case.people, of.case.schedules, found.schedules, tastes)


def forms_of(
    of: Studied,
    bounds_m3: Sequence[float] | None,
    fixed_charge: bool,
    caps: Sequence[ClassCap] = (),
) -> tuple[ClassForm, ...]:
    """Return the form of each class: given bounds, or those of the present tariff."""
    fixed = (0.0, float("inf")) if fixed_charge else (0.0, 0.0)
    found = []
    for name in of.case.people.classes:
        own = of.case.schedules[name].lower_m3[1:] if bounds_m3 is None else tuple(bounds_m3)
        found.append(ClassForm(name, own, fixed))
    named = {form.name for form in found}
    # a class to which caps refer has prices even where nobody pays by it
    widest = max(found, key=lambda form: len(form.bounds_m3)).bounds_m3
    for cap in caps:
        if cap.reference not in named:
            named.add(cap.reference)
            found.append(ClassForm(cap.reference, widest, fixed))
    return tuple(found)


def pareto_front(
    of: Studied,
    *,
    cost_year: float,
    bounds_m3: Sequence[float] | None = None,
    most_rise: float | None = None,
    shares: Sequence[float] = (0.6, 0.8, 1.0),
) -> tuple[pareto.Option, ...]:
    """Return forms of tariff at several shares of a cost, those unbeaten marked."""
    present = of.case.schedules
    bounds = bounds_m3
    if bounds is None:
        bounds = max((present[name].lower_m3[1:] for name in of.case.people.classes), key=len)
    demands = Demands(cost_year, of.threshold, of.collection, most_rise)
    return pareto.front(
        of.case.people,
        pareto.usual_forms(of.case.people.classes, bounds),
        demands,
        present,
        cost_year=cost_year,
        cost_m3=of.cost_m3,
        shares=shares,
    )
