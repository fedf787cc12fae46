"""One entry for every climate file: find out what it is, and read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from musdesign.errors import DataError, Problem
from musdesign.library.climate.climwat import is_climwat, read_climwat
from musdesign.library.climate.files import read_text
from musdesign.library.climate.model import ClimateRecord
from musdesign.library.climate.power import read_power
from musdesign.library.climate.table import read_table

# beginnings of files that are climate, but in a form that is not read here
OTHERS: tuple[tuple[str, str, str], ...] = (
    (
        "cropwat 8.0",
        "a CROPWAT 8 file",
        "export the station from CLIMWAT (.pen and .cli), or write its months as CSV",
    ),
    ("-begin header-", "NASA POWER's CSV", "download the same point as JSON"),
    ("<", "a page of the web", "download the file itself, not the page around it"),
    ("cdf", "a NetCDF file", "download a point as NASA POWER JSON, or as CSV"),
)


def read_climate(path: str | Path, *, columns: Mapping[str, str] | None = None) -> ClimateRecord:
    """Read a climate file: CLIMWAT ``.pen`` or ``.cli``, NASA POWER JSON, or a plain table.

    Args:
        path: the file; the other file of a CLIMWAT pair is read from beside it.
        columns: for a table, what its own headers mean, such as ``{"Tn": "tmin (C)"}``.

    Raises:
        DataError: every mistake of the file, with line or key, reason and cure.
    """
    path = Path(path)
    text, _ = read_text(path)
    start = text.lstrip()[:200].lower()
    if path.suffix.lower() == ".json" or start.startswith(("{", "[")):
        return read_power(path)
    if is_climwat(path, text):
        return read_climwat(path)
    for beginning, what, cure in OTHERS:
        if start.startswith(beginning):
            raise DataError(
                Problem(f"the file is {what}, which is not read", file=str(path), cure=cure)
            )
    if path.suffix.lower() in {".pen", ".cli"}:
        raise DataError(
            Problem(
                f"the file is not a {path.suffix.lower()} of FAO's CLIMWAT",
                file=str(path),
                line=1,
                why="CLIMWAT begins the first line with a quotation mark; other programs use the "
                "same ending",
                cure="export the station from CLIMWAT 2.0, or write its months as CSV",
            )
        )
    return read_table(path, columns=columns)
