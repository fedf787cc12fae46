"""Read the XML files of JalTantra (branch): network, commercial pipes, tanks, pumps and valves."""

from __future__ import annotations

from musdesign.network.files.findings import Findings
from musdesign.network.files.model import (
    FileLink,
    FileNode,
    FilePipe,
    NetworkFile,
    PumpRules,
    TankCost,
    TankRules,
)
from musdesign.network.files.xmltree import Element, read_xml

_FORMAT = "JalTantra XML"


def read_jaltantra(raw: bytes, file: str) -> NetworkFile:
    """Return the network of a JalTantra file; demands are multiplied by 24 / supply hours.

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    root = read_xml(raw, file)
    found = Findings(file)
    nodes_part, pipes_part = root.get("nodes"), root.get("pipes")
    if root.name != "root" or nodes_part is None or pipes_part is None:
        found.wrong(
            "this is no JalTantra network",
            line=root.line,
            why="a JalTantra file has <nodes> and <pipes> inside <root>",
        )
        found.finish()
    assert nodes_part is not None
    assert pipes_part is not None
    hours = _setting(found, nodes_part, "supplyHours", 24.0)
    if not 0 < hours <= 24:
        found.wrong(
            f"supply hours of {hours:g} cannot be",
            path="nodes.supplyHours",
            line=nodes_part.line,
            cure="more than 0 and at most 24",
        )
        hours = 24.0
    default_c = _setting(found, pipes_part, "defaultRoughness", 140.0)
    sites = _sites(root)
    nodes = [
        _node(found, e, 24.0 / hours, sites)
        for e in nodes_part.children
        if e.name in {"node", "source"}
    ]
    valves = _settings_by_pipe(found, root, "valves", "valve", "valvesetting")
    manual = _settings_by_pipe(
        found, root.get("pump") or root, "manual_pumps", "manual_pump", "pumppower"
    )
    barred = {_text(e) for e in _inside(root.get("pump"), "pipes_without_pumps")}
    links = [_link(found, e, default_c, valves, manual, barred) for e in pipes_part.all("pipe")]
    pipes = [_pipe(found, e, default_c) for e in _inside(root, "pipeCosts")]
    result = NetworkFile(
        file,
        _FORMAT,
        _text(root.get("name")),
        tuple(nodes),
        tuple(links),
        tuple(pipes),
        min_pressure_m=_setting(found, nodes_part, "defaultMinPressure", 0.0),
        through_pressure_m=_setting(found, nodes_part, "defaultMinPressure", 0.0),
        supply_hours=hours,
        min_loss_m_km=_limit(found, pipes_part, "minHeadLossPerKM"),
        max_loss_m_km=_limit(found, pipes_part, "maxHeadLossPerKM"),
        max_velocity_m_s=_limit(found, pipes_part, "maxWaterSpeed"),
        tanks=_tanks(found, root.get("esr")),
        pumps=_pumps(found, root.get("pump")),
        notes=(f"demands are multiplied by 24 / {hours:g} supply hours",) if hours != 24 else (),
    )
    found.finish()
    return result


def _node(
    found: Findings, e: Element, ratio: float, sites: dict[str, tuple[float, float]]
) -> FileNode:
    a = e.attributes
    name = a.get("nodeID", "").strip()
    at = f"{e.name} {name or '?'}"
    if not name:
        found.wrong(f"a {e.name} has no nodeID", line=e.line)
    elevation = found.figure(a.get("elevation"), "elevation", f"{at}.elevation", line=e.line)
    demand = 0.0
    if "demand" in a:
        demand = found.figure(a["demand"], "demand", f"{at}.demand", line=e.line) or 0.0
    head = None
    if e.name == "source":
        head = found.figure(a.get("head"), "elevation", f"{at}.head", line=e.line)
    pressure = None
    if "minPressure" in a:
        pressure = found.figure(a["minPressure"], "pressure", f"{at}.minPressure", line=e.line)
    x, y = sites.get(name, (None, None))
    kind = "source" if e.name == "source" else "junction"
    return FileNode(
        name,
        elevation or 0.0,
        "source" if kind == "source" else "junction",
        demand * ratio,
        head,
        pressure,
        a.get("nodeName", ""),
        x,
        y,
    )


def _link(
    found: Findings,
    e: Element,
    default_c: float,
    valves: dict[str, float],
    manual: dict[str, float],
    barred: set[str],
) -> FileLink:
    a = e.attributes
    name = a.get("pipeID", "").strip()
    at = f"pipe {name or '?'}"
    for key in ("pipeID", "startNode", "endNode"):
        if not a.get(key, "").strip():
            found.wrong(f"{key} is missing", path=at, line=e.line)
    length = found.figure(a.get("length"), "length", f"{at}.length", line=e.line, above=True)
    bore = None
    if "diameter" in a:
        bore = found.figure(a["diameter"], "diameter", f"{at}.diameter", line=e.line)
    c = default_c
    if "roughness" in a:
        c = found.figure(a["roughness"], "Hazen-Williams C", f"{at}.roughness", line=e.line) or c
    return FileLink(
        name,
        a.get("startNode", "").strip(),
        a.get("endNode", "").strip(),
        length or 1.0,
        bore,
        c,
        a.get("parallelAllowed", "").strip().lower() == "true",
        valve_m=valves.get(name, 0.0),
        pump_kw=manual.get(name, 0.0),
        pump_allowed=name not in barred,
    )


def _pipe(found: Findings, e: Element, default_c: float) -> FilePipe:
    a = e.attributes
    at = f"pipeCost {a.get('diameter', '?')}"
    bore = found.figure(a.get("diameter"), "diameter", f"{at}.diameter", line=e.line)
    cost = found.figure(a.get("cost"), "cost", f"{at}.cost", line=e.line)
    c = default_c
    if "roughness" in a:
        c = found.figure(a["roughness"], "Hazen-Williams C", f"{at}.roughness", line=e.line) or c
    size = bore or 100.0
    return FilePipe(f"{size:g}", size, cost or 0.0, c, label=f"{size:g} mm")


def _tanks(found: Findings, part: Element | None) -> TankRules | None:
    if part is None or _text(part.get("esr_enabled")).lower() != "true":
        return None
    rows = []
    for e in _inside(part, "esr_costs"):
        figures = [
            found.number(e.attributes.get(key), f"esr_cost.{key}", line=e.line)
            for key in ("mincapacity", "maxcapacity", "basecost", "unitcost")
        ]
        if None not in figures:
            rows.append(TankCost(*[float(v) for v in figures if v is not None]))
    if not rows:
        found.wrong(
            "tanks are enabled without a table of their costs", path="esr.esr_costs", line=part.line
        )
    return TankRules(
        _setting(found, part, "secondary_supply_hours", 24.0),
        _setting(found, part, "esr_capacity_factor", 1.0),
        _setting(found, part, "max_esr_height", 0.0),
        tuple(_text(e) for e in _inside(part, "must_esrs")),
        tuple(_text(e) for e in _inside(part, "must_not_esrs")),
        _text(part.get("allow_dummy")).lower() != "false",
        tuple(rows),
    )


def _pumps(found: Findings, part: Element | None) -> PumpRules | None:
    if part is None or _text(part.get("pump_enabled")).lower() != "true":
        return None
    efficiency = _setting(found, part, "pump_efficiency", 0.0)
    if not 0 < efficiency <= 100:
        found.wrong(
            f"a pump efficiency of {efficiency:g} % cannot be",
            path="pump.pump_efficiency",
            line=part.line,
        )
    return PumpRules(
        _setting(found, part, "minimum_pump_size", 0.0),
        efficiency / 100,
        _setting(found, part, "capital_cost_per_kw", 0.0),
        _setting(found, part, "energy_cost_per_kwh", 0.0),
        _setting(found, part, "design_lifetime", 1.0),
        _setting(found, part, "discount_rate", 0.0) / 100,
        _setting(found, part, "inflation_rate", 0.0) / 100,
    )


def _setting(found: Findings, part: Element, name: str, default: float) -> float:
    e = part.get(name)
    if e is None or not _text(e):
        return default
    value = found.number(_text(e), f"{part.name}.{name}", line=e.line)
    return default if value is None else value


def _limit(found: Findings, part: Element, name: str) -> float | None:
    e = part.get(name)
    return None if e is None or not _text(e) else _setting(found, part, name, 0.0)


def _settings_by_pipe(
    found: Findings, part: Element, group: str, item: str, value: str
) -> dict[str, float]:
    settings = {}
    for e in _inside(part, group):
        if e.name != item:
            continue
        given = found.number(e.attributes.get(value), f"{item}.{value}", line=e.line)
        settings[e.attributes.get("pipeid", "").strip()] = given or 0.0
    return settings


def _sites(root: Element) -> dict[str, tuple[float, float]]:
    sites = {}
    for e in _inside(root.get("map"), "map_nodes"):
        try:
            x, y = float(e.attributes["longitude"]), float(e.attributes["latitude"])
        except (KeyError, ValueError):
            continue  # a place on the map is no input of the design
        sites[e.attributes.get("nodeid", "")] = (x, y)
    return sites


def _inside(part: Element | None, name: str) -> list[Element]:
    group = part.get(name) if part is not None else None
    return group.children if group is not None else []


def _text(e: Element | None) -> str:
    return "" if e is None else e.text.strip()
