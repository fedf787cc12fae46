"""The command for the quick question."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, check_format, write_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("quick")(quick_command)


def quick_command(
    place: Annotated[
        str, typer.Argument(help="Shipped case whose climate, country and standard are taken.")
    ],
    spring: Annotated[str, typer.Option(help="Yield of the spring, such as 0.5 L/s.")],
    households: Annotated[float, typer.Option(help="Households.")] = 60.0,
    persons: Annotated[float, typer.Option(help="Persons in each.")] = 5.0,
    domestic: Annotated[str, typer.Option(help="Domestic allocation.")] = "50 L/person/day",
    cattle: Annotated[float, typer.Option(help="Head of cattle in all.")] = 0.0,
    gardens: Annotated[float, typer.Option(help="Gardens in all.")] = 0.0,
    garden_area: Annotated[str, typer.Option(help="Area of each garden.")] = "100 m2",
    out: Annotated[Path | None, typer.Option(help="Write the scenario behind it here.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Ask whether one spring carries a village's domestic use, cattle and gardens, by month."""
    from musdesign import units
    from musdesign.study.quick import QuickInputs, quick
    from musdesign.units import MONTH_NAMES

    check_format(format_)
    answer = quick(
        QuickInputs(
            place,
            households,
            persons,
            units.parse(domestic, "L/person/day", decimal_comma=True),
            cattle,
            gardens,
            units.parse(garden_area, "m2", decimal_comma=True),
            units.parse(spring, "L/s", decimal_comma=True),
        )
    )
    if out is not None:
        out.write_text(answer.scenario, encoding="utf-8")
        typer.echo(f"wrote {out}", err=True)
    short = [MONTH_NAMES[month - 1] for month in answer.short_months]
    if format_ == "json":
        write_json(
            {
                "months_met": answer.months_met,
                "short_months": list(answer.short_months),
                "months_met_without_gardens": answer.without_gardens,
                "months_met_domestic_only": answer.domestic_only,
                "largest_month_need_m3_day": answer.need_m3_day,
                "spring_m3_day": answer.spring_m3_day,
                "storage_m3": answer.storage_m3,
            }
        )
        return
    carried = f"domestic use, {cattle:g} cattle and {gardens:g} gardens"
    typer.echo(f"The spring carries {carried} in {answer.months_met} of 12 months.")
    if short:
        typer.echo(f"Water is missing in {', '.join(short)}.")
        typer.echo(
            f"Without the gardens: {answer.without_gardens} of 12; "
            f"domestic use alone: {answer.domestic_only} of 12."
        )
    typer.echo(
        f"Need of the largest month {answer.need_m3_day:.1f} m3/day, losses included; the spring "
        f"gives {answer.spring_m3_day:.1f} m3/day."
    )
    if answer.storage_m3 is not None:
        typer.echo(f"Tank for the hours of the day: {answer.storage_m3:.0f} m3.")
