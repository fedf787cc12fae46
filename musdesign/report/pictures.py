"""Pictures of a design for its report: needs and sources month by month, plan and profile."""

from __future__ import annotations

from html import escape

import numpy as np

from musdesign.flow import DesignResult
from musdesign.flow.pipe_loads import surveys_of
from musdesign.i18n import Language
from musdesign.network.profile import along, lowest_load
from musdesign.report.colours import USE_COLOURS
from musdesign.report.content.model import MONTHS, USES
from musdesign.report.network_pictures import INK, plan_svg, profile_svg, routes, stations, ticks
from musdesign.units import MONTH_DAYS

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 900, 330, 62, 40, 30
_FAINT = "#dfe5ea"


def months_svg(result: DesignResult, lang: Language) -> str:
    """Return the mean day of each month by use as stacked bars, what the sources give as a line."""
    demand = result.demand
    parts = dict(demand.by_use_by_month)
    parts["losses"] = demand.by_month_m3_day - sum(parts.values())
    given = _given(result)
    most = float(max(demand.by_month_m3_day.max(), 0.0 if given is None else given.max(), 1e-9))
    step = (_WIDTH - _LEFT - 20) / 12

    def y(value: float) -> float:
        return _HEIGHT - _FOOT - value / most * (_HEIGHT - _FOOT - _TOP)

    body = []
    for level in ticks(0.0, most):
        body.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y(level):.1f}" y2="{y(level):.1f}" '
            f'stroke="{_FAINT}"/>'
        )
        body.append(_words(_LEFT - 8, y(level) + 4, lang.number(level), "end"))
    below = np.zeros(12)
    for use, values in parts.items():
        for month in range(12):
            top, bottom = y(float(below[month] + values[month])), y(float(below[month]))
            body.append(
                f'<rect x="{_LEFT + step * (month + 0.18):.1f}" y="{top:.1f}" '
                f'width="{0.64 * step:.1f}" height="{max(bottom - top, 0.0):.1f}" '
                f'fill="{USE_COLOURS.get(use, USE_COLOURS["losses"])}"/>'
            )
        below = below + values
    for month, name in enumerate(MONTHS):
        body.append(_words(_LEFT + step * (month + 0.5), _HEIGHT - 10, lang.text(name), "middle"))
    if given is not None:
        corners = " ".join(
            f"{_LEFT + step * (m + side):.1f},{y(float(given[m])):.1f}"
            for m in range(12)
            for side in (0.06, 0.94)
        )
        body.append(f'<polyline points="{corners}" fill="none" stroke="{INK}" stroke-width="2"/>')
    body += _legend(list(parts), given is not None, lang)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="12">{"".join(body)}</svg>\n'
    )


def network_pictures(result: DesignResult, lang: Language) -> list[tuple[str, str]]:
    """Return the plan, and the profile to the end with the least pressure to spare: title, SVG."""
    design = result.network
    if design is None or not design.links:
        return []
    found = [(lang.text("Plan, drawn along the pipes"), plan_svg(design, {}, lang))]
    ways = routes(design)
    ends = [node for node in design.nodes if node.id in ways]
    if not ends:
        return found
    end = min(ends, key=lambda node: node.pressure_m - node.min_pressure_m).id
    section = result.scenario.network
    surveys = surveys_of(section) if section is not None else {}
    water_c = section.water_temperature if section is not None else 20.0
    points = along(design, surveys, water_c, lowest_load(design, end))
    title = lang.text("Profile from the source to {end}, the least pressure to spare", end=end)
    return [*found, (title, profile_svg(stations(design, points, ways[end]), title, lang))]


def _given(result: DesignResult) -> np.ndarray | None:
    """Return what all sources can give on a mean day of each month, m3."""
    if result.supply is None or not result.supply.by_source:
        return None
    months = np.array([item.available_by_month_m3 for item in result.supply.by_source], float)
    given: np.ndarray = months.sum(axis=0) / np.array(MONTH_DAYS, float)
    return given


def _legend(uses: list[str], with_sources: bool, lang: Language) -> list[str]:
    names = [(USE_COLOURS.get(u, USE_COLOURS["losses"]), lang.text(USES.get(u, u))) for u in uses]
    if with_sources:
        names.append((INK, lang.text("what the sources can give")))
    body, x = [], float(_LEFT)
    for colour, name in names:
        body.append(f'<rect x="{x:.0f}" y="8" width="11" height="11" fill="{colour}"/>')
        body.append(_words(x + 16, 18, name, "start"))
        x += 34 + 6.6 * len(name)
    body.append(_words(_LEFT - 8, 18, lang.text("m3/day"), "end"))
    return body


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
    )
