"""Commands on national standards and water laws, and the check of a scheme against them.

Everything heavy is imported inside the functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    date_of,
    write_json,
)

standards_app = typer.Typer(
    help="National standards and water laws: ask, compare, amend.", no_args_is_help=True
)
DayOption = Annotated[str | None, typer.Option("--as-of", help="Date of the law, YYYY-MM-DD.")]
BasisOption = Annotated[
    str, typer.Option("--basis", help="Only what was read so well: primary, secondary or any.")
]
StandardOption = Annotated[
    list[str] | None, typer.Option("--standard", help="Standard to check; may be repeated.")
]
AmendOption = Annotated[
    str | None,
    typer.Option("--amend", help="Amendment to apply first: a file, or the name of one on file."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("check")(check)
    app.add_typer(standards_app, name="standards")


def check(
    scenario: ScenarioArgument,
    standard: StandardOption = None,
    as_of: DayOption = None,
    basis: BasisOption = "any",
    amend: AmendOption = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Compare the design clause by clause with standards; exit 1 where one is broken."""
    from musdesign import flow
    from musdesign.report import document, law_effects, tables
    from musdesign.study import laws

    check_format(format_)
    scheme, done = _scheme(scenario, standard, set_, amend, as_of, basis)
    result = laws.only_trusted(flow.design(scheme, as_of=date_of(as_of)), basis)
    if format_ == "json":
        part = document.part(result, "check")
        write_json(part | {"amended": law_effects.amended_rows(done)} if done else part)
    else:
        law_effects.show_amended(done)
        tables.show(result, "check")
    if result.checks.failed:
        raise typer.Exit(1)


@standards_app.command("list")
def list_(
    country: Annotated[str, typer.Option(help="Only one country, by code or name.")] = "",
    format_: FormatOption = "table",
) -> None:
    """List the instruments on file."""
    from musdesign import standards
    from musdesign.report import laws
    from musdesign.standards.countries import code_of

    check_format(format_)
    found = [law for law in standards.load_all() if not country or law.country == code_of(country)]
    if country and not found:
        standards.instruments(country)
    if format_ == "json":
        write_json([laws.instrument(standard) for standard in found])
    else:
        laws.show_standards(found)


@standards_app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Id of an instrument, or its citation.")],
    amend: AmendOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show the clauses of one instrument with basis and source, its rights and priorities."""
    from musdesign.report import laws

    check_format(format_)
    law = _law(name, amend)
    if format_ == "json":
        write_json(laws.instrument(law, rules=True))
    else:
        laws.show_standard(law)


@standards_app.command("ask")
def ask(
    country_or_id: Annotated[str, typer.Argument(help="Country, or id of an instrument.")],
    parameter: Annotated[str, typer.Option(help="What is asked, e.g. net_domestic_allocation.")],
    set_: SetOption = None,
    as_of: DayOption = None,
    basis: BasisOption = "any",
    drafts: Annotated[bool, typer.Option("--drafts", help="Take drafts in too.")] = False,
    format_: FormatOption = "table",
) -> None:
    """Ask what a country or an instrument says under given conditions."""
    from musdesign import standards
    from musdesign.report import laws
    from musdesign.standards.checking import trusted

    check_format(format_)
    enough = trusted(basis)
    found = standards.ask(country_or_id, parameter, changes_of(set_), date_of(as_of), drafts=drafts)
    answers = [answer for answer in found if answer.basis in enough]
    if format_ == "json":
        write_json([laws.plain(answer) for answer in answers])
    else:
        laws.show_answers(answers)


@standards_app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="Instrument or citation.")],
    second: Annotated[str, typer.Argument(help="Instrument or citation.")] = "",
    amend: Annotated[
        str | None, typer.Option("--amend", help="Compare the first with itself amended.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Scheme to show the effect on.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show what is the same too.")] = False,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Compare two instruments, or one before and after an amendment, value by value."""
    from musdesign import flow
    from musdesign.report import law_effects
    from musdesign.standards.comparing import diff as compared
    from musdesign.study import laws

    check_format(format_)
    one, other, done = _pair(first, second, amend)
    rows = compared(one, other)
    effect = None
    if scenario is not None:
        scheme = flow.load(scenario, changes_of(set_))
        titles = (one.id, "amended" if done else other.id)
        effect = laws.effect(laws.under(scheme, one), laws.under(scheme, other), titles, done=done)
    if format_ == "json":
        write_json(law_effects.diff_document(one, other, rows, effect, done))
    else:
        law_effects.show_diff(one, other, rows, every=every)
        law_effects.show_amended(done)
        if effect is not None:
            law_effects.show_effect(effect)


