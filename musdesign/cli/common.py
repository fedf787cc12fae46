"""What the commands share: options, changes by path, output as JSON.

Everything heavy is imported inside the functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

ScenarioArgument = Annotated[
    str, typer.Argument(help="Scenario file, or the name of a shipped case.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value, e.g. households[0].uses.livestock.dairy_cow=4. May be repeated.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", help="table or json.")]


def write_json(data: Any) -> None:
    """Print plain data as one JSON object."""
    import json

    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def check_format(format_: str) -> None:
    """Refuse a format that is neither table nor json."""
    if format_ not in {"table", "json"}:
        from musdesign.errors import MusdesignError, Problem

        raise MusdesignError(Problem(f"unknown format '{format_}'", cure="write table or json"))


def changes_of(set_: list[str] | None) -> dict[str, Any]:
    """Return what --set asks for, by path."""
    from musdesign.errors import MusdesignError, Problem

    changes = {}
    for item in set_ or ():
        path, sign, value = item.partition("=")
        if not sign or not path.strip():
            raise MusdesignError(Problem(f"--set '{item}' cannot be read", cure="write PATH=VALUE"))
        changes[path.strip()] = value_of(value)
    return changes


def value_of(text: str) -> Any:
    """Read a value as YAML would (4 is a number, [1, 2] a list); what is no YAML is text."""
    from musdesign.errors import MusdesignError
    from musdesign.yamlfile import parse_yaml

    try:
        return parse_yaml(text, "--set").data
    except MusdesignError:
        return text


def date_of(text: str | None) -> Any:
    """Return a date written YYYY-MM-DD."""
    import datetime as dt

    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise MusdesignError(Problem(f"'{text}' is not a date", cure="write YYYY-MM-DD")) from None
