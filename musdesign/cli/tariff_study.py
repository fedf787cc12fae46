"""Commands that ask what a tariff does: incidence, response, and the search for a better one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    write_json,
)

if TYPE_CHECKING:
    from musdesign.scenario.board import TariffGoals

TariffOption = Annotated[
    str | None, typer.Option("--tariff", help="Present tariff; the scenario's first if left out.")
]


def register(tariff_app: typer.Typer) -> None:
    """Add the commands to ``musdesign tariff``."""
    tariff_app.command("incidence")(incidence)
    tariff_app.command("respond")(respond)
    tariff_app.command("search")(search)
    tariff_app.command("rules")(rules)
    tariff_app.command("check")(check)
    tariff_app.command("board")(board)


def board(
    scenario: ScenarioArgument,
    tariff: TariffOption = None,
    to: Annotated[str | None, typer.Option("--to", help="Show the way to this tariff.")] = None,
    max_rise: Annotated[
        str, typer.Option("--max-rise", help="Largest rise of a bill in a year on the way.")
    ] = "10 %",
    years: Annotated[str, typer.Option(help="Longest way, 1 to 100 years.")] = "10",
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show cash by month, wet-season risk, lost water, meters, shared taps, and the way to go."""
    from dataclasses import asdict

    from musdesign import flow
    from musdesign.report import board as report
    from musdesign.report import tariff_parts
    from musdesign.study import board as study
    from musdesign.study.tariffs import studied

    check_format(format_)
    scheme = flow.load(scenario, changes_of(set_))
    of = studied(scheme, tariff)
    found = study.board_study(of)
    rise = _share(max_rise, "--max-rise") or 0.0
    longest = _whole(years, "--years", 1, 100) or 10
    way = study.way_to(of, studied(scheme, to), rise, longest) if to else ()
    if format_ == "json":
        answer = tariff_parts.defined(asdict(found))
        answer["balance"] |= found.balance.totals()
        answer["best_meter_age_years"] = found.best_meter_age.life_years
        answer["way"] = tariff_parts.defined([asdict(year) for year in way])
        write_json({"name": of.result.name, "currency": of.case.currency, **answer})
        return
    report.show(found, of.case.currency)
    if to:
        report.way(way, to)


