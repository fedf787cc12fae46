"""Networks in tables: every mistake of every table at once, each with its table and row."""

from __future__ import annotations

import openpyxl
import pytest

from musdesign.errors import DataError
from musdesign.network.files import read_network

NODES = [
    ["id", "elevation_m", "kind", "demand_lps"],
    ["s", 100, "source", None],
    ["a", None, "junction", "0,5"],
    ["b", 80, "junctoin", 1.0],
    ["b", 70, "junction", "abc"],
]
LINKS = [
    ["id", "from", "to", "length_m"],
    ["l1", "s", "a", 100],
    ["l2", "a", "bb", -5],
    ["l2", "c", "b", None],
]
WRONG = {
    ("node a has no elevation", "nodes", 3),
    ("'0,5' has a comma", "nodes", 3),
    ("unknown kind of node 'junctoin'", "nodes", 4),
    ("'abc' is not a number", "nodes", 5),
    ("the node 'b' stands twice", "nodes", 5),
    ("the length -5 m cannot be", "links", 3),
    ("unknown node 'bb'", "links", 3),
    ("length_m is missing", "links", 4),
    ("unknown node 'c'", "links", 4),
    ("the link 'l2' stands twice", "links", 4),
}


def workbook(path, nodes, links):
    book = openpyxl.Workbook()
    for name, rows in (("nodes", nodes), ("links", links)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def folder(path, nodes, links):
    for name, rows in (("nodes", nodes), ("links", links)):
        lines = [",".join(f'"{cell}"' if cell is not None else "" for cell in row) for row in rows]
        (path / f"{name}.csv").write_text("\n".join(lines))
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_unknown_nodes_and_wrong_cells_are_told_together(tmp_path, kind):
    made = folder if kind == "csv" else workbook
    path = made(tmp_path if kind == "csv" else tmp_path / "n.xlsx", NODES, LINKS)
    with pytest.raises(DataError) as error:
        read_network(path)
    told = [(problem.what, problem.path) for problem in error.value.problems]
    assert len(told) == len(WRONG)
    for words, table, row in WRONG:
        assert [
            what
            for what, where in told
            if words in what and table in where and f"row {row}" in where
        ], (words, told)


def test_a_formula_without_its_value_is_no_number(tmp_path):
    nodes = [NODES[0], ["s", 100, "source", None], ["a", "=B2-20", "junction", 0.5]]
    with pytest.raises(DataError, match="formula of B3 has no computed value"):
        read_network(workbook(tmp_path / "n.xlsx", nodes, LINKS[:2]))
