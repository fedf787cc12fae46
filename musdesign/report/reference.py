"""Reference data in a terminal and as plain data: tables of the library, climate files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from musdesign.demand import radiation as rad
from musdesign.demand.record_eto import daily_eto_of, monthly_eto_of, place_of
from musdesign.demand.reference_et import hargreaves
from musdesign.errors import MusdesignError
from musdesign.library.climate import ClimateRecord, monthly_normals, read_climate
from musdesign.library.climate.model import mean_months
from musdesign.library.tables import table, table_names
from musdesign.report.console import MONTHS, cell, console, heading, mark
from musdesign.report.console import table as grid_of

_ORIGIN = ("source", "basis", "date", "note")


def tables() -> list[dict[str, Any]]:
    """Return the tables of the library with the basis of their rows."""
    found = []
    for name in table_names():
        bases: Counter[str] = Counter(row.origin.basis for row in table(name).values())
        found.append({"table": name, "rows": sum(bases.values()), **_bases(bases)})
    return found


def rows(name: str, find: str = "") -> list[dict[str, str]]:
    """Return the rows of a table in which a text stands.

    Raises:
        DataError: no table of that name.
    """
    return [
        dict(row.cells)
        for row in table(name).values()
        if find.lower() in " ".join(row.cells.values()).lower()
    ]


def show_tables(found: Sequence[Mapping[str, Any]]) -> None:
    """Print the tables of the library."""
    grid = grid_of("item", "rows", "primary", "secondary", "unverified")
    for row in found:
        grid.add_row(*(str(value) for value in row.values()))
    console().print(grid)


def show_rows(name: str, found: Sequence[Mapping[str, str]]) -> None:
    """Print the rows of a table, then the sources they were taken from."""
    heading(f"{name}: {len(found)} rows")
    if not found:
        return
    columns = [column for column in found[0] if column not in _ORIGIN]
    sources = {text: i + 1 for i, text in enumerate(dict.fromkeys(r["source"] for r in found))}
    grid = grid_of(*columns, "basis", "source no.")
    for row in found:
        grid.add_row(
            *(row[column] for column in columns), mark(row["basis"]), str(sources[row["source"]])
        )
    console().print(grid)
    for text, number in sources.items():
        console().print(f"{number}: {text}")


def station(
    path: Path, latitude: float | None, altitude: float | None, *, coastal: bool
) -> dict[str, Any]:
    """Return a climate file's months and its evapotranspiration by the methods it allows.

    Raises:
        MusdesignError: the file cannot be read, or the place is not known.
    """
    record = monthly_normals(read_climate(path))
    krs = rad.KRS_COAST if coastal else rad.KRS_INTERIOR
    place = place_of(record, latitude, altitude)
    found: dict[str, list[float | None]] = {
        name: _list(values) for name, values in record.monthly.items()
    }
    notes = list(record.notes)
    given = {"latitude_deg": place.latitude_deg, "altitude_m": place.altitude_m, "krs": krs}
    try:
        monthly = monthly_eto_of(record, **given)
        found["eto_by_month_mm_day"] = _list(monthly.eto_mm_day)
        notes += [f"evapotranspiration by month: {rule}" for rule in monthly.rules]
        found["eto_hargreaves_mm_day"] = _list(_hargreaves(record, place.latitude_deg))
        if "temperature_min_c" in record.daily:
            daily = daily_eto_of(record, **given)
            of_month = record.dates.astype("datetime64[M]").astype(int) % 12
            found["eto_by_day_mm_day"] = _list(mean_months(daily.eto_mm_day, of_month))
            notes += [f"evapotranspiration by day: {rule}" for rule in daily.rules]
    except MusdesignError as error:
        notes += [f"no evapotranspiration: {problem.what}" for problem in error.problems]
    return {
        "source": record.source,
        "station": record.station,
        "latitude": place.latitude_deg,
        "altitude_m": place.altitude_m,
        "days": int(record.dates.size),
        "months": found,
        "notes": notes,
    }


def show_station(found: Mapping[str, Any]) -> None:
    """Print a station's months and its notes."""
    heading(f"{found['station'] or 'Station'}  {found['source']}")
    console().print(
        f"latitude {found['latitude']:g}, altitude {cell(found['altitude_m'])} m, "
        f"{found['days']:,} days"
    )
    grid = grid_of("item", *MONTHS)
    for name, values in found["months"].items():
        grid.add_row(name.replace("_", " "), *(cell(value) for value in values))
    console().print(grid)
    for text in found["notes"]:
        console().print(f"note: {text}")


def _hargreaves(record: ClimateRecord, latitude_deg: float) -> Any:
    radiation = rad.extraterrestrial_radiation(latitude_deg, rad.MID_MONTH_DAYS)
    low, high = record.monthly["temperature_min_c"], record.monthly["temperature_max_c"]
    return hargreaves(low, high, radiation)


def _list(values: Any) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in np.asarray(values)]


def _bases(bases: Mapping[str, int]) -> dict[str, int]:
    return {basis: bases.get(basis, 0) for basis in ("primary", "secondary", "unverified")}
