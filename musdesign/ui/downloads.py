"""Take it with you: the result, the changed scenario, the network, the register, the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.network import write_inp
from musdesign.report.calculation import calculation_report
from musdesign.report.document import document
from musdesign.report.workbook import workbook
from musdesign.scenario.saving import changed_text
from musdesign.ui import session
from musdesign.ui.changes import command_line
from musdesign.ui.link import PARAMETER, encode
from musdesign.ui.parts import heading, note
from musdesign.ui.view import View
from musdesign.ui.words import current, say


def show(view: View) -> None:
    """Offer the files; each is made when it is asked for."""
    st.divider()
    st.html(heading(say("Take it with you")))
    stem = view.case.name.removesuffix(".yaml").removesuffix(".yml")
    language = current().code  # files are made outside of the page, where nobody visits
    with st.container(horizontal=True):
        st.download_button(
            say("Calculation report (PDF)"),
            lambda: calculation_report(view.result, language),
            f"{stem}.pdf",
            "application/pdf",
            on_click="ignore",
            key="download-report",
        )
        st.download_button(
            say("Workbook (XLSX)"),
            lambda: workbook(view.result, language),
            f"{stem}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="download-workbook",
        )
        st.download_button(
            say("Result (JSON)"),
            lambda: result_json(view.result),
            f"{stem}-result.json",
            "application/json",
            on_click="ignore",
            key="download-result",
        )
        st.download_button(
            say("Scenario with the changes (YAML)") if view.moved else say("Scenario (YAML)"),
            lambda: changed_text(view.case.text, view.made),
            f"{stem}.yaml",
            "application/yaml",
            on_click="ignore",
            key="download-scenario",
        )
        if view.result.network is not None:
            st.download_button(
                say("Network for EPANET (.inp)"),
                lambda: network_inp(view.result),
                f"{stem}.inp",
                "text/plain",
                on_click="ignore",
                key="download-network",
            )
        st.download_button(
            say("Register of numbers (CSV)"),
            lambda: register_csv(view.result),
            f"{stem}-register.csv",
            "text/csv",
            on_click="ignore",
            key="download-register",
        )
    # drawn when opened: what colours code is half a megabyte on a slow link
    again = st.expander(
        say("The same as a link, a command or Python"), key="again", on_change="rerun"
    )
    if again.open:
        with again:
            _again(view)


def _again(view: View) -> None:
    made = view.made
    st.html(note(say("A link that reopens this")))
    try:
        st.code(link(view), language=None, wrap_lines=True)
    except MusdesignError as error:
        st.caption(str(error))
    st.html(note(say("The same on the command line")))
    st.code(command_line(view.case.name, made), language="bash", wrap_lines=True)
    st.html(note(say("The same in Python")))
    st.code(python_lines(view.case.name, made), language="python", wrap_lines=True)


def link(view: View) -> str:
    """Return the address that reopens the state of the page.

    Raises:
        MusdesignError: the scheme is too large for a link.
    """
    page = (st.context.url or "").partition("?")[0]
    state = view.case.state(view.changes, session.of_view(view.page))
    return f"{page}?{PARAMETER}={encode(state)}"


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


def result_json(result: DesignResult) -> str:
    """Return the result by its published schema."""
    return json.dumps(document(result), ensure_ascii=False, indent=1, allow_nan=False)


def network_inp(result: DesignResult) -> str:
    """Return the network as an EPANET file."""
    if result.network is None:
        raise MusdesignError("there is no network")
    return write_inp(result.network, title=result.name)


def register_csv(result: DesignResult) -> str:
    """Return the register of numbers that the user did not enter."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["name", "value", "unit", "basis", "assumed", "source", "date"])
    for line in result.assumptions:
        writer.writerow(
            [_safe(item) for item in (line.name, line.value, line.unit, line.basis)]
            + ["yes" if line.assumed else "no", _safe(line.source), _safe(line.date)]
        )
    return out.getvalue()


def _safe(value: object) -> object:
    """Keep a spreadsheet from running text that begins like a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
