"""Read a table of flows or volumes: inflow and demand by step, periods of a day, a daily flow.

The header names each column, with its unit where there is one: ``inflow``, ``demand (m3)``,
``flow_lps``, ``from``, ``to``, ``date``.  Columns are parted as in climate tables.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musdesign import units
from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.library.climate.cells import Sheet, cell_number, decimal_comma, split_cells
from musdesign.library.climate.files import Mistakes, read_text

Array = NDArray[np.float64]
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "inflow": ("inflow", "q", "supply", "caudal", "aporte", "entrada"),
    "demand": ("demand", "d", "use", "need", "demanda", "consumo", "draw"),
    "flow": ("flow", "discharge", "yield", "gasto"),
    "day": ("day", "days", "t", "dia"),
    "from": ("from", "start", "desde"),
    "to": ("to", "end", "hasta"),
    "date": ("date", "fecha"),
    "step": ("step", "period", "month", "hour", "year", "mes", "hora", "time"),
}
_NAMES = {name: key for key, names in _KNOWN.items() for name in names}
# endings of headers such as flow_lps, volume_m3_day
_UNITS = {
    "lps": "L/s", "l_s": "L/s", "m3_s": "m3/s", "m3_day": "m3/day", "m3_d": "m3/day",
    "l_day": "L/day", "l_min": "L/min", "m3_h": "m3/hour", "m3": "m3", "l": "L", "ml": "ML",
    "kl": "m3", "percent": "%", "pct": "%", "days": "day",
}  # fmt: skip
_MEGALITRE = {"ML": 1000.0}


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Columns of numbers by what they hold, each with its unit as written (empty: none)."""

    file: str
    columns: Mapping[str, Array]
    units: Mapping[str, str] = field(default_factory=dict)
    clock: Mapping[str, Array] = field(default_factory=dict)
    """``from`` and ``to`` in hours."""
    dates: NDArray[np.datetime64] | None = None

    def in_unit(self, name: str, wanted: str) -> Array:
        """Return a column in a unit; one without a unit is taken to be in it.

        Raises:
            UnitError: the column's unit is of another kind.
        """
        given = self.units.get(name, "")
        scale = _MEGALITRE.get(given)
        if scale is not None:
            return self.columns[name] * (scale * units.factor("m3", wanted))
        return self.columns[name] * (units.factor(given, wanted) if given else 1.0)

    @property
    def has_units(self) -> bool:
        """Tell whether any column has a unit."""
        return any(self.units.values())


def read_flows(path: str | Path, needed: tuple[str, ...] = ()) -> FlowTable:
    """Read a table of flows.

    Args:
        path: CSV file parted by commas, semicolons or tabs.
        needed: columns without which the table is of no use.

    Raises:
        DataError: every mistake of the file at once.
    """
    text, _ = read_text(Path(path))
    mistakes = Mistakes(str(path))
    if "\n" in text.strip() and not re.search(r"[,;\t]", text.strip().splitlines()[0]):
        # a single column needs no sign between columns
        text = "\n".join(f"{line};" for line in text.strip().splitlines())
    sheet = split_cells(text, mistakes)
    mistakes.raise_any()
    at: dict[str, int] = {}
    given: dict[str, str] = {}
    for index, header in enumerate(sheet.header):
        name, unit = _column(header)
        if not name:
            continue
        if name in at:
            mistakes.add(f"two columns hold the {name}", path=f"column '{header}'")
        at[name] = index
        given[name] = unit
    if "inflow" in needed and "inflow" not in at and "flow" in at:
        # a table of flows alone: what flows comes in
        at["inflow"], given["inflow"] = at.pop("flow"), given.pop("flow")
    for name in needed:
        if name not in at:
            mistakes.add(
                f"there is no column '{name}'",
                line=1,
                why=f"the header is {', '.join(filter(None, sheet.header))}",
                cure=did_you_mean(name, filter(None, sheet.header)),
            )
    mistakes.raise_any()
    numbers = [name for name in at if name not in {"from", "to", "date", "step"}]
    comma = decimal_comma(sheet, [at[name] for name in numbers], mistakes)
    columns = {
        name: np.array(
            [cell_number(row[at[name]], comma, line, mistakes) for line, row in sheet.rows]
        )
        for name in numbers
    }
    _refuse_bad(columns, sheet, mistakes)
    clock: dict[str, Array] = {
        name: np.array([_hour(row[at[name]], line, mistakes) for line, row in sheet.rows])
        for name in ("from", "to")
        if name in at
    }
    dates = _dates(sheet, at["date"], mistakes) if "date" in at else None
    mistakes.raise_any()
    if dates is not None:
        order = np.argsort(dates, kind="stable")
        dates = dates[order]
        columns = {name: values[order] for name, values in columns.items()}
    return FlowTable(str(path), columns, {name: given[name] for name in numbers}, clock, dates)


