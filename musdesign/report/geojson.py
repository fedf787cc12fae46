"""The sized network as GeoJSON (RFC 7946): points and pipes where the scenario says they lie."""

from __future__ import annotations

import json
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.flow import DesignResult

Place = tuple[float, float]


def places(result: DesignResult) -> dict[str, Place]:
    """Return longitude and latitude of the nodes that have them, degrees."""
    network = result.scenario.network
    return {
        node.id: (node.longitude, node.latitude)
        for node in (network.nodes if network else ())
        if node.longitude is not None and node.latitude is not None
    }


def geojson_text(result: DesignResult) -> str:
    """Return the network as GeoJSON; the file is read again by ``musdesign network size``.

    Raises:
        MusdesignError: there is no network, or a node without longitude and latitude.
    """
    sized = result.network
    if sized is None:
        raise MusdesignError(
            Problem("there is no network to save", why=result.skipped.get("network", ""))
        )
    known = places(result)
    unknown = [node.id for node in sized.nodes if node.id not in known]
    if unknown:
        raise MusdesignError(
            Problem(
                f"{len(unknown)} nodes have no place on the map",
                path="network.nodes",
                why=", ".join(unknown[:5]),
                cure="give each node its longitude and latitude in degrees",
            )
        )
    features = [
        _feature(
            "Point",
            [*known[node.id], round(node.elevation_m, 3)],
            {
                "id": node.id,
                "kind": node.kind,
                "elevation_m": round(node.elevation_m, 3),
                "demand_lps": round(node.demand_lps, 6),
                "pressure_m": round(node.pressure_m, 3),
                "static_m": round(node.static_m, 3),
            },
        )
        for node in sized.nodes
    ]
    for link in sized.links:
        features.append(
            _feature(
                "LineString",
                [list(known[link.start]), list(known[link.end])],
                {
                    "id": link.id,
                    "from": link.start,
                    "to": link.end,
                    "length_m": round(sum(part.length_m for part in link.segments), 3),
                    "pipes": "; ".join(
                        f"{part.length_m:.0f} m {part.label}" for part in link.segments
                    ),
                    "flow_lps": round(link.flow_lps, 4),
                    "velocity_m_s": round(link.velocity_m_s, 4),
                    "cost": round(sum(part.cost for part in link.segments), 2),
                    "currency": result.currency,
                },
            )
        )
    body = {"type": "FeatureCollection", "name": result.name, "features": features}
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }
