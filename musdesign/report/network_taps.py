"""What open taps give: as one JSON object and in a terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from musdesign.flow.network_taps import TapResult
from musdesign.report.console import cell, console, heading, lines, table
from musdesign.report.schema import Part


class TapServicePart(Part):
    """What an open tap of a node gives over the draws."""

    node: str
    taps: int
    times_open: int
    low_lps: float
    mean_lps: float
    high_lps: float
    variation: float
    below_share: float
    """Open taps that give less than the minimum."""
    above_share: float
    dry: int
    quantiles_lps: dict[str, float]


class OrificePart(Part):
    """The flow limiter of a tap."""

    node: str
    surplus_m: float
    ideal_mm: float | None
    sold_mm: float | None


class StoredPart(Part):
    """The simulation that the file itself holds."""

    draws: int
    open_probability: float
    mean_lps: float
    below_share: float
    above_share: float
    failures: int
    taps: list[dict[str, Any]]


class TapsDocument(Part):
    """Taps opened at random."""

    file: str
    draws: int
    seed: int
    open_probability: float
    target_lps: float
    min_lps: float
    max_lps: float
    mean_lps: float
    below_share: float
    above_share: float
    dry: int
    worst: str
    """The worst-off tap: most often below the minimum, then least flow."""
    fitting: str
    taps: list[TapServicePart]
    orifices: list[OrificePart]
    stored: StoredPart | None
    notes: list[str]


def document(found: TapResult) -> dict[str, Any]:
    """Return a study of taps as plain data."""
    study = found.study
    stored = asdict(found.stored) if found.stored else None
    if stored is not None:
        stored = {key: stored[key] for key in StoredPart.model_fields}
    return TapsDocument(
        file=found.file,
        target_lps=found.target_lps,
        fitting=found.fitting,
        notes=list(found.notes),
        stored=StoredPart(**stored) if stored else None,
        taps=[
            TapServicePart(
                **{
                    **asdict(tap),
                    "quantiles_lps": {f"{q:g}": v for q, v in tap.quantiles_lps.items()},
                }
            )
            for tap in study.taps
        ],
        orifices=[OrificePart(**asdict(orifice)) for orifice in study.orifices],
        draws=study.draws,
        seed=study.seed,
        open_probability=study.open_probability,
        min_lps=study.min_lps,
        max_lps=study.max_lps,
        mean_lps=study.mean_lps,
        below_share=study.below_share,
        above_share=study.above_share,
        dry=study.dry,
        worst=study.worst,
    ).model_dump(mode="json")


def show(found: TapResult) -> None:
    """Print a study of taps."""
    study = found.study
    heading(
        f"{study.draws} draws, each tap open with the chance {study.open_probability:g}, "
        f"target {found.target_lps:g} L/s"
    )
    console().print(
        f"mean {study.mean_lps:.3f} L/s; {100 * study.below_share:.1f} % below {study.min_lps:g}, "
        f"{100 * study.above_share:.1f} % above {study.max_lps:g}; dry {study.dry} times; "
        f"worst off: {study.worst}"
    )
    if found.stored is not None:
        console().print(
            f"stored in the file: mean {found.stored.mean_lps:.3f} L/s over {found.stored.draws} "
            f"draws; {100 * found.stored.below_share:.1f} % below, "
            f"{100 * found.stored.above_share:.1f} % above"
        )
    orifices = {orifice.node: orifice for orifice in study.orifices}
    grid = table("node", "taps", "low", "mean", "high L/s", "below %", "orifice mm", "ideal mm")
    for tap in study.taps:
        orifice = orifices.get(tap.node)
        grid.add_row(
            tap.node,
            str(tap.taps),
            f"{tap.low_lps:.3f}",
            f"{tap.mean_lps:.3f}",
            f"{tap.high_lps:.3f}",
            f"{100 * tap.below_share:.0f}",
            cell(orifice.sold_mm if orifice else None),
            cell(orifice.ideal_mm if orifice else None),
        )
    console().print(grid)
    lines("note", found.notes)
