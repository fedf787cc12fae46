"""Read the two files that FAO's CLIMWAT 2.0 exports for a station: ``.pen`` and ``.cli``.

``.pen``: a line with location, station, altitude (m), latitude, ``N.L.`` or ``S.L.``, longitude and
a code; then twelve months of highest and lowest temperature (degC), relative humidity (%), wind
(km/day), sunshine (hours), solar radiation (MJ/m2/day) and reference evapotranspiration (mm/day).
``.cli``: a line with the station; then twelve months of evapotranspiration (mm/day), rain and
effective rain (mm/month).

The variables and units are those FAO lists for CLIMWAT 2.0; their order and the header were read
in an exported pair of files published with the R package fao56 (G. Penny).  CLIMWAT's data are
FAO's and not shipped here.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musdesign.errors import DataError
from musdesign.library.climate.files import FILLS, Mistakes, read_text
from musdesign.library.climate.model import Array, ClimateRecord, check_values, gap_notes
from musdesign.units import MONTH_NAMES

SOURCE = "FAO CLIMWAT 2.0 for CROPWAT"
KM_DAY_PER_M_S = 86.4
# how far the evapotranspiration of the two files may lie apart: both print two decimals
ETO_TOLERANCE_MM_DAY = 0.011

PEN_COLUMNS = (
    "temperature_max_c",
    "temperature_min_c",
    "humidity_percent",
    "wind_km_day",
    "sunshine_hours",
    "radiation_mj_m2_day",
    "eto_mm_day",
)
CLI_COLUMNS = ("eto_mm_day", "rain_mm", "effective_rain_mm")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file: its header cells and its twelve months by column."""

    path: Path
    header: list[str]
    months: dict[str, Array]
    notes: tuple[str, ...]


def is_climwat(path: Path, text: str) -> bool:
    """Tell whether a file ends and begins as CLIMWAT writes it."""
    return path.suffix.lower() in {".pen", ".cli"} and text.lstrip().startswith('"')


def read_climwat(path: Path) -> ClimateRecord:
    """Return a station from its ``.pen`` or ``.cli``; the other one beside it is read with it.

    Raises:
        DataError: every mistake of both files.
    """
    partner = _partner(path)
    given = [path] if partner is None else [path, partner]
    sheets: dict[str, _Sheet] = {}
    mistakes = Mistakes(str(path))
    for file in given:
        try:
            sheets[file.suffix.lower()] = _read(file)
        except DataError as error:
            mistakes.extend(error.problems)
    mistakes.raise_any()
    pen, cli = sheets.get(".pen"), sheets.get(".cli")
    monthly: dict[str, Array] = {}
    notes = [note for sheet in sheets.values() for note in sheet.notes]
    station, latitude, longitude, altitude = "", None, None, None
    if pen is not None:
        monthly |= pen.months
        station, altitude, latitude, longitude = _place(pen, mistakes)
    if cli is not None:
        station = station or cli.header[0].strip()
        if pen is not None:
            _same_station(pen, cli, mistakes)
        monthly |= cli.months
    mistakes.raise_any()
    if pen is None:
        notes.append(f"no {path.stem}.pen beside it: rain and evapotranspiration only, no place")
    if cli is None:
        notes.append(f"no {path.stem}.cli beside it: no rain")
    notes += gap_notes(monthly, "months")
    return ClimateRecord(
        source=f"{SOURCE}, station {station}" if station else SOURCE,
        station=station,
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        monthly=monthly,
        notes=tuple(dict.fromkeys(notes)),
        file=str(path),
    )


def _partner(path: Path) -> Path | None:
    other = ".pen" if path.suffix.lower() == ".cli" else ".cli"
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return None
    stem = path.stem.lower()
    for file in beside:
        if file.suffix.lower() == other and file.stem.lower() == stem and file.is_file():
            return file
    return None


