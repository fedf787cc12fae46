"""Read a network from tables: a workbook with sheets, or a folder of CSV files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.field.tables import Table, read_tables
from musdesign.network.files.findings import Findings
from musdesign.network.files.model import NetworkFile
from musdesign.network.files.rows import (
    LINK_COLUMNS,
    NODE_COLUMNS,
    PIPE_COLUMNS,
    PROFILE_COLUMNS,
    SETTINGS,
    Item,
    RowReader,
)

_SHEETS = {
    "nodes": NODE_COLUMNS,
    "links": LINK_COLUMNS,
    "pipes": PIPE_COLUMNS,
    "profile": PROFILE_COLUMNS,
    "settings": ("key", "value"),
}


def read_network_tables(path: Path) -> NetworkFile:
    """Return the network of a workbook, or of the folder in which nodes.csv and links.csv lie.

    Raises:
        DataError: all mistakes at once, each with its row.
    """
    found = Findings(str(path))
    tables = _sheets(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv_files(path)
    for name in ("nodes", "links"):
        if name not in tables:
            found.wrong(
                f"there is no table '{name}'",
                cure="a network has the tables nodes and links; pipes, profile and "
                "settings may stand beside them",
            )
    found.finish()
    reader = RowReader(found)
    for name, table in tables.items():
        reader.unknown(name, table.columns, _SHEETS[name])
    rows = {name: _items(table, name) for name, table in tables.items()}
    nodes = [reader.node(row) for row in rows["nodes"]]
    links = [reader.link(row) for row in rows["links"]]
    pipes = [reader.pipe(row) for row in rows.get("pipes", [])]
    profiles = reader.survey(rows.get("profile", []))
    reader.names(rows["nodes"], rows["links"])
    known = {link.id for link in links}
    for name in profiles:
        if name not in known:
            found.wrong(
                f"the profile names a link '{name}' that is not there",
                cure=did_you_mean(name, known),
            )
    settings = _settings(found, rows.get("settings", []))
    found.finish()
    links = [replace(link, profile=profiles.get(link.id, ())) for link in links]
    return with_settings(
        NetworkFile(
            str(path), "network tables", path.stem, tuple(nodes), tuple(links), tuple(pipes)
        ),
        settings,
    )


def with_settings(network: NetworkFile, settings: dict[str, float]) -> NetworkFile:
    """Return the network with the figures of its table of settings."""
    names = {"water_c": "temperature_c"}
    values = {names.get(key, key): value for key, value in settings.items()}
    return replace(network, **values) if values else network  # type: ignore[arg-type]  # by name


def _sheets(path: Path) -> dict[str, Table]:
    tables = {}
    for table in read_tables(path).tables:
        name = table.sheet.strip().lower()
        if name in _SHEETS:
            tables[name] = table
    return tables


def _csv_files(path: Path) -> dict[str, Table]:
    folder = path if path.is_dir() else path.parent
    tables = {}
    for name in _SHEETS:
        file = folder / f"{name}.csv"
        if file.is_file():
            tables[name] = read_tables(file).tables[0]
    if not path.is_dir() and path.stem not in tables:
        raise DataError(
            Problem(
                f"a network in CSV lies in the files {', '.join(f'{n}.csv' for n in _SHEETS)}",
                file=str(path),
                cure="rename the file, or give the folder",
            )
        )
    return tables


def _items(table: Table, name: str) -> list[Item]:
    where = "" if table.sheet else f"{name}.csv "
    return [
        Item(dict(zip(table.columns, row, strict=True)), where + table.place(i))
        for i, row in enumerate(table.rows)
    ]


def _settings(found: Findings, rows: list[Item]) -> dict[str, float]:
    settings = {}
    for row in rows:
        key = row.text("key")
        if key not in SETTINGS:
            found.wrong(
                f"unknown setting '{key}'", path=row.place, cure=did_you_mean(key, SETTINGS)
            )
            continue
        value = found.number(row.cells.get("value"), f"{row.place} {key}")
        if value is not None:
            settings[key] = value
    return settings
