"""Read the files of NeatWork: topography (.tpo), design (.dsg) and simulation (.sim).

Heights are relative to the source; taps are points of kind 2, all of one target flow.  A faucet
point of several taps becomes one point each on a metre of pipe, as the program itself does.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from musdesign.network.files.findings import Findings
from musdesign.network.files.model import FileLink, FileNode, FilePipe, NetworkFile, TapRules

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class StoredTap:
    """What a stored simulation holds of a tap: times open, flows in L/s, shares."""

    id: str
    times: int
    low_lps: float
    mean_lps: float
    high_lps: float
    below_share: float
    above_share: float
    failures: int


@dataclass(frozen=True, slots=True)
class StoredSimulation:
    """A simulation held in a .sim file."""

    mean_lps: float
    below_share: float
    above_share: float
    failures: int
    draws: int
    open_probability: float
    low_limit_lps: float
    high_limit_lps: float
    taps: tuple[StoredTap, ...]


def read_neatwork(text: str, file: str) -> NetworkFile:
    """Return the network of a NeatWork file, with the design that it holds.

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    found = Findings(file)
    rows = _sections(text)
    if not rows.get("nodes") or not rows.get("pipes"):
        found.wrong(
            "this is no NeatWork file", line=1, why="it has no sections !Nodes and !Pipes with rows"
        )
        found.finish()
    options = _options(found, rows.get("default properties", []), file)
    topography = all(len(words) <= 6 for _, words in rows["nodes"])
    nodes: list[FileNode] = []
    links: list[FileLink] = []
    orifices: dict[str, float] = {}
    for line, words in rows["nodes"]:
        _node(found, line, words, topography, nodes, links, orifices)
    links[:0] = [link for line, words in rows["pipes"] if (link := _link(found, line, words))]
    pipes = [p for line, words in rows.get("diameters", []) if (p := _pipe(found, line, words))]
    factors = {
        words[0]: found.number(words[1], f"loadfactor {words[0]}", line=line) or 1.0
        for line, words in rows.get("loadfactor", [])
        if len(words) >= 2
    }
    sold = sorted(float(words[0]) for _, words in rows.get("orifices", []) if _is_commercial(words))
    taps = TapRules(
        options["targetflow"],
        options["opentaps"],
        options["servicequal"],
        options["faucetcoef"],
        options["orifcoef"],
        options["pipelength"],
        options["watertemp"],
        orifices,
        factors,
        tuple(size for size in sold if 1e-5 < size < 0.5),
    )
    found.finish()
    target = taps.target_lps / 1000
    return NetworkFile(
        file,
        "NeatWork topography" if topography else "NeatWork design",
        "",
        tuple(nodes),
        tuple(links),
        tuple(pipes),
        head_loss="neatwork",
        min_pressure_m=target**2 / taps.faucet_m5_s2,
        through_pressure_m=0.0,
        temperature_c=taps.temperature_c,
        taps=taps,
        notes=(
            "heights are relative to the source",
            "pipes carry the load factor of the taps below them times the target flow",
            f"the least pressure of {target**2 / taps.faucet_m5_s2:.3f} m is what a tap loses at "
            "its target flow",
        ),
    )


def read_stored_simulation(text: str, file: str) -> StoredSimulation | None:
    """Return the simulation that a .sim file holds, or None where it holds none."""
    found = Findings(file)
    taps: list[StoredTap] = []
    overall: list[float] | None = None
    options: dict[str, str] = {}
    for words in csv.reader(text.splitlines()):
        if words and words[0] == "Global average":
            overall = [found.number(words[i], "Global average") or 0.0 for i in (3, 6, 7, 8)]
        elif overall is not None and len(words) == 10 and words[-1] == "-1":
            figures = [found.number(word, f"tap {words[0]}") or 0.0 for word in words[1:9]]
            taps.append(
                StoredTap(
                    words[0],
                    int(figures[0]),
                    figures[1],
                    figures[2],
                    figures[3],
                    figures[5] / 100,
                    figures[6] / 100,
                    int(figures[7]),
                )
            )
        elif overall is not None and len(words) == 3 and words[2] == "N":
            options[words[0]] = words[1]
    if overall is None:
        return None

    def option(name: str, default: float) -> float:
        return (found.number(options[name], name) or 0.0) if name in options else default

    simulation = StoredSimulation(
        overall[0],
        overall[1] / 100,
        overall[2] / 100,
        int(overall[3]),
        int(option("nbsim", 0)),
        option("simopentaps", 0.4),
        option("mincriticalflow", 0.1),
        option("maxcriticalflow", 0.3),
        tuple(taps),
    )
    found.finish()
    return simulation


