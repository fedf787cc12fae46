"""Take it with you: files made when they are asked for, and the same as a link, command or code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.i18n import mark
from musdesign.report import pipe_tables, save, sheets
from musdesign.report.calculation import calculation_report
from musdesign.report.geojson import geojson_text, places
from musdesign.report.workbook import workbook
from musdesign.scenario.saving import changed_text
from musdesign.ui import left
from musdesign.ui.changes import command_line
from musdesign.ui.link import PARAMETER, encode
from musdesign.ui.parts import heading, note, unmarked
from musdesign.ui.view import View
from musdesign.ui.words import current, say, told

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be taken along: its button (``mark``ed), ending, kind, and what makes it."""

    key: str
    label: str
    ending: str
    mime: str
    make: Callable[[View], str | bytes]
    offered: Callable[[View], bool] = lambda view: True


def _piped(view: View) -> bool:
    return view.result.network is not None


def _supplied(view: View) -> bool:
    return view.result.supply is not None


def _priced(view: View) -> bool:
    return view.result.costs is not None


def _billed(view: View) -> bool:
    return bool(view.result.tariffs)


def _mapped(view: View) -> bool:
    sized = view.result.network
    return sized is not None and {node.id for node in sized.nodes} <= set(places(view.result))


FILES: tuple[File, ...] = (
    File(
        "report",
        mark("Calculation report (PDF)"),
        ".pdf",
        "application/pdf",
        lambda view: calculation_report(view.whole, current().code),
    ),
    File(
        "workbook",
        mark("Workbook (XLSX)"),
        ".xlsx",
        _XLSX,
        lambda view: workbook(view.whole, current().code),
    ),
    File(
        "scenario",
        mark("Scenario (YAML)"),
        ".yaml",
        "application/yaml",
        lambda view: changed_text(view.case.text, view.made),
    ),
    File(
        "result",
        mark("Result (JSON)"),
        "-result.json",
        "application/json",
        lambda view: save.json_text(view.whole),
    ),
    File(
        "tables",
        mark("All tables (CSV, zip)"),
        "-tables.zip",
        "application/zip",
        lambda view: tables_zip(view.whole),
    ),
    File(
        "network",
        mark("Network for EPANET (.inp)"),
        ".inp",
        "text/plain",
        lambda view: save.inp_text(view.whole),
        _piped,
    ),
    File(
        "map",
        mark("Network (GeoJSON)"),
        ".geojson",
        "application/geo+json",
        lambda view: geojson_text(view.whole),
        _mapped,
    ),
)
TABLES: tuple[File, ...] = (
    File(
        "register",
        mark("Register of numbers (CSV)"),
        "-register.csv",
        "text/csv",
        lambda view: save.register_csv(view.whole),
    ),
    File(
        "needs",
        mark("Needs by month (CSV)"),
        "-needs.csv",
        "text/csv",
        lambda view: save.needs_csv(view.whole),
    ),
    File(
        "checks",
        mark("Verdicts (CSV)"),
        "-checks.csv",
        "text/csv",
        lambda view: save.checks_csv(view.whole),
    ),
    File(
        "pipes",
        mark("Pipes (CSV)"),
        "-pipes.csv",
        "text/csv",
        lambda view: pipe_tables.pipes_csv(view.whole.network),
        _piped,
    ),
    File(
        "supply",
        mark("Supply by month (CSV)"),
        "-supply.csv",
        "text/csv",
        lambda view: sheets.supply_csv(view.whole),
        _supplied,
    ),
    File(
        "reliability",
        mark("Reliability by use (CSV)"),
        "-reliability.csv",
        "text/csv",
        lambda view: sheets.reliability_csv(view.whole),
        _supplied,
    ),
    File(
        "costs",
        mark("Costs (CSV)"),
        "-costs.csv",
        "text/csv",
        lambda view: sheets.costs_csv(view.whole),
        _priced,
    ),
    File(
        "bills",
        mark("Bills (CSV)"),
        "-bills.csv",
        "text/csv",
        lambda view: sheets.bills_csv(view.whole),
        _billed,
    ),
    File(
        "recovery",
        mark("Cost recovery (CSV)"),
        "-recovery.csv",
        "text/csv",
        lambda view: sheets.recovery_csv(view.whole),
        _billed,
    ),
)