def rules(
    country: Annotated[str, typer.Argument(help="Country code of three letters, such as COL.")],
    year: Annotated[str | None, typer.Option(help="Rules in force in this year.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Show what the regulator of a country asks of tariffs, with source, basis and dates."""
    from dataclasses import asdict

    from musdesign.finance import regulators
    from musdesign.report import tariff_study

    check_format(format_)
    found = regulators.rules(country.upper(), _whole(year, "--year", 1900, 2200))
    if format_ == "json":
        write_json([asdict(rule) for rule in found])
    else:
        tariff_study.rule_list(found)


def check(
    tariff: Annotated[str, typer.Argument(help="Tariff file, or the name of one on file.")],
    altitude: Annotated[str | None, typer.Option(help='Altitude, such as "1400 m".')] = None,
    year: Annotated[str | None, typer.Option(help="Year of the rules; the tariff's.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Hold a tariff against its country's rules; exit 1 where one is broken."""
    import contextlib
    from pathlib import Path

    from musdesign import finance, units
    from musdesign.errors import MusdesignError
    from musdesign.finance import regulators
    from musdesign.finance.effects.schedule import schedule_of
    from musdesign.report import tariff_parts, tariff_study

    check_format(format_)
    made = finance.load_tariff(tariff, Path())
    at = _whole(year, "--year", 1900, 2200)
    metres = None if altitude is None else units.parse(altitude, "m", decimal_comma=True)
    schedules = {}
    given = {} if metres is None else {"altitude": metres}
    for name in made.classes:
        # a class that asks for facts of the customer is no one schedule: nothing is told of it
        with contextlib.suppress(MusdesignError):
            schedules[name] = schedule_of(finance.compile_tariff(made, name, given))
    found = regulators.check(
        made.country, schedules, altitude_m=metres, year=at or made.year, terms=made.terms
    )
    if format_ == "json":
        write_json([tariff_parts.rule(finding).model_dump(mode="json") for finding in found])
    else:
        tariff_study.rules(found)
    if any(finding.verdict == "breaks" for finding in found):
        raise typer.Exit(1)


def incidence(
    scenario: ScenarioArgument, set_: SetOption = None, format_: FormatOption = "table"
) -> None:
    """Show who pays what under each tariff, who wins and loses, and what uses carry each other."""
    from musdesign import flow
    from musdesign.report import tariff_parts, tariff_study
    from musdesign.study.tariffs import studied

    check_format(format_)
    of = studied(flow.load(scenario, changes_of(set_)))
    found = of.result.tariff_effects
    if format_ == "json":
        write_json(
            {
                "name": of.result.name,
                "currency": of.result.currency,
                "cost_per_m3": of.cost_m3,
                "cost_rungs_year": of.rungs,
                "tariffs": [
                    tariff_parts.tariff_effects(part).model_dump(mode="json") for part in found
                ],
            }
        )
        return
    tariff_study.effects(of.result)
    for part in found:
        tariff_study.rows(part.effects, part.case.currency)


def respond(
    scenario: ScenarioArgument,
    to: Annotated[str, typer.Option("--to", help="The new tariff, one of the scenario's.")],
    tariff: TariffOption = None,
    elasticity: Annotated[
        str | None, typer.Option(help="Own-price elasticity, such as -0.3.")
    ] = None,
    perception: Annotated[
        str | None, typer.Option(help="Price gone by: marginal, average or shin.")
    ] = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show how use, revenue and bills answer when a new tariff takes the place of the present."""
    from dataclasses import asdict

    from musdesign import flow
    from musdesign.report import tariff_parts, tariff_study
    from musdesign.study.tariffs import respond_to, studied

    check_format(format_)
    changes = changes_of(set_) | _study(elasticity, perception)
    scheme = flow.load(scenario, changes)
    before, after = studied(scheme, tariff), studied(scheme, to)
    found = respond_to(before, after)
    if format_ == "json":
        rows = [
            {**asdict(part), "after": tariff_parts.effects(part.after).model_dump(mode="json")}
            for part in found
        ]
        write_json({"present": before.case.id, "new": after.case.id, "responses": rows})
        return
    tariff_study.responses(before.case.id, after.case.id, found, before.case.currency)


def search(
    scenario: ScenarioArgument,
    rung: Annotated[
        str | None, typer.Option(help="Cost to cover: operation, 'full life-cycle', ...")
    ] = None,
    share: Annotated[
        str | None, typer.Option(help="Part of that cost or revenue; all of it if left out.")
    ] = None,
    revenue: Annotated[
        str | None, typer.Option(help="Revenue to bring instead; 'present' for today's.")
    ] = None,
    blocks: Annotated[
        str | None, typer.Option(help='Block bounds in m3/month, such as "13 26"; "none".')
    ] = None,
    objective: Annotated[
        str | None, typer.Option(help="gap or headcount; gap if left out.")
    ] = None,
    max_rise: Annotated[
        str | None, typer.Option("--max-rise", help="Largest rise of any bill, such as '20 %'.")
    ] = None,
    max_fixed: Annotated[
        str | None, typer.Option("--max-fixed", help="Largest part from fixed charges.")
    ] = None,
    fixed_charge: Annotated[
        bool | None,
        typer.Option("--fixed-charge/--no-fixed-charge", help="Allow a fixed charge, as usual."),
    ] = None,
    response: Annotated[
        bool | None,
        typer.Option("--response/--no-response", help="Let use answer: a local best."),
    ] = None,
    pareto: Annotated[bool, typer.Option("--pareto", help="Compare forms of tariff.")] = False,
    legal: Annotated[
        bool | None,
        typer.Option("--legal/--no-legal", help="Keep the country's caps between classes."),
    ] = None,
    tariff: TariffOption = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Find the prices that cover a cost and hurt least, with proof and dual prices.

    Goals written in the scenario (tariff_study: goals) count where no option says otherwise.
    """
    from musdesign import flow
    from musdesign.finance.effects.incidence import changes as winners_and_losers
    from musdesign.flow.tariff_effects import tastes_of
    from musdesign.report import tariff_parts, tariff_study
    from musdesign.study import tariffs

    check_format(format_)
    scheme = flow.load(scenario, changes_of(set_))
    of, goals = tariffs.studied(scheme, tariff), scheme.scenario.tariff_study.goals
    cost, target = _target(of, rung, share, revenue, goals)
    bounds, rise = _bounds(blocks), _share(max_rise, "--max-rise")
    if goals is not None:
        if bounds is None:
            bounds = tuple(goals.block_ends) or None
        if rise is None and goals.most_rise is not None:
            rise = goals.most_rise / 100.0
        objective = objective or ("headcount" if goals.fewest_households else None)
        fixed_charge = goals.fixed_charge if fixed_charge is None else fixed_charge
        response = goals.use_answers if response is None else response
        legal = goals.legal_caps if legal is None else legal
    if pareto:
        options = tariffs.pareto_front(of, cost_year=target, bounds_m3=bounds, most_rise=rise)
        if format_ == "json":
            write_json({"cost_year": target, "options": tariff_parts.options(options)})
        else:
            tariff_study.options(options)
        return
    found = tariffs.search_tariff(
        of,
        revenue_year=target,
        bounds_m3=bounds,
        fixed_charge=fixed_charge is not False,
        objective=objective or "gap",
        most_rise=rise,
        most_fixed_share=_share(max_fixed, "--max-fixed"),
        caps=tariffs.caps_of(of) if legal else (),
        tastes=tastes_of(of.result.scenario)[0] if response else None,
        cost_year=cost,
    )
    answers = tariffs.answers_to(of, found) if response else None
    effects = of.effects("found", found.schedules, answers)
    present = of.effects(of.case.id, of.case.schedules)
    changes = winners_and_losers(of.case.people, of.case.schedules, found.schedules)
    if format_ == "json":
        write_json(
            {
                "currency": of.case.currency,
                "cost_year": cost,
                "revenue_target_year": target,
                "found": tariff_parts.found_tariff(found).model_dump(mode="json"),
                "effects": tariff_parts.effects(effects).model_dump(mode="json"),
                "present": tariff_parts.effects(present).model_dump(mode="json"),
                "changes": [c.model_dump(mode="json") for c in tariff_parts.changes(changes)],
            }
        )
        return
    tariff_study.found_tariff(found, of.case.currency, cost)
    tariff_study.bearers(effects, of.case.currency)
    tariff_study.marks([present, effects])
    tariff_study.winners(changes, of.case.currency)


def _whole(text: str | None, option: str, least: int, most: int) -> int | None:
    """Return a whole number as typed.

    Raises:
        MusdesignError: it is none, or out of range.
    """
    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    value = _number(text, option)
    if value != int(value) or not least <= value <= most:
        raise MusdesignError(
            Problem(f"'{text}' is out of range", option, cure=f"a whole number, {least} to {most}")
        )
    return int(value)


def _number(text: str, option: str, *, comma: bool = True) -> float:
    from musdesign import units
    from musdesign.errors import MusdesignError

    try:
        return units.parse_number(text, decimal_comma=comma)
    except MusdesignError as error:
        raise MusdesignError([p.located(path=option) for p in error.problems]) from None


def _study(elasticity: str | None, perception: str | None) -> dict[str, Any]:
    value = None if elasticity is None else _number(elasticity, "--elasticity")
    given = {"price_elasticity": value, "perception": perception}
    return {f"tariff_study.{name}": v for name, v in given.items() if v is not None}


def _target(
    of: Any, rung: str | None, share: str | None, revenue: str | None, goals: TariffGoals | None
) -> tuple[float, float]:
    """Return the cost that shares are told of, and the revenue to bring."""
    from musdesign import units
    from musdesign.errors import MusdesignError, Problem
    from musdesign.scenario.board import TODAY

    part = _share(share, "--share")
    if rung is None and revenue is None and goals is not None:
        revenue, rung = ("present", None) if goals.bring == TODAY else (None, goals.bring)
        part = goals.share / 100.0 if part is None else part
    part = 1.0 if part is None else part
    if revenue is None:
        cost = of.cost_of(rung or "full life-cycle")
        return cost, cost * part
    if rung is not None:
        raise MusdesignError(Problem("--rung and --revenue are both given", cure="give one"))
    cost = of.cost_of("full life-cycle")
    if revenue.strip() == "present":
        return cost, part * of.effects("present", of.case.schedules).revenue_year
    wanted = units.parse(revenue, f"{of.case.currency}/year", decimal_comma=True)
    if wanted < 0:
        raise MusdesignError(Problem(f"a revenue of {revenue}", cure="0 or more"))
    return cost, part * wanted


def _share(text: str | None, option: str) -> float | None:
    from musdesign import units
    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    try:
        value = units.parse(text, "%", decimal_comma=True) / 100.0
    except MusdesignError as error:
        raise MusdesignError([p.located(path=option) for p in error.problems]) from None
    if value < 0:
        raise MusdesignError(Problem(f"'{text}' is below 0", option))
    return value


def _bounds(text: str | None) -> tuple[float, ...] | None:
    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    if text.strip() == "none":
        return ()
    # no comma here: 13,26 may be two bounds or one
    found = [_number(word, "--blocks", comma=False) for word in text.split()]
    rising = all(low < high for low, high in zip([0.0, *found], found, strict=False))
    if not rising or not found:
        raise MusdesignError(
            Problem(f"'{text}' are no block bounds", "--blocks", cure='write rising m3: "13 26"')
        )
    return tuple(found)