def _read(path: Path) -> _Sheet:
    text, notes = read_text(path)
    mistakes = Mistakes(str(path))
    columns = PEN_COLUMNS if path.suffix.lower() == ".pen" else CLI_COLUMNS
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    header = next(csv.reader([lines[0][1]]), [])
    rows: list[list[float]] = []
    numbers: list[int] = []
    for number, line in lines[1:]:
        cells = line.split()
        if any("," in cell for cell in cells):
            mistakes.add(
                "the numbers have decimal commas",
                line=number,
                why="then the commas of the first line cannot be told apart",
                cure="set the decimal mark of the computer to a point and export again",
            )
            break
        if len(cells) != len(columns):
            mistakes.add(
                f"{len(cells)} numbers where {len(columns)} are expected",
                line=number,
                why=f"a {path.suffix.lower()} file of CLIMWAT has {', '.join(columns)}",
                cure="export the station again",
            )
            continue
        rows.append([_number(cell, number, mistakes) for cell in cells])
        numbers.append(number)
    if not mistakes.found and len(rows) != 12:
        mistakes.add(
            f"{len(rows)} months where 12 are expected", cure="export the whole station again"
        )
    mistakes.raise_any()
    table = np.array(rows).T
    months = dict(zip(columns, table, strict=True))
    wind = months.pop("wind_km_day", None)
    if wind is not None:
        months["wind_m_s"] = wind / KM_DAY_PER_M_S
    places = [(f"in {MONTH_NAMES[i]}", number) for i, number in enumerate(numbers)]
    mistakes.extend(check_values(months, list(places), daily=False))
    mistakes.raise_any()
    return _Sheet(path, header, months, notes)


def _number(cell: str, line: int, mistakes: Mistakes) -> float:
    try:
        value = float(cell)
    except ValueError:
        mistakes.add(f"'{cell}' is not a number", line=line, cure="export the station again")
        return float("nan")
    if not np.isfinite(value) or value in FILLS:
        return float("nan")
    return value


def _place(pen: _Sheet, mistakes: Mistakes) -> tuple[str, float | None, float | None, float | None]:
    """Return station, altitude, latitude and longitude of a ``.pen`` header."""
    cells = [cell.strip() for cell in pen.header]
    wrong = Mistakes(str(pen.path))
    if len(cells) != 7:
        wrong.add(
            f"the first line has {len(cells)} parts, not 7",
            line=1,
            why="location, station, altitude, latitude, N.L. or S.L., longitude, code",
            cure="export the station again",
        )
        mistakes.extend(wrong.found)
        return "", None, None, None
    altitude = _number(cells[2], 1, wrong)
    latitude = _sided(cells[3], cells[4], "S", wrong)
    longitude = _sided(cells[5], cells[6], "W", wrong)
    if not -90.0 <= latitude <= 90.0 and not wrong.found:
        wrong.add(f"a latitude of {latitude:g} does not exist", line=1)
    if not -500.0 <= altitude <= 9000.0 and not wrong.found:
        wrong.add(f"an altitude of {altitude:g} m is not on land", line=1)
    mistakes.extend(wrong.found)
    return cells[1], altitude, latitude, longitude


def _sided(cell: str, side: str, negative: str, mistakes: Mistakes) -> float:
    value = _number(cell, 1, mistakes)
    # south and west are negative whether the file writes the letter, the sign or both
    return -abs(value) if side.upper().startswith(negative) else value


def _same_station(pen: _Sheet, cli: _Sheet, mistakes: Mistakes) -> None:
    apart = np.abs(pen.months["eto_mm_day"] - cli.months["eto_mm_day"])
    if np.any(apart > ETO_TOLERANCE_MM_DAY):
        month = MONTH_NAMES[int(np.nanargmax(apart))]
        mistakes.add(
            f"{pen.path.name} and {cli.path.name} give different evapotranspiration in {month}",
            why="the two files are not of the same station",
            cure="export both together",
        )
