"""Nodes, links, pipes and survey points from rows of named columns, whatever held them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from musdesign.errors import did_you_mean
from musdesign.network.files.findings import RANGES, Findings
from musdesign.network.files.model import FileLink, FileNode, FilePipe
from musdesign.network.model import KINDS

NODE_COLUMNS = (
    "id",
    "name",
    "elevation_m",
    "kind",
    "demand_lps",
    "water_level_m",
    "min_pressure_m",
    "taps",
    "x",
    "y",
)
LINK_COLUMNS = (
    "id",
    "from",
    "to",
    "length_m",
    "existing_bore_mm",
    "hazen_williams_c",
    "parallel",
    "minor_loss",
)
PIPE_COLUMNS = (
    "bore_mm",
    "cost_per_m",
    "hazen_williams_c",
    "roughness_mm",
    "label",
    "pressure_class",
    "working_head_m",
)
PROFILE_COLUMNS = ("link", "distance_m", "elevation_m")
SETTINGS = (
    "min_pressure_m",
    "through_pressure_m",
    "max_velocity_m_s",
    "max_loss_m_km",
    "min_loss_m_km",
    "water_c",
    "supply_hours",
    "laying_per_m",
)
SHORT = {"": None, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Item:
    """One row: its cells by column and where it stands."""

    cells: Mapping[str, object]
    place: str
    line: int | None = None

    def text(self, name: str) -> str:
        """Return a cell as text; whole numbers of a workbook without their point."""
        value = self.cells.get(name)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()


class RowReader:
    """Turns rows into parts of a network, every mistake noted in ``found``."""

    def __init__(self, found: Findings) -> None:
        """Read into one list of mistakes."""
        self.found = found

    def unknown(self, what: str, columns: Iterable[str], known: tuple[str, ...]) -> None:
        """Note columns that are not read: a misspelt one would be lost in silence."""
        for name in columns:
            case = name.startswith("demand_lps:")
            if name and name not in known and not case:
                self.found.wrong(
                    f"the table of {what} has a column '{name}' that is not read",
                    cure=did_you_mean(name, known),
                )

    def node(self, row: Item) -> FileNode:
        """Return a node."""
        name = self._name(row, "a node")
        at = f"{row.place} node {name}".strip()
        elevation = None
        if not row.text("elevation_m"):
            self.found.wrong(
                f"node {name} has no elevation",
                path=row.place,
                line=row.line,
                cure="fill in elevation_m",
            )
        else:
            elevation = self._figure(row, "elevation_m", "elevation", at)
        kind = row.text("kind").lower() or "junction"
        if kind not in KINDS:
            self.found.wrong(
                f"unknown kind of node '{kind}'",
                path=at,
                line=row.line,
                cure=did_you_mean(kind, KINDS),
            )
            kind = "junction"
        cases = {
            column.partition(":")[2]: self._figure(row, column, "demand", at) or 0.0
            for column in row.cells
            if column.startswith("demand_lps:")
        }
        taps = self._figure(row, "taps", "", at) or 0.0
        return FileNode(
            name,
            elevation or 0.0,
            kind,  # type: ignore[arg-type]  # one of KINDS by the check above
            self._figure(row, "demand_lps", "demand", at) or 0.0,
            self._figure(row, "water_level_m", "elevation", at),
            self._figure(row, "min_pressure_m", "pressure", at),
            row.text("name"),
            self._figure(row, "x", "", at),
            self._figure(row, "y", "", at),
            cases,
            int(taps),
        )

    def link(self, row: Item, length_m: float | None = None) -> FileLink:
        """Return a link; ``length_m`` serves where the row gives none."""
        name = self._name(row, "a link")
        at = f"{row.place} link {name}".strip()
        for column in ("from", "to"):
            if not row.text(column):
                self.found.wrong(
                    f"link {name} has no node in '{column}'", path=row.place, line=row.line
                )
        length = length_m
        if row.text("length_m") or length_m is None:
            length = self.found.figure(
                row.cells.get("length_m"), "length", f"{at}.length_m", line=row.line, above=True
            )
        return FileLink(
            name,
            row.text("from"),
            row.text("to"),
            length or 1.0,
            self._figure(row, "existing_bore_mm", "diameter", at),
            self._figure(row, "hazen_williams_c", "Hazen-Williams C", at),
            self._yes(row, "parallel", at),
            minor_loss_k=self._figure(row, "minor_loss", "", at) or 0.0,
        )

    def pipe(self, row: Item) -> FilePipe:
        """Return a commercial pipe."""
        at = f"{row.place} pipe {row.text('label') or row.text('bore_mm')}".strip()
        bore = self.found.figure(
            row.cells.get("bore_mm"), "diameter", f"{at}.bore_mm", line=row.line
        )
        cost = self.found.figure(
            row.cells.get("cost_per_m"), "cost", f"{at}.cost_per_m", line=row.line
        )
        head = self._figure(row, "working_head_m", "pressure", at)
        size, label = bore or 100.0, row.text("label")
        kind = row.text("pressure_class")
        return FilePipe(
            " ".join(part for part in (label or f"{size:g} mm", kind) if part),
            size,
            cost or 0.0,
            self._figure(row, "hazen_williams_c", "Hazen-Williams C", at),
            self._figure(row, "roughness_mm", "roughness", at),
            label or f"{size:g} mm",
            kind,
            float("inf") if head is None else head,
        )

    def survey(self, rows: Iterable[Item]) -> dict[str, tuple[tuple[float, float], ...]]:
        """Return the profile of each link: distance and ground, by distance."""
        profiles: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            at = f"{row.place} profile".strip()
            distance = self.found.figure(row.cells.get("distance_m"), "length", at, line=row.line)
            ground = self.found.figure(row.cells.get("elevation_m"), "elevation", at, line=row.line)
            if distance is not None and ground is not None:
                profiles.setdefault(row.text("link"), []).append((distance, ground))
        return {name: tuple(sorted(points)) for name, points in profiles.items()}

    def names(self, nodes: Sequence[Item], links: Sequence[Item]) -> None:
        """Note ids that stand twice, and ends of links that are no nodes."""
        for what, rows in (("node", nodes), ("link", links)):
            first: dict[str, Item] = {}
            for row in rows:
                name = row.text("id")
                if name and name in first:
                    self.found.wrong(
                        f"the {what} '{name}' stands twice",
                        path=row.place,
                        line=row.line,
                        why=f"it stands in {first[name].place} too",
                        cure="give each its own id",
                    )
                first.setdefault(name, row)
        known = {row.text("id") for row in nodes}
        for row in links:
            for column in ("from", "to"):
                name = row.text(column)
                if name and name not in known:
                    self.found.wrong(
                        f"unknown node '{name}'",
                        path=f"{row.place} link {row.text('id')}.{column}",
                        line=row.line,
                        cure=did_you_mean(name, known),
                    )

    def _name(self, row: Item, what: str) -> str:
        name = row.text("id")
        if not name:
            self.found.wrong(f"{what} has no id", path=row.place, line=row.line)
        return name or "?"

    def _figure(self, row: Item, column: str, kind: str, at: str) -> float | None:
        if not row.text(column):
            return None
        where = f"{at}.{column}"
        if kind in RANGES:
            return self.found.figure(row.cells[column], kind, where, line=row.line)
        return self.found.number(row.cells[column], where, line=row.line)

    def _yes(self, row: Item, column: str, at: str) -> bool:
        text = row.text(column).lower()
        if text not in SHORT:
            self.found.wrong(
                f"'{text}' is neither yes nor no", path=f"{at}.{column}", line=row.line
            )
        return bool(SHORT.get(text))
