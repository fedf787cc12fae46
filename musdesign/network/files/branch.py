"""Read data files of BRANCH, the World Bank's program for branched networks.

The layout is that of the files which JalTantra exchanges with it: two title lines, a line of
settings, a line of print flags, then sections of pipes, nodes, the reference node and the
commercial pipes, ended by -1.
"""

from __future__ import annotations

import re

from musdesign.network.files.findings import Findings
from musdesign.network.files.model import FileLink, FileNode, FilePipe, NetworkFile

_SECTIONS = (
    ("pipe data", "pipe"),
    ("node data", "node"),
    ("reference node", "reference"),
    ("pipes 'c'", "cost"),
)


def read_branch(text: str, file: str) -> NetworkFile:
    """Return the network of a BRANCH file.

    The settings are: pipes, commercial pipes, peak factor, least and largest head loss (m/km),
    least pressure (m).  A draw of water is written as a negative flow, and multiplied by the peak
    factor (that of the node where it is above zero).

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    found = Findings(file)
    lines = text.splitlines()
    rows = _sections(lines)
    settings = (
        [found.number(w, "settings", line=3) for w in lines[2].split()[:6]]
        if (len(lines) > 2)
        else []
    )
    if len(settings) < 6 or not rows["pipe"]:
        found.wrong(
            "this is no BRANCH data file",
            line=min(3, len(lines)),
            why="line 3 holds six settings, and a section 'Pipe Data' follows",
        )
        found.finish()
    peak, least, most, pressure = (value or 0.0 for value in settings[2:6])
    reference = {}
    for line, words in rows["reference"]:
        if len(words) >= 2:
            reference[words[0]] = found.figure(
                words[1], "elevation", f"reference {words[0]}", line=line
            )
    if not reference:
        found.wrong(
            "there is no reference node",
            why="it is the source and gives its head",
            cure="add a section 'Reference Node'",
        )
    nodes = [_node(found, line, words, peak, reference) for line, words in rows["node"]]
    links = [_link(found, line, words) for line, words in rows["pipe"]]
    pipes = [_pipe(found, line, words) for line, words in rows["cost"]]
    for what, count, told in (
        ("pipes", len(links), settings[0]),
        ("commercial pipes", len(pipes), settings[1]),
    ):
        if told is not None and count != int(told):
            found.wrong(f"{count} {what} stand in the file, and line 3 tells of {told:g}", line=3)
    found.finish()
    return NetworkFile(
        file,
        "BRANCH data file",
        lines[0].strip(),
        tuple(node for node in nodes if node),
        tuple(link for link in links if link),
        tuple(pipe for pipe in pipes if pipe),
        min_pressure_m=pressure,
        through_pressure_m=pressure,
        min_loss_m_km=least,
        max_loss_m_km=most or None,
        notes=(f"flows are multiplied by the peak factor {peak:g}",),
    )


def _sections(lines: list[str]) -> dict[str, list[tuple[int, list[str]]]]:
    rows: dict[str, list[tuple[int, list[str]]]] = {name: [] for _, name in _SECTIONS}
    section = ""
    for number, line in enumerate(lines, start=1):
        plain = line.strip().lower()
        heading = next((name for start, name in _SECTIONS if plain.startswith(start)), "")
        if heading:
            section = heading
        elif re.fullmatch(r"(-1\s*)+", plain):
            break
        elif section and plain:
            rows[section].append((number, line.split()))
    return rows


def _node(
    found: Findings, line: int, words: list[str], peak: float, reference: dict[str, float | None]
) -> FileNode | None:
    if len(words) < 4:
        found.wrong(
            f"a node has {len(words)} figures, and needs number, peak factor, flow and elevation",
            line=line,
        )
        return None
    at = f"node {words[0]}"
    own = found.number(words[1], f"{at}.peak", line=line) or 0.0
    flow = found.number(words[2], f"{at}.flow", line=line) or 0.0
    elevation = found.figure(words[3], "elevation", f"{at}.elevation", line=line)
    pressure = found.number(words[4], f"{at}.pressure", line=line) if len(words) > 4 else None
    source = words[0] in reference
    draw = 0.0 if source else -flow * (own or peak)
    if draw < 0:
        found.wrong(
            f"node {words[0]} feeds water into the network",
            line=line,
            why="only the reference node does; a draw is written as a negative flow",
        )
        draw = 0.0
    found.figure(draw, "demand", f"{at}.flow", line=line)
    return FileNode(
        words[0],
        elevation or 0.0,
        "source" if source else "junction",
        draw,
        reference.get(words[0]),
        pressure or None,
    )


def _link(found: Findings, line: int, words: list[str]) -> FileLink | None:
    if len(words) < 6:
        found.wrong(
            f"a pipe has {len(words)} figures, and needs number, two nodes, length, diameter and C",
            line=line,
        )
        return None
    at = f"pipe {words[0]}"
    length = found.figure(words[3], "length", f"{at}.length", line=line, above=True)
    bore = found.number(words[4], f"{at}.diameter", line=line) or None
    if bore is not None:
        bore = found.figure(bore, "diameter", f"{at}.diameter", line=line)
    c = found.figure(words[5], "Hazen-Williams C", f"{at}.C", line=line)
    parallel = len(words) > 6 and words[6].upper() == "P"
    return FileLink(words[0], words[1], words[2], length or 1.0, bore, c, parallel)


def _pipe(found: Findings, line: int, words: list[str]) -> FilePipe | None:
    if len(words) < 3:
        found.wrong("a commercial pipe needs diameter, C and cost", line=line)
        return None
    bore = found.figure(words[0], "diameter", "commercial pipe.diameter", line=line)
    c = found.figure(words[1], "Hazen-Williams C", f"pipe {words[0]}.C", line=line)
    cost = found.figure(words[2], "cost", f"pipe {words[0]}.cost", line=line)
    size = bore or 100.0
    return FilePipe(f"{size:g}", size, cost or 0.0, c, label=f"{size:g} mm")
