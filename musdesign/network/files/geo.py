"""Read a network from maps: GeoJSON and KML, with heights as third coordinate or property.

Points are nodes, lines are links from the first to the last point; corners with a height make
the survey profile.  A line's length is its own property, or measured along the ground.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from musdesign.errors import DataError, Problem
from musdesign.network.files.findings import Findings
from musdesign.network.files.model import FileLink, FileNode, NetworkFile
from musdesign.network.files.rows import LINK_COLUMNS, NODE_COLUMNS, Item, RowReader
from musdesign.network.files.xmltree import Element, read_xml

EARTH_RADIUS_M = 6_371_008.8
NEAR_M = 2.0
"""How far the end of a line may lie from its node."""
Corner = tuple[float, float, float | None]


@dataclass(frozen=True, slots=True)
class Feature:
    """A point or line with its properties and corners (east, north, height)."""

    kind: str
    properties: dict[str, Any] = field(default_factory=dict)
    corners: tuple[Corner, ...] = ()
    place: str = ""
    line: int | None = None


def read_geojson(text: str, file: str) -> NetworkFile:
    """Return the network of a GeoJSON file.

    Raises:
        DataError: all mistakes at once.
    """
    found = Findings(file)
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(
            Problem(
                "the file is no JSON",
                file=file,
                line=line,
                why=str(getattr(error, "msg", "")).lower(),
            )
        ) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise DataError(
            Problem("the file is no GeoJSON", file=file, why="it has no list of features")
        )
    return _network(found, list(_geojson(found, features)), "GeoJSON", file)


def read_kml(raw: bytes, file: str) -> NetworkFile:
    """Return the network of a KML file.

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    found = Findings(file)
    root = read_xml(raw, file)
    if root.name != "kml":
        raise DataError(
            Problem(
                "the file is no KML", file=file, line=root.line, why=f"it starts with <{root.name}>"
            )
        )
    return _network(found, list(_kml(found, root)), "KML", file)


def ground_distance_m(a: Sequence[Any], b: Sequence[Any]) -> float:
    """Return the great-circle distance of two places (longitude, latitude in degrees), m.

    >>> round(ground_distance_m((0.0, 0.0), (0.0, 1.0)))
    111195
    """
    east = math.radians(b[0] - a[0])
    south, north = math.radians(a[1]), math.radians(b[1])
    h = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _geojson(found: Findings, features: list[Any]) -> Iterator[Feature]:
    for i, feature in enumerate(features):
        place = f"features[{i}]"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        properties = (feature.get("properties") or {}) if isinstance(feature, dict) else {}
        if not isinstance(geometry, dict) or not isinstance(properties, dict):
            found.wrong("a feature without geometry", path=place)
            continue
        kind, given = geometry.get("type"), geometry.get("coordinates")
        if kind not in {"Point", "LineString"}:
            found.wrong(
                f"a {kind} is neither node nor pipe",
                path=place,
                cure="use Point for nodes and LineString for pipes",
            )
            continue
        corners = _corners(found, [given] if kind == "Point" else given, place)
        if "id" not in properties and isinstance(feature.get("id"), str | int):
            properties = {"id": feature["id"], **properties}
        if corners:
            yield Feature(kind, properties, corners, place)


def _corners(found: Findings, given: Any, place: str) -> tuple[Corner, ...]:
    corners: list[Corner] = []
    items: list[Any] = given if isinstance(given, list) else [None]
    for item in items:
        numbers = (
            isinstance(item, list)
            and len(item) in {2, 3}
            and all(isinstance(v, int | float) and not isinstance(v, bool) for v in item)
        )
        if not numbers:
            found.wrong("coordinates are two or three numbers", path=place)
            return ()
        height = float(item[2]) if len(item) == 3 else None
        corners.append((float(item[0]), float(item[1]), height))
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y, _ in corners):
        found.wrong(
            "coordinates outside 180 degrees east and west, 90 north and south",
            path=place,
            why="the map must be in degrees of longitude and latitude (WGS 84)",
        )
        return ()
    return tuple(corners)


