"""Take it with you: the result, the changed scenario, the network, the register, the command."""

from __future__ import annotations

import csv
import io
import json

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.network import write_inp
from musdesign.report.document import document
from musdesign.scenario.saving import changed_text
from musdesign.ui.changes import command_line
from musdesign.ui.parts import heading, note
from musdesign.ui.view import View


def show(view: View) -> None:
    """Offer the files; each is made when it is asked for."""
    st.divider()
    st.html(heading("Take it with you"))
    stem = view.case.name.removesuffix(".yaml").removesuffix(".yml")
    with st.container(horizontal=True):
        st.download_button(
            "Result (JSON)",
            lambda: result_json(view.result),
            f"{stem}-result.json",
            "application/json",
            on_click="ignore",
            key="download-result",
        )
        st.download_button(
            "Scenario with the changes (YAML)" if view.moved else "Scenario (YAML)",
            lambda: changed_text(view.case.text, view.changes),
            f"{stem}.yaml",
            "application/yaml",
            on_click="ignore",
            key="download-scenario",
        )
        if view.result.network is not None:
            st.download_button(
                "Network for EPANET (.inp)",
                lambda: network_inp(view.result),
                f"{stem}.inp",
                "text/plain",
                on_click="ignore",
                key="download-network",
            )
        st.download_button(
            "Register of numbers (CSV)",
            lambda: register_csv(view.result),
            f"{stem}-register.csv",
            "text/csv",
            on_click="ignore",
            key="download-register",
        )
    st.html(note("The same on the command line"))
    st.code(command_line(view.case.name, view.changes), language="bash", wrap_lines=True)


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
