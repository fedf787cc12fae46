"""The command that tells why a number is what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    write_json,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    scenario: ScenarioArgument,
    key: Annotated[
        str | None, typer.Argument(help="Key of a number; all keys where left out.")
    ] = None,
    movers: Annotated[
        int, typer.Option(help="How many of the inputs that move it most; 0 for none.")
    ] = 5,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Explain a number: formula with its numbers, terms with their sources, what moves it most."""
    from musdesign import flow
    from musdesign.report import explained
    from musdesign.study import explain as why

    check_format(format_)
    scheme = flow.load(scenario, changes_of(set_))
    result = flow.design(scheme, effects=False)
    if key is None:
        names = why.figure_names(result)
        if format_ == "json":
            write_json({"name": result.name, "keys": names})
        else:
            typer.echo("\n".join(names))
        return
    found = why.explain(result, key)
    moved = why.movers(scheme, key, movers) if movers > 0 and found.number is not None else None
    if format_ == "json":
        write_json(explained.explanation_document(found, moved))
    else:
        explained.show_explanation(found, moved)