@standards_app.command("screen")
def screen(
    scenario: ScenarioArgument,
    as_of: DayOption = None,
    basis: BasisOption = "any",
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show what every law on file would make of one design."""
    from musdesign import flow
    from musdesign.report import law_effects
    from musdesign.study import laws

    check_format(format_)
    day = date_of(as_of)
    result = flow.design(flow.load(scenario, changes_of(set_)), as_of=day, with_futures=False)
    views = laws.screen(result, as_of=day, basis=basis)
    if format_ == "json":
        write_json(law_effects.screen_document(result, views))
    else:
        law_effects.show_screen(result, views)


@standards_app.command("barriers")
def barriers(
    scenario: ScenarioArgument,
    standard: StandardOption = None,
    as_of: DayOption = None,
    amend: AmendOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the least changes as an amendment to this file.")
    ] = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Find the clauses in the way of a scheme's multiple use, and the least change of each."""
    from musdesign import flow
    from musdesign.errors import MusdesignError, Problem
    from musdesign.report import law_effects
    from musdesign.standards.barriers import least_amendment
    from musdesign.study import laws

    check_format(format_)
    scheme, _ = _scheme(scenario, standard, set_, amend, as_of)
    if scheme.standard is None:
        raise MusdesignError(
            Problem("the scenario names no standard", cure="name one with --standard ID")
        )
    result = flow.design(scheme, as_of=date_of(as_of))
    named = [law for law in (scheme.standard, *scheme.also_check) if law is not None]
    found = {law.id: laws.in_the_way(result, law) for law in named}
    texts = {law.id: least_amendment(law, found[law.id]) for law in named}
    if out is not None:
        text = texts[scheme.standard.id]
        if text:
            out.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {out}" if text else "nothing to amend", err=True)
    if format_ == "json":
        write_json(law_effects.barriers_document(found, texts))
    else:
        law_effects.show_barriers(named, found, texts)


@standards_app.command("rights")
def rights(
    scenario: ScenarioArgument,
    standard: StandardOption = None,
    as_of: DayOption = None,
    amend: AmendOption = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show which right each use of each source needs, and which use comes first in a drought."""
    from musdesign import flow, standards
    from musdesign.report import law_effects
    from musdesign.standards.reading_amendment import load_amendment
    from musdesign.study import laws

    check_format(format_)
    day = date_of(as_of)
    scheme = flow.load(scenario, changes_of(set_))
    chosen = [law for name in standard or () for law in standards.instruments(name)]
    if not standard:
        country = scheme.scenario.location.country
        chosen = [law for law in laws.current(day) if law.country == country]
    result = flow.design(scheme, as_of=day, with_futures=False)
    report = laws.rights_of(result, chosen, day)
    changes: tuple[str, ...] = ()
    done: Any = ()
    if amend is not None:
        changes, done = laws.rights_change(result, chosen, load_amendment(amend), day)
    if format_ == "json":
        write_json(law_effects.rights_document(report, changes, done))
    else:
        law_effects.show_rights(report, chosen, changes, done)


@standards_app.command("norm")
def norm(
    scenario: ScenarioArgument,
    standard: StandardOption = None,
    as_of: DayOption = None,
    amend: AmendOption = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show what the instrument's own recipe would build, beside the need."""
    from musdesign import flow
    from musdesign.report import law_effects

    check_format(format_)
    scheme, _ = _scheme(scenario, standard, set_, amend, as_of)
    result = flow.design(scheme, as_of=date_of(as_of))
    rows = law_effects.norm_rows(result, scheme, date_of(as_of))
    if format_ == "json":
        write_json(law_effects.norm_document(result, rows))
    else:
        law_effects.show_norm(result, rows)


@standards_app.command("amendments")
def amendments(format_: FormatOption = "table") -> None:
    """List the amendments on file: what each changes and why."""
    from musdesign.report import law_effects
    from musdesign.standards.reading_amendment import amendments as on_file
    from musdesign.standards.reading_amendment import load_amendment

    check_format(format_)
    found = [load_amendment(name) for name in on_file()]
    if format_ == "json":
        write_json([law_effects.amendment_document(item) for item in found])
    else:
        law_effects.show_amendments(found)


def _scheme(
    scenario: str,
    standard: list[str] | None,
    set_: list[str] | None,
    amend: str | None,
    as_of: str | None = None,
    basis: str = "any",
) -> Any:
    """Return the scheme before the standards asked for, and what an amendment changed of them."""
    from musdesign import flow
    from musdesign.standards.checking import trusted
    from musdesign.standards.reading_amendment import load_amendment
    from musdesign.study import laws

    trusted(basis)
    changes: dict[str, Any] = changes_of(set_)
    if standard:
        ids = [name for text in standard for name in _ids(text, date_of(as_of))]
        # the first one named is the norm whose own design is shown beside
        changes |= {"standard": ids[0], "also_check": ids[1:]}
    scheme = flow.load(scenario, changes)
    if amend is None:
        return scheme, ()
    return laws.amended(scheme, load_amendment(amend))


def _ids(text: str, day: Any) -> list[str]:
    """Return the ids that an id, a citation or a country means; of a country what is in force.

    Those with an allocation come first, for the first one named is the norm.
    """
    from musdesign import standards
    from musdesign.study import laws

    known = standards.available()
    if text in known:
        return [text]
    found = standards.instruments(text, day)
    if len(found) > 1:
        current = {law.id for law in laws.current(day)}
        found = [law for law in found if law.id in current]
    allocates = {
        law.id
        for law in found
        if any(r.parameter == "net_domestic_allocation" and r.numeric for r in law.rules)
    }
    return sorted((law.id for law in found), key=lambda name: name not in allocates)


def _law(name: str, amend: str | None = None) -> Any:
    """Return the one instrument that an id or a citation means, amended where asked."""
    from musdesign import standards
    from musdesign.errors import MusdesignError, Problem, did_you_mean
    from musdesign.standards.amending import amend as amend_law
    from musdesign.standards.reading_amendment import load_amendment

    found = standards.instruments(name)
    if len(found) != 1:
        ids = [law.id for law in found]
        cure = f"one of {', '.join(ids)}" if ids else did_you_mean(name, standards.available())
        raise MusdesignError(Problem(f"'{name}' is {len(found)} instruments", cure=cure))
    return amend_law(found[0], load_amendment(amend))[0] if amend else found[0]


def _pair(first: str, second: str, amend: str | None) -> Any:
    from musdesign.errors import MusdesignError, Problem
    from musdesign.standards.amending import amend as amend_law
    from musdesign.standards.reading_amendment import load_amendment

    if bool(second) == bool(amend):
        raise MusdesignError(
            Problem("a comparison needs two instruments, or one and an amendment",
                    cure="name a second instrument, or --amend FILE")
        )  # fmt: skip
    one = _law(first)
    if amend:
        other, done = amend_law(one, load_amendment(amend))
        return one, other, done
    return one, _law(second), ()