def show(view: View) -> None:
    """Offer the files; each is made when it is asked for."""
    st.divider()
    st.html(heading(say("Take it with you")))
    _buttons(view, FILES)
    with st.expander(say("Single tables (CSV)")):
        _buttons(view, TABLES)
        if _piped(view) and not _mapped(view):
            st.html(
                note(
                    say(
                        "The network comes as GeoJSON where every node has its longitude and "
                        "latitude (Edit, Pipes)."
                    )
                )
            )
    # drawn when opened: what colours code is half a megabyte on a slow link
    again = st.expander(
        say("The same as a link, a command or Python"), key="again", on_change="rerun"
    )
    if again.open:
        with again:
            _again(view)


def _buttons(view: View, files: tuple[File, ...]) -> None:
    stem = view.case.name.removesuffix(".yaml").removesuffix(".yml")
    with st.container(horizontal=True):
        for file in files:
            if file.offered(view):
                st.download_button(
                    say(file.label),
                    _made(file, view),
                    f"{stem}{file.ending}",
                    file.mime,
                    on_click="ignore",
                    key=f"download-{file.key}",
                )


def _made(file: File, view: View) -> Callable[[], str | bytes]:
    return lambda: file.make(view)


def _again(view: View) -> None:
    st.html(note(say("A link that reopens this")))
    try:
        st.code(link(view), language=None, wrap_lines=True)
    except MusdesignError as error:
        st.caption(unmarked(told(str(error))))
    if view.case.name not in flow.cases():
        st.html(
            note(
                say(
                    "For the command and the code: save the scenario as it came under the name "
                    "{name}.",
                    name=view.case.name,
                )
            )
        )
        st.download_button(
            say("The scenario as it came (YAML)"),
            view.case.text,
            view.case.name,
            "application/yaml",
            on_click="ignore",
            key="download-original",
        )
    st.html(note(say("The same on the command line")))
    st.code(command_line(view.case.name, view.made), language="bash", wrap_lines=True)
    st.html(note(say("The same in Python")))
    st.code(python_lines(view.case.name, view.made), language="python", wrap_lines=True)


def link(view: View) -> str:
    """Return the address that reopens the state of the page.

    Raises:
        MusdesignError: the scheme is too large for a link.
    """
    page = (st.context.url or "").partition("?")[0]
    return f"{page}?{PARAMETER}={encode(left.whole(view.case, view.page))}"


def python_lines(name: str, made: Mapping[str, Any]) -> str:
    """Return the lines that compute the same design.

    >>> print(python_lines("ifa-daba", {"losses": "20 %"}))
    import musdesign as mus
    <BLANKLINE>
    scheme = mus.load('ifa-daba', {'losses': '20 %'})
    result = mus.design(scheme)
    print(result["demand.mean_day"].explain())
    """
    more = f", {dict(made)!r}" if made else ""
    return (
        f"import musdesign as mus\n\nscheme = mus.load({name!r}{more})\n"
        'result = mus.design(scheme)\nprint(result["demand.mean_day"].explain())'
    )


def tables_zip(result: DesignResult) -> bytes:
    """Return every table of a result as CSV in one file."""
    tables = {
        "register.csv": save.register_csv(result),
        "needs.csv": save.needs_csv(result),
        "checks.csv": save.checks_csv(result),
    }
    if result.network is not None:
        tables["pipes.csv"] = pipe_tables.pipes_csv(result.network)
    if result.supply is not None:
        tables["supply.csv"] = sheets.supply_csv(result)
        tables["reliability.csv"] = sheets.reliability_csv(result)
    if result.costs is not None:
        tables["costs.csv"] = sheets.costs_csv(result)
    if result.tariffs:
        tables["bills.csv"] = sheets.bills_csv(result)
        tables["recovery.csv"] = sheets.recovery_csv(result)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in tables.items():
            book.writestr(name, text)
    return out.getvalue()