def _kml(found: Findings, root: Element) -> Iterator[Feature]:
    for mark in root.walk():
        if mark.name != "Placemark":
            continue
        named = mark.get("name")
        properties: dict[str, Any] = {}
        if named is not None and named.text.strip():
            properties["id"] = named.text.strip()
        for e in mark.walk():
            if e.name == "Data":
                value = e.get("value")
                properties[e.attributes.get("name", "")] = value.text.strip() if value else ""
            elif e.name == "SimpleData":
                properties[e.attributes.get("name", "")] = e.text.strip()
        for e in mark.walk():
            if e.name in {"Point", "LineString"}:
                text = e.get("coordinates")
                place = f"Placemark {properties.get('id', '?')}"
                given = [
                    [_float(word) for word in corner.split(",")]
                    for corner in (text.text.split() if text else [])
                ]
                corners = _corners(found, given, place)
                flat = all(not corner[2] for corner in corners)
                if flat:  # KML writes 0 where no height is known
                    corners = tuple((x, y, None) for x, y, _ in corners)
                if corners:
                    yield Feature(e.name, properties, corners, place, mark.line)


def _float(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _network(found: Findings, features: list[Feature], kind: str, file: str) -> NetworkFile:
    reader = RowReader(found)
    nodes, links = [], []
    points = [f for f in features if f.kind == "Point"]
    lines = [f for f in features if f.kind == "LineString"]
    if not points or not lines:
        found.wrong(
            f"the map has {len(points)} points and {len(lines)} lines",
            why="points are nodes, lines are pipes",
        )
        found.finish()
    for feature in points:
        nodes.append(_node(reader, feature))
    for feature in lines:
        links.append(_link(reader, feature, nodes))
    found.finish()
    return NetworkFile(
        file,
        kind,
        "",
        tuple(nodes),
        tuple(links),
        notes=("lengths without a property are measured along the ground",),
    )


def _item(feature: Feature, columns: tuple[str, ...]) -> Item:
    # a map holds colours and notes too: only what belongs to a network is read
    cells = {
        key: value
        for key, value in feature.properties.items()
        if key in columns or key.startswith("demand_lps:")
    }
    if "id" not in cells and feature.properties.get("name"):
        cells["id"] = feature.properties["name"]
    return Item(cells, feature.place, feature.line)


def _node(reader: RowReader, feature: Feature) -> FileNode:
    item = _item(feature, NODE_COLUMNS)
    x, y, height = feature.corners[0]
    cells = dict(item.cells)
    if "elevation_m" not in cells and height is not None:
        cells["elevation_m"] = height
    return replace(reader.node(Item(cells, item.place, item.line)), x=x, y=y)


def _link(reader: RowReader, feature: Feature, nodes: list[FileNode]) -> FileLink:
    item = _item(feature, LINK_COLUMNS)
    cells = dict(item.cells)
    corners = feature.corners
    steps = [0.0]
    for a, b in itertools.pairwise(corners):
        rise = (b[2] - a[2]) if a[2] is not None and b[2] is not None else 0.0
        steps.append(steps[-1] + math.hypot(ground_distance_m(a, b), rise))
    for column, end in (("from", corners[0]), ("to", corners[-1])):
        if not cells.get(column):
            near = min(nodes, key=lambda n: ground_distance_m((n.x or 0.0, n.y or 0.0), end))
            away = ground_distance_m((near.x or 0.0, near.y or 0.0), end)
            if away <= NEAR_M:
                cells[column] = near.id
            else:
                reader.found.wrong(
                    f"no node lies at the end of link {cells.get('id', '?')}",
                    path=feature.place,
                    line=feature.line,
                    why=f"the nearest is {near.id}, {away:.0f} m away",
                    cure=f"draw the line to its node, or name it in the property '{column}'",
                )
                cells[column] = near.id
    if "id" not in cells and cells.get("from"):
        cells["id"] = f"{cells['from']}-{cells['to']}"
    link = reader.link(Item(cells, item.place, item.line), length_m=steps[-1] or None)
    scale = link.length_m / steps[-1] if steps[-1] > 0 else 1.0
    heights = [corner[2] for corner in corners]
    profile = tuple(
        (step * scale, z) for step, z in zip(steps, heights, strict=True) if z is not None
    )
    return replace(link, profile=profile)
