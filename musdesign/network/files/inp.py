"""Read EPANET input files: the network, its units and patterns, for sizing its pipes anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from musdesign.network.files.findings import Findings
from musdesign.network.files.inp_again import NOTE, Parted, parted, whole_again
from musdesign.network.files.model import FileLink, FileNode, NetworkFile
from musdesign.network.model import Kind

_FT, _IN_MM = 0.3048, 25.4
# litres a second in one unit of flow; the first five go with feet and inches
FLOW_LPS = {
    "CFS": 28.316846592,
    "GPM": 0.0630901964,
    "MGD": 43.8126363889,
    "IMGD": 52.6168042,
    "AFD": 14.2764101568,
    "LPS": 1.0,
    "LPM": 1 / 60,
    "MLD": 1e6 / 86400,
    "CMH": 1 / 3.6,
    "CMD": 1000 / 86400,
    "CMS": 1000.0,
}
US_UNITS = ("CFS", "GPM", "MGD", "IMGD", "AFD")
_HEAD_LOSS = {"H-W": "hazen-williams", "D-W": "darcy-weisbach"}
Row = tuple[int, list[str]]


@dataclass(slots=True)
class _Inp:
    found: Findings
    rows: dict[str, list[Row]]
    options: dict[str, str] = field(default_factory=dict)
    length: float = 1.0
    diameter: float = 1.0
    flow: float = 1.0
    lines: dict[str, int] = field(default_factory=dict)
    remarks: Parted = field(default_factory=Parted)

    def __getitem__(self, name: str) -> list[Row]:
        return self.rows.get(name, [])


def read_inp(text: str, file: str) -> NetworkFile:
    """Return the network of an EPANET file; its diameters are left out, for they are sized anew.

    The draw of a node is its base demand in the hour in which all together draw most.

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    found = Findings(file)
    inp = _Inp(found, sections(text), remarks=parted(text))
    if not inp["JUNCTIONS"] or not inp["PIPES"]:
        found.wrong(
            "this is no EPANET network with pipes",
            line=1,
            why="it has no rows in [JUNCTIONS] or [PIPES]",
        )
        found.finish()
    for _, words in inp["OPTIONS"]:
        if len(words) > 1:
            name = " ".join(words[:-1]).upper()
            inp.options[name] = words[-1]
    _units(inp)
    nodes = (*_junctions(inp), *_reservoirs(inp), *_tanks(inp))
    links = tuple(_pipes(inp))
    _refuse_devices(inp)
    used = inp.options.get("HEADLOSS", "H-W").upper()
    if used not in _HEAD_LOSS:
        found.wrong(
            f"the head loss formula {used} is not known here", path="[OPTIONS]", cure="D-W or H-W"
        )
    found.finish()
    if inp.remarks.ours:
        nodes, links = whole_again(nodes, links, inp.remarks)
    title = " ".join(inp["TITLE"][0][1]) if inp["TITLE"] else ""
    return NetworkFile(
        file,
        "EPANET input file",
        title,
        nodes,
        links,
        head_loss=_HEAD_LOSS.get(used),
        notes=(
            "the diameters of the file are left out: every pipe is sized anew",
            *_peak_note(inp),
            *((NOTE,) if inp.remarks.ours else ()),
        ),
    )


def _refuse_devices(inp: _Inp) -> None:
    """Tell that pumps and valves cannot be kept: they are sized for the pipes that are to go."""
    for line, words in inp["PUMPS"]:
        inp.found.wrong(
            f"the pump {words[0]} cannot be kept while pipes are sized",
            path="[PUMPS]",
            line=line,
            why="its curve was chosen for these pipes and the least cost weighs its lift against "
            "theirs; an EPANET file tells neither its price nor that of its energy",
            cure="check the file as it stands with 'musdesign network check'; or write the network "
            "as .yaml, with pumps to be sited or the pump_power of a link",
        )
    for line, words in inp["VALVES"]:
        inp.found.wrong(
            f"the valve {words[0]} cannot be kept while pipes are sized",
            path="[VALVES]",
            line=line,
            why="its setting was chosen for the heads of these pipes",
            cure="check the file as it stands with 'musdesign network check'; or write the network "
            "as .yaml, with breaks to be sited or the valve_drop of a link",
        )


