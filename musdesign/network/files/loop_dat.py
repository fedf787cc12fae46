"""Read the data files (.dat, AMPL) of JalTantra's looped networks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from musdesign.network.files.findings import Findings
from musdesign.network.files.model import FileLink, FileNode, FilePipe, NetworkFile

_NEEDED = {
    "arcs": "lengths of links",
    "d": "diameters",
    "E": "elevations",
    "P": "least pressures",
    "D": "demands",
    "C": "prices",
    "R": "roughness",
}
Table = dict[tuple[str, ...], tuple[str, int]]


def read_loop_dat(text: str, file: str) -> NetworkFile:
    """Return the network of a file of AMPL data: flows in L/s, diameters in mm, prices a metre.

    Raises:
        DataError: all mistakes at once, each with its line.
    """
    found = Findings(file)
    tables = _tables(found, text)
    for name, what in _NEEDED.items():
        if name not in tables:
            found.wrong(f"there is no 'param {name}' with the {what}")
    sources = {key for table in [tables.get("Source", {})] for key in table}
    names = {key[0] for key in sources}
    if len(names) != 1:
        found.wrong(f"{len(names)} sources are named", cure="write param Source := 1 ;")
    if found.problems:
        found.finish()

    def value(table: str, key: tuple[str, ...], kind: str) -> float:
        item = tables[table].get(key)
        at = f"{table}[{','.join(key)}]"
        if item is None:
            found.wrong(f"{at} is missing")
            return 1.0
        number = found.figure(item[0], kind, at, line=item[1])
        return 1.0 if number is None else number

    nodes = []
    for key, (_, line) in tables["E"].items():
        elevation = value("E", key, "elevation")
        source = key[0] in names
        demand = 0.0 if source else value("D", key, "demand")
        pressure = None if source else value("P", key, "pressure")
        nodes.append(
            FileNode(
                key[0],
                elevation,
                "source" if source else "junction",
                demand,
                elevation if source else None,
                pressure,
            )
        )
        del line
    links = []
    for i, (key, (_, line)) in enumerate(tables["arcs"].items(), start=1):
        length = value("arcs", key, "length")
        if length <= 0:
            found.wrong(f"the length of link {'-'.join(key)} is {length:g} m", line=line)
        links.append(FileLink(f"{i}", key[0], key[1], max(length, 1e-9)))
    pipes = [
        FilePipe(
            f"{(size := value('d', key, 'diameter')):g}",
            size,
            value("C", key, "cost"),
            value("R", key, "Hazen-Williams C"),
            label=f"{size:g} mm",
        )
        for key in tables["d"]
    ]
    found.finish()
    return NetworkFile(
        file,
        "JalTantra loop data",
        "",
        tuple(nodes),
        tuple(links),
        tuple(pipes),
        min_pressure_m=0.0,
        through_pressure_m=0.0,
    )


def _tables(found: Findings, text: str) -> Mapping[str, Table]:
    tables: dict[str, Table] = {}
    line = 1
    for statement in text.split(";"):
        start = line
        line += statement.count("\n")
        plain = re.sub(r"#.*", "", statement)
        head, sign, body = plain.partition(":=")
        if not sign:
            if plain.strip():
                found.wrong("a statement without :=", line=start + _blank(statement))
            continue
        words = head.replace(":", " ").split()
        if words[:1] == ["set"]:
            continue
        if words[:1] != ["param"] or len(words) < 2:
            found.wrong(
                f"'{' '.join(words[:3])}' is not read here",
                line=start + _blank(statement),
                cure="write set or param",
            )
            continue
        tables[words[1]] = _rows(found, words[1], body, start + head.count("\n"))
    return tables


def _rows(found: Findings, name: str, body: str, line: int) -> Table:
    rows: Table = {}
    keys = 2 if name == "arcs" else 1
    if name == "Source":
        return {(word,): ("1", line) for word in body.split()}
    for offset, text in enumerate(body.split("\n")):
        words = text.split()
        if not words:
            continue
        if len(words) != keys + 1:
            found.wrong(
                f"param {name}: a row has {len(words)} figures, and needs {keys + 1}",
                line=line + offset,
            )
            continue
        key = tuple(words[:keys])
        if key in rows:
            found.wrong(f"param {name}: {'-'.join(key)} stands twice", line=line + offset)
        rows[key] = (words[-1], line + offset)
    return rows


def _blank(statement: str) -> int:
    return len(statement) - len(statement.lstrip("\n"))
