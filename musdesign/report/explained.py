"""Why a number is what it is, in a terminal, as plain data and as CSV."""

from __future__ import annotations

from typing import Any

import typer

from musdesign.report.files import csv_text
from musdesign.report.schema_explained import ExplanationDocument
from musdesign.study.explain import Explanation, Movers
from musdesign.units import show


def explanation_document(found: Explanation, moved: Movers | None) -> dict[str, Any]:
    """Return an explanation with its movers as plain data."""
    document = found.to_dict()
    if moved is not None:
        document["movers"] = moved.to_dict()["movers"]
        document["inputs_that_do_not_move_it"] = moved.still
        document["inputs_not_moved"] = dict(moved.refused)
    return ExplanationDocument.model_validate(document).model_dump(mode="json")


def show_explanation(found: Explanation, moved: Movers | None) -> None:
    """Print an explanation and what moves the number most."""
    typer.echo(found.text())
    if moved is None or not moved.movers:
        return
    typer.echo("  what moves it most, one at a time:")
    for item in moved.movers:
        one = item.input
        ends = f"{show(one.low, 4)} to {show(one.high, 4)} {one.unit}".strip()
        typer.echo(
            f"    {item.title} from {ends} (range: {one.range}; {one.name}): "
            f"{show(item.low, 4)} to {show(item.high, 4)} {moved.unit}".rstrip()
        )


def movers_csv(moved: Movers) -> str:
    """Return what moves a number as CSV."""
    names = ("input", "value", "low", "high", "unit", "range", "figure_at_low", "figure_at_high",
             "swing", "figure", "figure_unit")  # fmt: skip
    rows = [
        (
            item.input.name, item.input.value, item.input.low, item.input.high, item.input.unit,
            item.input.range, item.low, item.high, item.swing, moved.key, moved.unit,
        )
        for item in moved.movers
    ]  # fmt: skip
    return csv_text(names, rows)