def _sections(text: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    section: list[Row] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("!"):
            name = line[1:].strip().lower()
            # a simulation repeats the section of options for its own
            section = rows.setdefault(name, []) if name not in rows else []
        elif line.strip():
            words = next(csv.reader([line.replace('"', "")]))
            section.append((number, [word.strip() for word in words]))
    return rows


def _options(found: Findings, rows: list[Row], file: str) -> dict[str, float]:
    names = (
        "targetflow",
        "opentaps",
        "servicequal",
        "faucetcoef",
        "orifcoef",
        "pipelength",
        "watertemp",
    )
    given = {words[0]: (line, words[1]) for line, words in rows if len(words) >= 2}
    options = {}
    for name in names:
        line, text = given.get(name, (None, ""))
        if name not in given:
            found.wrong(f"{name} is missing", path="Default properties")
        value = found.number(text, name, line=line) if text else None
        if value is not None and value <= 0:
            found.wrong(f"{name} must be above zero", line=line)
        if value is not None and name in {"opentaps", "servicequal"} and value > 1:
            found.wrong(f"{name} is a share of at most 1", line=line)
        options[name] = value if value is not None and value > 0 else 1.0
    del file
    return options


def _node(
    found: Findings,
    line: int,
    words: list[str],
    topography: bool,
    nodes: list[FileNode],
    links: list[FileLink],
    orifices: dict[str, float],
) -> None:
    if len(words) < (6 if topography else 7):
        found.wrong(f"a node has {len(words)} figures", line=line)
        return
    name, at = words[0], f"node {words[0]}"
    height = found.figure(words[1], "elevation", f"{at}.height", line=line) or 0.0
    x = found.number(words[2], f"{at}.x", line=line)
    y = found.number(words[3], f"{at}.y", line=line)
    if words[-1] not in {"0", "1", "2"}:
        found.wrong(
            f"unknown kind of node '{words[-1]}'",
            path=at,
            line=line,
            cure="0 for the source, 1 for a branching point, 2 for a tap",
        )
    place = (x, y) if x or y else (None, None)
    taps = int(found.number(words[4], f"{at}.taps", line=line) or 0) if topography else 1
    if words[-1] == "0":
        nodes.append(FileNode(name, height, "source", head_m=height, x=place[0], y=place[1]))
    elif words[-1] != "2" or taps == 0:
        nodes.append(FileNode(name, height, x=place[0], y=place[1]))
    elif taps == 1:
        nodes.append(FileNode(name, height, x=place[0], y=place[1], taps=1))
        if not topography:
            orifices[name] = found.number(words[5], f"{at}.orifice", line=line) or 1e4
    else:
        nodes.append(FileNode(name, height, x=place[0], y=place[1]))
        for k in range(taps):
            tap = f"{name}_{_LETTERS[k] if k < len(_LETTERS) else k + 1}"
            nodes.append(FileNode(tap, height, x=place[0], y=place[1], taps=1))
            links.append(FileLink(f"{name}-{tap}", name, tap, 1.0))


def _link(found: Findings, line: int, words: list[str]) -> FileLink | None:
    if len(words) < 3:
        found.wrong(f"a pipe has {len(words)} figures, and needs two nodes and a length", line=line)
        return None
    name = f"{words[0]}-{words[1]}"
    length = found.figure(words[2], "length", f"pipe {name}.length", line=line, above=True)
    stored = []
    for k in (3, 5):
        if len(words) > k + 1:
            part = found.number(words[k], f"pipe {name}.length of {words[k + 1]}", line=line)
            if part:
                stored.append((part, words[k + 1]))
    return FileLink(name, words[0], words[1], length or 1.0, stored=tuple(stored))


def _pipe(found: Findings, line: int, words: list[str]) -> FilePipe | None:
    if len(words) < 8:
        found.wrong(f"a diameter has {len(words)} figures", line=line)
        return None
    at = f"diameter {words[0]}"
    bore = found.number(words[3], f"{at}.bore", line=line)
    size = found.figure((bore or 0.1) * 1000, "diameter", f"{at}.bore", line=line)
    cost = found.figure(words[4], "cost", f"{at}.cost", line=line)
    head = found.number(words[5], f"{at}.rated head", line=line)
    rough = found.number(words[7], f"{at}.roughness", line=line)
    return FilePipe(
        words[0],
        round(size or 100.0, 6),
        cost or 0.0,
        roughness_mm=rough or 0.0015,
        label=f"{' '.join(words[1].split())} in",
        pressure_class=f"SDR {words[2]}",
        working_head_m=head or 0.0,
    )


def _is_commercial(words: list[str]) -> bool:
    try:
        return float(words[0]) > 0 and len(words) == 6
    except ValueError:
        return False