def sections(text: str) -> dict[str, list[Row]]:
    """Return the rows of each section as words, comments taken off; names as EPANET cuts them."""
    rows: dict[str, list[Row]] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.split(";")[0].strip()
        if plain.startswith("["):
            name = _section_name(plain.strip("[] ").upper())
            rows.setdefault(name, [])
        elif plain and name:
            rows[name].append((number, plain.split()))
    return rows


def _section_name(given: str) -> str:
    known = (
        "TITLE",
        "JUNCTIONS",
        "RESERVOIRS",
        "TANKS",
        "PIPES",
        "PUMPS",
        "VALVES",
        "DEMANDS",
        "PATTERNS",
        "CURVES",
        "OPTIONS",
        "TIMES",
        "COORDINATES",
        "VERTICES",
    )
    return next((name for name in known if len(given) >= 4 and name.startswith(given[:4])), given)


def _units(inp: _Inp) -> None:
    unit = inp.options.get("UNITS", "GPM").upper()
    if unit not in FLOW_LPS:
        inp.found.wrong(
            f"unknown unit of flow '{unit}'", path="[OPTIONS]", cure=", ".join(FLOW_LPS)
        )
        unit = "LPS"
    inp.flow = FLOW_LPS[unit]
    us = unit in US_UNITS
    inp.length, inp.diameter = (_FT, _IN_MM) if us else (1.0, 1.0)


def _patterns(inp: _Inp) -> dict[str, list[float]]:
    patterns: dict[str, list[float]] = {}
    for line, words in inp["PATTERNS"]:
        values = [inp.found.number(w, f"pattern {words[0]}", line=line) or 0.0 for w in words[1:]]
        patterns.setdefault(words[0], []).extend(values)
    return patterns


def _demands(inp: _Inp) -> dict[str, list[tuple[float, str]]]:
    """Return base demands with their pattern by junction; [DEMANDS] replaces [JUNCTIONS]."""
    default = inp.options.get("PATTERN", "1")
    demands: dict[str, list[tuple[float, str]]] = {}
    for line, words in inp["JUNCTIONS"]:
        base = (
            inp.found.number(words[2], f"junction {words[0]}.demand", line=line)
            if (len(words) > 2)
            else 0.0
        )
        demands[words[0]] = [(base or 0.0, words[3] if len(words) > 3 else default)]
    given: dict[str, list[tuple[float, str]]] = {}
    for line, words in inp["DEMANDS"]:
        if words[0].upper() == "MULTIPLY" or len(words) < 2:
            continue
        base = inp.found.number(words[1], f"demand of {words[0]}", line=line) or 0.0
        given.setdefault(words[0], []).append((base, words[2] if len(words) > 2 else default))
    return demands | given


def _peak_hour(inp: _Inp) -> tuple[int, dict[str, float]]:
    """Return the step of the largest total draw, and the draw of each junction then, file units."""
    patterns, demands = _patterns(inp), _demands(inp)
    text = inp.options.get("DEMAND MULTIPLIER", "1")
    factor = inp.found.number(text, "[OPTIONS].demand multiplier") or 1.0
    used = {name for rows in demands.values() for _, name in rows}
    steps = max((len(patterns.get(name, ())) for name in used), default=1) or 1

    def at(step: int) -> dict[str, float]:
        draws = {}
        for node, rows in demands.items():
            total = 0.0
            for base, name in rows:
                pattern = patterns.get(name) or [1.0]
                total += base * pattern[step % len(pattern)]
            draws[node] = total * factor
        return draws

    best = max(range(min(steps, 8760)), key=lambda step: sum(at(step).values()))
    return best, at(best)


