"""Commands that choose: the cheapest mix of works, reliability by storage and yield."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    value_of,
    write_json,
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("mix")(mix)
    app.command("surface")(surface)


def mix(
    scenario: ScenarioArgument,
    option: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=[VALUES]",
            help="Values to choose from, e.g. 'storage[0].volume=[6 m3, 12 m3]'. Repeat it.",
        ),
    ],
    reach: Annotated[
        list[str],
        typer.Option(metavar="USE=SHARE", help="Least reliability, e.g. domestic=99.9%."),
    ],
    measure: Annotated[str, typer.Option(help="volumetric, time or annual.")] = "volumetric",
    keep: Annotated[int, typer.Option(help="How many mixes to show, the cheapest first.")] = 5,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Find the cheapest mix that serves each use as reliably as wanted, and the next best."""
    check_format(format_)
    from musdesign.report import mixes
    from musdesign.study.mix import cheapest_mix

    found = cheapest_mix(
        scenario,
        {path: _listed(value) for path, value in changes_of(option).items()},
        {use: _share(value) for use, value in _pairs(reach)},
        measure=measure,
        keep=keep,
        changes=changes_of(set_),
    )
    if format_ == "json":
        write_json(mixes.document(found))
    else:
        mixes.show(found)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    from musdesign.errors import MusdesignError, Problem

    pairs = [text.partition("=") for text in texts]
    if any(not sign for _, sign, _ in pairs):
        raise MusdesignError(Problem("--reach cannot be read", cure="write domestic=99.9%"))
    return [(use.strip(), value.strip()) for use, _, value in pairs]


def _share(text: str) -> float:
    from musdesign import units

    if text.endswith("%"):
        return units.parse_number(text[:-1].strip(), decimal_comma=True) / 100.0
    value = value_of(text)
    return float(value) if isinstance(value, int | float) else units.parse_number(str(value))


def surface(
    scenario: ScenarioArgument,
    use: Annotated[str, typer.Option(help="Use whose reliability is shown, e.g. gardens.")],
    store: Annotated[str, typer.Option(help="Tank or pond whose volume is varied.")],
    volume: Annotated[list[str], typer.Option(help='Volume, e.g. "20 m3"; may be repeated.')],
    scale: Annotated[
        list[float] | None, typer.Option(help="Multiple of the need; may be repeated.")
    ] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit the rule to each pair: some seconds each.")
    ] = False,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Show the reliability of a use by volume of a store and size of its need."""
    check_format(format_)
    from musdesign import flow, units
    from musdesign.flow.daily.surface import use_surface
    from musdesign.flow.network_days import network_of_days
    from musdesign.report import mixes

    found = use_surface(
        network_of_days(flow.load(scenario, changes_of(set_))),
        store,
        [units.parse(text, "m3", decimal_comma=True) for text in volume],
        use,
        scale or [0.5, 1.0, 1.5],
        fit=fit,
    )
    if format_ == "json":
        write_json(mixes.surface(found))
    else:
        mixes.show_surface(found)
