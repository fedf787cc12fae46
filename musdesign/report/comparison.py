"""Designs side by side, bands and decisions as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musdesign.report.files import csv_text
from musdesign.study.compare import Comparison
from musdesign.study.sample import SampledDesign
from musdesign.workspace import Decision


def comparison_csv(comparison: Comparison, changes: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return designs side by side as CSV: what was changed in each, then the figures."""
    paths = list(dict.fromkeys(path for made in changes for path in made))
    rows: list[Sequence[object]] = [
        ("input", path, "", *(str(made.get(path, "")) for made in changes)) for path in paths
    ]
    rows += [("figure", row.name, row.unit, *row.values) for row in comparison.rows]
    return csv_text(("kind", "name", "unit", *comparison.columns), rows)


def bands_csv(found: SampledDesign) -> str:
    """Return the bands of every figure as CSV."""
    levels = list(found.bands[0].quantiles) if found.bands else []
    rows = [
        (band.name, band.unit, band.mean, *(band.quantiles[level] for level in levels))
        for band in found.bands
    ]
    return csv_text(("figure", "unit", "mean", *(f"q{100 * level:g}" for level in levels)), rows)


def decisions_csv(decisions: Sequence[Decision]) -> str:
    """Return the record of decisions as CSV."""
    rows = [(d.made_on.isoformat(), d.made_by, d.what, d.why) for d in decisions]
    return csv_text(("when", "who", "what", "why"), rows)