def _peak_note(inp: _Inp) -> tuple[str, ...]:
    if not inp["PATTERNS"]:
        return ()
    step, draws = _peak_hour(inp)
    total = sum(draws.values()) * inp.flow
    return (
        f"draws are those of step {step + 1} of the patterns, the largest in all ({total:.3g} L/s)",
    )


def _places(inp: _Inp) -> dict[str, tuple[float, float]]:
    places = {}
    for _, words in inp["COORDINATES"]:
        try:
            places[words[0]] = (float(words[1]), float(words[2]))
        except (IndexError, ValueError):
            continue  # a place on the map is no input of the design
    return places


def _junctions(inp: _Inp) -> list[FileNode]:
    _, draws = _peak_hour(inp)
    places = _places(inp)
    nodes = []
    for line, words in inp["JUNCTIONS"]:
        at = f"junction {words[0]}"
        if len(words) < 2:
            inp.found.wrong(f"{at} has no elevation", line=line)
            continue
        elevation = _elevation(inp, words[1], at, line)
        draw = draws[words[0]] * inp.flow
        if inp.remarks.ours:
            # peaks add up to less than their sum: what we write between them may be negative
            draw = max(draw, 0.0)
        if draw < 0:
            inp.found.wrong(
                f"{at} feeds water into the network",
                line=line,
                why="a negative demand is no draw",
                cure="make it a reservoir",
            )
        inp.found.figure(draw, "demand", f"{at}.demand", line=line)
        nodes.append(_point(words[0], elevation, "junction", max(draw, 0.0), None, places))
    return nodes


def _reservoirs(inp: _Inp) -> list[FileNode]:
    places = _places(inp)
    nodes = []
    for line, words in inp["RESERVOIRS"]:
        at = f"reservoir {words[0]}"
        head = _elevation(inp, words[1] if len(words) > 1 else None, at, line)
        nodes.append(_point(words[0], head, "source", 0.0, head, places))
    return nodes


def _tanks(inp: _Inp) -> list[FileNode]:
    places, alone = _places(inp), not inp["RESERVOIRS"]
    nodes = []
    for line, words in inp["TANKS"]:
        at = f"tank {words[0]}"
        bottom = _elevation(inp, words[1] if len(words) > 1 else None, at, line)
        depth = 0.0
        if len(words) > 2:
            depth = (inp.found.number(words[2], f"{at}.level", line=line) or 0.0) * inp.length
        kind: Kind = "source" if alone and len(inp["TANKS"]) == 1 else "tank"
        nodes.append(_point(words[0], bottom, kind, 0.0, bottom + depth, places))
    return nodes


def _point(
    name: str,
    elevation: float,
    kind: Kind,
    draw: float,
    head: float | None,
    places: dict[str, tuple[float, float]],
) -> FileNode:
    x, y = places.get(name, (None, None))
    return FileNode(name, elevation, kind, draw, head, x=x, y=y)


def _elevation(inp: _Inp, text: str | None, at: str, line: int) -> float:
    value = inp.found.number(text, f"{at}.elevation", line=line)
    return (
        0.0
        if value is None
        else (
            inp.found.figure(value * inp.length, "elevation", f"{at}.elevation", line=line) or 0.0
        )
    )


def _pipes(inp: _Inp) -> list[FileLink]:
    links = []
    for line, words in inp["PIPES"]:
        at = f"pipe {words[0]}"
        if len(words) < 4:
            inp.found.wrong(
                f"{at} has {len(words)} figures, and needs two nodes and a length", line=line
            )
            continue
        status = words[-1].upper()
        if status == "CLOSED":
            continue
        value = inp.found.number(words[3], f"{at}.length", line=line)
        length = 1.0
        if value is not None:
            length = (
                inp.found.figure(
                    value * inp.length, "length", f"{at}.length", line=line, above=True
                )
                or 1.0
            )
        minor = 0.0
        if len(words) > 6 and words[6].upper() not in {"OPEN", "CV"}:
            minor = inp.found.number(words[6], f"{at}.minor loss", line=line) or 0.0
        links.append(FileLink(words[0], words[1], words[2], length, minor_loss_k=minor))
    return links
