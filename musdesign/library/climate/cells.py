"""Part a delimited table into cells, and read numbers and the station told before its header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from musdesign.library.climate.files import FILLS, Mistakes

MISSING = frozenset({"", "na", "n/a", "nan", "-", "--", "null", "none", ".", "nd", "s/d"})
MAX_ROWS = 200_000
_POINT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+")
_MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_SITE = re.compile(r"#\s*([A-Za-z_ ]+?)\s*[:=]\s*(.+?)\s*[;,\t]*\s*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a table with their line numbers, and what the lines before it tell."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    sign: str
    site: dict[str, str]


def split_cells(text: str, mistakes: Mistakes) -> Sheet:
    """Part a text into its header and rows; each row has as many cells as the header."""
    lines = text.splitlines()
    site: dict[str, str] = {}
    start = 0
    while start < len(lines):
        if match := _SITE.fullmatch(lines[start].strip()):
            site[match[1].lower().strip()] = match[2]
        elif lines[start].strip() and not lines[start].lstrip().startswith("#"):
            break
        start += 1
    first = lines[start] if start < len(lines) else ""
    sign = max(";\t,", key=first.count)
    if not first.count(sign):
        mistakes.add(
            "the first line is not a header of several columns",
            line=start + 1,
            why="columns are parted by commas, semicolons or tabs",
            cure="write a header such as 'date,tmin_c,tmax_c,rain_mm'",
        )
        return Sheet([], [], sign, site)
    found: list[tuple[int, list[str]]] = []
    try:
        reader = csv.reader(io.StringIO("\n".join(lines[start:])), delimiter=sign, strict=True)
        found += (
            (start + reader.line_num, [cell.strip() for cell in cells])
            for cells in reader
            if any(cell.strip() for cell in cells)
        )
    except csv.Error as error:
        mistakes.add("the table cannot be parted into cells", why=str(error), line=start + 1)
        return Sheet([], [], sign, site)
    header, rows = found[0][1] if found else [], found[1:]
    if not rows:
        mistakes.add("the table has a header and no rows", line=start + 1)
    if len(rows) > MAX_ROWS:
        mistakes.add(f"the table has {len(rows)} rows, more than {MAX_ROWS}")
    _check_widths(header, rows, sign, mistakes)
    return Sheet(header, rows, sign, site)


def _check_widths(
    header: list[str], rows: list[tuple[int, list[str]]], sign: str, mistakes: Mistakes
) -> None:
    for line, cells in rows:
        if len(cells) == len(header):
            continue
        more = sign == "," and len(cells) > len(header)
        mistakes.add(
            f"{len(cells)} cells where the header has {len(header)}",
            line=line,
            why="decimal commas cannot be told from separators" if more else "",
            cure="write decimal points, or part the columns by semicolons"
            if more
            else "the file may be cut off",
        )


def decimal_comma(sheet: Sheet, kept: list[int], mistakes: Mistakes) -> bool:
    """Tell whether the table writes decimal commas; refuse what can be read in two ways."""
    with_comma = [(line, row[at]) for line, row in sheet.rows for at in kept if "," in row[at]]
    if not with_comma:
        return False
    line, cell = with_comma[0]
    points = any("." in row[at] for _, row in sheet.rows for at in kept)
    if sheet.sign == "," or points:
        mistakes.add(
            f"'{cell}' has a comma",
            line=line,
            why="other cells have decimal points" if points else "commas part the columns too",
            cure="write decimal points, or part the columns by semicolons and write no points",
        )
    elif all(_MAYBE_THOUSANDS.fullmatch(cell) for _, cell in with_comma):
        mistakes.add(
            f"'{cell}' may be a decimal number or thousands",
            line=line,
            why="every comma of the table has three digits after it",
            cure="write decimal points, without thousands separators",
        )
    return True


def cell_number(cell: str, comma: bool, line: int, mistakes: Mistakes) -> float:
    """Return the number of a cell, not a number where it is empty or a mark of missing."""
    if cell.lower() in MISSING:
        return float("nan")
    text = cell.replace(",", ".") if comma and _COMMA.fullmatch(cell) else cell
    if not _POINT.fullmatch(text):
        mistakes.add(f"'{cell[:30]}' is not a number", line=line, cure="leave unknown cells empty")
        return float("nan")
    value = float(text)
    return float("nan") if value in FILLS else value


def whole_number(cell: str) -> int:
    """Return a year, month or day as written, 0 where it is none."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 4 else 0


@dataclass(frozen=True, slots=True)
class Site:
    """What the lines before the header tell of the station."""

    station: str = ""
    source: str = ""
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    altitude_m: float | None = None


def site_of(told: Mapping[str, str], mistakes: Mistakes) -> Site:
    """Return the station that ``# key: value`` lines before the header describe."""
    return Site(
        told.get("station", ""),
        told.get("source", ""),
        _told_number(told, "latitude", (-90.0, 90.0), mistakes),
        _told_number(told, "longitude", (-180.0, 360.0), mistakes),
        _told_number(told, "altitude", (-500.0, 9000.0), mistakes),
    )


def _told_number(
    told: Mapping[str, str], key: str, limits: tuple[float, float], mistakes: Mistakes
) -> float | None:
    if key not in told:
        return None
    bare = re.sub(r"\s*(?:m|masl|msnm|deg|°)$", "", told[key])
    if _POINT.fullmatch(bare) and limits[0] <= float(bare) <= limits[1]:
        return float(bare)
    mistakes.add(
        f"{key} '{told[key]}' is not between {limits[0]:g} and {limits[1]:g}",
        cure="write metres above the sea"
        if key == "altitude"
        else "write decimal degrees with a point, south and west negative",
    )
    return None
