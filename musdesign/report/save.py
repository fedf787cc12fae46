"""Save a result: JSON, report, workbook, tables as CSV, and the network for EPANET."""

from __future__ import annotations

import json
from pathlib import Path

from musdesign import network
from musdesign.errors import MusdesignError, Problem
from musdesign.flow import DesignResult
from musdesign.report.calculation import calculation_report
from musdesign.report.document import document
from musdesign.report.files import csv_text, write_bytes
from musdesign.report.pipe_tables import pipes_csv
from musdesign.report.workbook import workbook


def save(result: DesignResult, path: str | Path, lang: str = "en") -> Path:
    """Save a result by the ending of the file.

    ``.json`` holds all of it, ``.pdf`` the calculation report and ``.xlsx`` the workbook in a
    language, ``.inp`` the network for EPANET, ``.csv`` the register of assumptions.

    Raises:
        MusdesignError: an unknown ending or language, or a folder that cannot be written.
    """
    target = Path(path)
    texts = {".json": json_text, ".inp": inp_text, ".csv": register_csv}
    documents = {".pdf": calculation_report, ".xlsx": workbook}
    if target.suffix in texts:
        write_bytes(target, texts[target.suffix](result).encode())
    elif target.suffix in documents:
        write_bytes(target, documents[target.suffix](result, lang))
    else:
        raise MusdesignError(
            Problem(
                f"cannot save as '{target.suffix or target.name}'",
                cure=f"use one of {', '.join([*texts, *documents])}",
            )
        )
    return target


def save_all(result: DesignResult, folder: str | Path) -> list[Path]:
    """Save result.json, the register, the tables, and network.inp where there is a network."""
    target = Path(folder)
    texts = {
        "result.json": json_text(result),
        "assumptions.csv": register_csv(result),
        "checks.csv": checks_csv(result),
        "needs.csv": needs_csv(result),
    }
    if result.network is not None:
        texts |= {"network.inp": inp_text(result), "pipes.csv": pipes_csv(result.network)}
    for name, text in texts.items():
        write_bytes(target / name, text.encode())
    return [target / name for name in texts]


def json_text(result: DesignResult) -> str:
    """Return the whole result as JSON."""
    return json.dumps(document(result), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def inp_text(result: DesignResult) -> str:
    """Return the network as an EPANET input file.

    Raises:
        MusdesignError: the design has no network.
    """
    if result.network is None:
        raise MusdesignError(
            Problem("there is no network to save", why=result.skipped.get("network", ""))
        )
    return network.write_inp(result.network, title=result.name)


def register_csv(result: DesignResult) -> str:
    """Return the assumption register as CSV."""
    rows = [
        (a.name, a.value, a.unit, a.basis, "yes" if a.assumed else "", a.source, a.date)
        for a in result.assumptions
    ]
    return csv_text(("name", "value", "unit", "basis", "assumed", "source", "date"), rows)


def checks_csv(result: DesignResult) -> str:
    """Return the verdicts as CSV."""
    names = (
        "standard",
        "clause",
        "parameter",
        "reading",
        "verdict",
        "value",
        "limit",
        "unit",
        "bound",
        "basis",
        "note",
        "source",
        "text",
    )
    quoted = ("text", "language", "place", "source", "basis", "read")
    head = (*names, "quotation", *(f"quotation_{name}" for name in quoted[1:]))
    return csv_text(
        head,
        [
            (
                *(getattr(check, name) for name in names),
                *(getattr(check.quotation, name, None) for name in quoted),
            )
            for check in result.checks
        ],
    )


def needs_csv(result: DesignResult) -> str:
    """Return net needs by group, use and month as CSV, m3 on a mean day."""
    names = ("group", "use", "item", *(f"month_{m}_m3_day" for m in range(1, 13)))
    rows = [
        (p.group, p.use, p.item, *(float(v) for v in p.month_m3_day)) for p in result.demand.uses
    ]
    return csv_text(names, rows)
