"""Pictures of a network as SVG, without any map or font from outside: plan and profiles.

Words and numbers are written in the reader's language; left out, in English.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from musdesign.i18n import Language, language
from musdesign.network import NetworkDesign
from musdesign.network.epanet.sheet import scheme_places
from musdesign.network.profile import ProfilePoint
from musdesign.network.result import pipe_name

WIDTH, HEIGHT, MARGIN = 900, 520, 56
GROUND, STATIC, DYNAMIC, LOW, INK = "#8a6d4b", "#7d8fa3", "#1565c0", "#c62828", "#263238"
SHADES = ("#0b3d62", "#1565c0", "#1e88a8", "#2e9e6b", "#7cb342", "#c0a020", "#e08a1e", "#c8553d")
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Station:
    """A point of a route: distance from the source, ground, grade line, level at rest, pipe."""

    distance_m: float
    point: ProfilePoint
    node: str = ""


def places(design: NetworkDesign, given: Mapping[str, Place | None]) -> dict[str, Place]:
    """Return where each node is drawn: as surveyed where all are, else along the pipe."""
    known = {name: place for name, place in given.items() if place is not None}
    if all(node.id in known for node in design.nodes):
        return known
    return scheme_places(design)


def routes(design: NetworkDesign) -> dict[str, list[str]]:
    """Return for each end of the network the links from the source to it."""
    inlets = {link.end: link for link in design.links}
    starts = {link.start for link in design.links}
    found = {}
    for node in design.nodes:
        if node.id in starts or node.id not in inlets:
            continue
        way: list[str] = []
        here = node.id
        while here in inlets and inlets[here].id not in way:
            way.append(inlets[here].id)
            here = inlets[here].start
        found[node.id] = way[::-1]
    return found


def stations(
    design: NetworkDesign, points: Sequence[ProfilePoint], way: Sequence[str]
) -> list[Station]:
    """Return the points of a route with their distance from its start."""
    by_link: dict[str, list[ProfilePoint]] = {}
    for point in points:
        by_link.setdefault(point.link, []).append(point)
    links = {link.id: link for link in design.links}
    found: list[Station] = []
    before = 0.0
    for name in way:
        own = by_link.get(name, [])
        for i, point in enumerate(own):
            node = links[name].end if i == len(own) - 1 else links[name].start if i == 0 else ""
            found.append(Station(before + point.distance_m, point, node))
        before += links[name].length_m
    return found


def plan_svg(
    design: NetworkDesign, given: Mapping[str, Place | None], lang: Language | None = None
) -> str:
    """Return the plan: pipes by bore, tanks, pumps, breaks of pressure, low pressures marked."""
    lang = lang or language("en")
    place = _fitted(places(design, given))
    bores = sorted({s.diameter_mm for k in design.links for s in k.segments}, reverse=True)
    shade = {bore: SHADES[min(i, len(SHADES) - 1)] for i, bore in enumerate(bores)}
    body = []
    for link in design.links:
        if link.start not in place or link.end not in place:
            continue
        (x0, y0), (x1, y1) = place[link.start], place[link.end]
        done = 0.0
        for piece in (s for s in link.segments if not s.parallel):
            share = piece.length_m / link.length_m
            a, b = done, done + share
            body.append(
                _line(
                    x0 + a * (x1 - x0),
                    y0 + a * (y1 - y0),
                    x0 + b * (x1 - x0),
                    y0 + b * (y1 - y0),
                    shade[piece.diameter_mm],
                    2 + 4 * piece.diameter_mm / max(bores),
                    f"{link.id}: {piece.length_m:.0f} m {piece.label}, {link.flow_lps:.2f} L/s",
                )
            )
            done = b
        if any(s.parallel for s in link.segments):
            body.append(
                _line(x0 + 4, y0 + 4, x1 + 4, y1 + 4, DYNAMIC, 1.5, lang.text("parallel pipe"))
            )
        if link.pump_head_m > 0:
            body.append(
                _label(
                    x0 + 0.12 * (x1 - x0),
                    y0 + 0.12 * (y1 - y0) - 6,
                    lang.text("pump, {head} m", head=lang.number(link.pump_head_m)),
                    DYNAMIC,
                )
            )
    body += _plan_nodes(design, place)
    body += _plan_legend(bores, shade)
    return _svg(lang.text("Plan of the network, {count} links", count=len(design.links)), body)


def profile_svg(way: Sequence[Station], title: str, lang: Language | None = None) -> str:
    """Return the hydraulic-grade profile: ground, grade line, level at rest, classes below."""
    lang = lang or language("en")
    if not way:
        return _svg(title, [])
    xs = [s.distance_m for s in way]
    values = [v for s in way for v in (s.point.ground_m, s.point.head_m, s.point.surface_m)]
    low, high = min(values), max(values)
    span, length = max(high - low, 1.0), max(xs[-1], 1.0)

    def at(x: float, z: float) -> Place:
        return (
            MARGIN + x / length * (WIDTH - 2 * MARGIN),
            MARGIN + (high - z) / span * (HEIGHT - 2.6 * MARGIN),
        )

    body = _axes(at, low, high, length, lang)
    for what, colour, dash, name in (
        ("surface_m", STATIC, "6 4", lang.text("level at rest")),
        ("ground_m", GROUND, "", lang.text("ground")),
        ("head_m", DYNAMIC, "", lang.text("grade line in use")),
    ):
        corners = " ".join(
            "{:.1f},{:.1f}".format(*at(s.distance_m, getattr(s.point, what))) for s in way
        )
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        body.append(
            f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2.2"'
            f"{dashes}><title>{name}</title></polyline>"
        )
    body += _marks(way, at, lang)
    body += _classes(way, at)
    for i, (colour, name) in enumerate(
        (
            (GROUND, lang.text("ground")),
            (DYNAMIC, lang.text("grade line in use")),
            (STATIC, lang.text("level at rest")),
        )
    ):
        body.append(_line(MARGIN + 190 * i, 22, MARGIN + 28 + 190 * i, 22, colour, 3, name))
        body.append(_label(MARGIN + 34 + 190 * i, 26, name, INK))
    return _svg(title, body)


def _marks(
    way: Sequence[Station], at: Callable[[float, float], Place], lang: Language
) -> list[str]:
    body = []
    shown: set[str] = set()
    for station in way:
        x, y = at(station.distance_m, station.point.ground_m)
        if station.point.pressure_m < -0.01:
            body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{LOW}"/>')
        if station.point.fitting:
            # an air valve points up above the ground, a washout down below it
            rise = -9 if station.point.fitting == "air valve" else 9
            body.append(
                f'<path d="M{x - 5:.1f} {y + rise / 3:.1f} h10 l-5 {rise} z" fill="{GROUND}">'
                f"<title>{escape(lang.text(station.point.fitting))}</title></path>"
            )
        if station.node and station.node not in shown:
            shown.add(station.node)
            body.append(_label(x + 3, y + 14, station.node, INK))
    return body


def _classes(way: Sequence[Station], at: Callable[[float, float], Place]) -> list[str]:
    """Write the pipes and their classes in a strip below the axis."""
    body, top = [], HEIGHT - MARGIN + 6
    runs: list[tuple[float, float, str]] = []
    for a, b in pairwise(way):
        if b.distance_m <= a.distance_m:
            continue
        text = pipe_name(a.point.pipe, a.point.pressure_class)
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], b.distance_m, text)
        else:
            runs.append((a.distance_m, b.distance_m, text))
    for i, (start, end, text) in enumerate(runs):
        x0, _ = at(start, 0.0)
        x1, _ = at(end, 0.0)
        colour = "#e3edf5" if i % 2 else "#cfe0ee"
        body.append(
            f'<rect x="{x0:.1f}" y="{top}" width="{max(x1 - x0, 0.5):.1f}" height="22" '
            f'fill="{colour}"><title>{escape(text)}</title></rect>'
        )
        if x1 - x0 > 6.2 * len(text):
            body.append(_label(x0 + 3, top + 15, text, INK))
    return body


def _axes(
    at: Callable[[float, float], Place], low: float, high: float, length: float, lang: Language
) -> list[str]:
    body = []
    for z in ticks(low, high):
        x, y = at(0.0, z)
        body.append(_line(x, y, WIDTH - MARGIN, y, "#dfe5ea", 1, ""))
        body.append(_label(6, y + 4, lang.localised(f"{z:,.0f} m"), INK))
    for along in ticks(0.0, length):
        x, _ = at(along, low)
        body.append(_label(x - 12, HEIGHT - 10, lang.localised(f"{along:,.0f} m"), INK))
    return body


def ticks(low: float, high: float) -> list[float]:
    """Return round figures between two values, five or so."""
    raw = max(high - low, 1e-9) / 5
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw)
    first = math.ceil(low / step)
    return [step * k for k in range(first, math.floor(high / step) + 1)]


def _corners(found: Sequence[Place]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in found)


def _plan_nodes(design: NetworkDesign, place: Mapping[str, Place]) -> list[str]:
    tanks = {tank.node for tank in design.tanks}
    breaks = {device.node for device in design.breaks}
    body = []
    crowded = len(design.nodes) > 80
    for node in design.nodes:
        if node.id not in place:
            continue
        x, y = place[node.id]
        text = f"{node.id}: {node.elevation_m:.1f} m, pressure {node.pressure_m:.1f} m"
        colour = LOW if node.shortfall_m > 0 else INK
        if node.kind == "source":
            body.append(
                f'<rect x="{x - 8:.1f}" y="{y - 8:.1f}" width="16" height="16" '
                f'fill="{DYNAMIC}"><title>{escape(text)}</title></rect>'
            )
        elif node.kind == "tank" or node.id in tanks:
            body.append(
                f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14" fill="#fff" '
                f'stroke="{DYNAMIC}" stroke-width="3"><title>{escape(text)}, tank</title>'
                "</rect>"
            )
        elif node.kind == "break_pressure_tank" or node.id in breaks:
            body.append(
                f'<path d="M{x:.1f} {y - 9:.1f} l9 9 l-9 9 l-9 -9 z" fill="#fff" '
                f'stroke="{LOW}" stroke-width="2.5"><title>{escape(text)}, break of '
                "pressure</title></path>"
            )
        else:
            radius = 5 if node.demand_lps > 0 else 2.5
            body.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}">'
                f"<title>{escape(text)}</title></circle>"
            )
        if not crowded:
            body.append(_label(x + 8, y - 6, node.id, colour))
    return body


def _plan_legend(bores: Sequence[float], shade: Mapping[float, str]) -> list[str]:
    body = []
    for i, bore in enumerate(bores[:10]):
        y = 20 + 16 * i
        body.append(_line(WIDTH - 120, y, WIDTH - 92, y, shade[bore], 4, ""))
        body.append(_label(WIDTH - 86, y + 4, f"{bore:g} mm", INK))
    return body


def _fitted(place: Mapping[str, Place]) -> dict[str, Place]:
    xs, ys = [p[0] for p in place.values()], [p[1] for p in place.values()]
    wide, tall = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)
    room = (WIDTH - 2 * MARGIN - 90, HEIGHT - 2 * MARGIN)
    return {
        name: (
            MARGIN + (x - min(xs)) / wide * room[0],
            HEIGHT - MARGIN - (y - min(ys)) / tall * room[1] if tall > 1e-9 else HEIGHT / 2,
        )
        for name, (x, y) in place.items()
    }


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, text: str) -> str:
    title = f"<title>{escape(text)}</title>" if text else ""
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" '
        f'stroke-width="{width:.1f}" stroke-linecap="round">{title}</line>'
    )


def _label(x: float, y: float, text: str, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(text)}</text>'


def _svg(title: str, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>' + "".join(body) + "</svg>\n"
    )