def _column(header: str) -> tuple[str, str]:
    """Return what a column holds and its unit, or nothing where it is none of ours."""
    match = re.fullmatch(r"\s*(.*?)\s*[(\[]\s*(.*?)\s*[)\]]\s*", header)
    bare, unit = (match[1], match[2]) if match else (header, "")
    name = re.sub(r"[^a-z0-9%]+", "_", bare.strip().lower()).strip("_")
    if name in _NAMES:
        return _NAMES[name], _UNITS.get(unit.lower().replace("/", "_"), unit)
    stem, _, ending = name.partition("_")
    if stem in _NAMES and ending in _UNITS:
        return _NAMES[stem], _UNITS[ending]
    return "", ""


def _refuse_bad(columns: Mapping[str, Array], sheet: Sheet, mistakes: Mistakes) -> None:
    for name, values in columns.items():
        for i in np.flatnonzero(~(np.isfinite(values) & (values >= 0))):
            what = "is missing" if np.isnan(values[i]) else f"is {values[i]:g}"
            mistakes.add(
                f"the {name} {what}",
                line=sheet.rows[i][0],
                cure="give a number of at least 0 in every row",
            )


def _hour(cell: str, line: int, mistakes: Mistakes) -> float:
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?", cell.strip())
    if match and int(match[1]) <= 24 and int(match[2] or 0) < 60:
        return int(match[1]) + int(match[2] or 0) / 60.0
    mistakes.add(f"'{cell[:20]}' is not an hour of the day", line=line, cure="write 5 or 17:30")
    return float("nan")


def _dates(sheet: Sheet, at: int, mistakes: Mistakes) -> NDArray[np.datetime64]:
    found: list[dt.date] = []
    seen: set[dt.date] = set()
    for line, row in sheet.rows:
        try:
            day = dt.date.fromisoformat(row[at])
        except ValueError:
            mistakes.add(f"'{row[at][:30]}' is not a day", line=line, cure="write 2024-01-31")
            continue
        if day in seen:
            mistakes.add(f"{day} stands twice", line=line, cure="keep one of the two")
        seen.add(day)
        found.append(day)
    return np.array(found, dtype="datetime64[D]")


def whole_days(table: FlowTable, name: str, unit: str) -> Array:
    """Return a daily column in a unit, refusing days that are missing between the first and last.

    Raises:
        DataError: days are missing.
        UnitError: the unit is of another kind.
    """
    values = table.in_unit(name, unit)
    if table.dates is None:
        return values
    gaps = int((table.dates[-1] - table.dates[0]).astype(int)) + 1 - table.dates.size
    if gaps:
        steps = np.diff(table.dates).astype(int)
        first = table.dates[int(np.argmax(steps > 1))] + 1
        raise DataError(
            Problem(
                f"{gaps} days between {table.dates[0]} and {table.dates[-1]} are missing, "
                f"the first on {first}",
                file=table.file,
                why="a low flow of seven days needs every day",
                cure="fill the gaps, or give the parts of the record apart",
            )
        )
    return values
