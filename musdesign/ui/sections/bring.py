"""Bring in what was measured: a network, a household survey, meter readings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from musdesign.field.measured import Band
from musdesign.field.meters import MeterStudy, meters
from musdesign.field.survey import Survey, survey
from musdesign.i18n import mark
from musdesign.network.files import ENDINGS, YAML, NetworkFile, read_network
from musdesign.ui import session
from musdesign.ui.edit.brought import network_section, survey_sections
from musdesign.ui.edit.change import written
from musdesign.ui.edit.difference import difference
from musdesign.ui.edit.rows import Item
from musdesign.ui.messages import messages
from musdesign.ui.opening import scheme
from musdesign.ui.parts import Column, bullets, note, table
from musdesign.ui.read_once import once
from musdesign.ui.theme import percent
from musdesign.ui.uploads import MOST_MB, harmless, in_folder, told_of_workbook
from musdesign.ui.view import View
from musdesign.ui.words import number, say, told

_TABLES = ["csv", "xlsx"]
_MAPS = ["yaml", "yml"]


def show(view: View) -> None:
    """Show what can be brought in, one kind at a time."""
    kinds: dict[str, Callable[[View], None]] = {
        mark("A network"): _network,
        mark("A household survey"): _survey,
        mark("Meter readings"): _meters,
    }
    chosen = st.segmented_control(
        say("What do you bring?"),
        list(kinds),
        default=next(iter(kinds)),
        format_func=say,
        required=True,
        key="bring-kind",
    )
    kinds[chosen or next(iter(kinds))](view)


def _network(view: View) -> None:
    st.html(
        note(
            say(
                "From EPANET (.inp), NeatWork, Branch, Loop or JalTantra, a map (GeoJSON, KML), or "
                "tables of nodes and links (XLSX, or two CSV files nodes.csv and links.csv)."
            )
        )
    )
    endings = [ending.removeprefix(".") for ending in ENDINGS if ending not in YAML]
    files = st.file_uploader(
        say("Network files"),
        type=endings,
        accept_multiple_files=True,
        max_upload_size=MOST_MB,
        key="bring-network",
    )
    if not files:
        return
    raw = {file.name: file.getvalue() for file in files}
    with messages(say("the network file")):
        found = once("network", raw, "", lambda: _read_network(raw))
        _workbook_notes("network", raw)
        st.html(
            note(
                say(
                    "{name}: {nodes} points, {links} pipes, {length} km.",
                    name=found.name or found.format,
                    nodes=number(len(found.nodes)),
                    links=number(len(found.links)),
                    length=number(sum(link.length_m for link in found.links) / 1000),
                )
            )
        )
        if found.notes:
            st.html(bullets([told(line) for line in found.notes]))
        data = written(view.case.text, view.case.made)
        households = sum(group.count for group in view.scheme.scenario.households)
        section = network_section(found, households, data.get("network") or {})
        _adopt(view, {**data, "network": section}, say("Use this network"), "bring-network-use")
        st.html(
            note(
                say(
                    "Households are shared among the points by the draw that the file gives; check "
                    "them under Edit, Pipes. The plan and the grade line stand under Network."
                )
            )
        )


def _read_network(raw: dict[str, bytes]) -> NetworkFile:
    with in_folder(raw) as folder:
        # two tables make one network: the folder is read
        only = harmless(next(iter(raw)))
        found = read_network(folder / only if len(raw) == 1 else folder)
    return dataclasses.replace(found, file=only)


def _survey(view: View) -> None:
    st.html(
        note(
            say(
                "A table of households (CSV or XLSX, also from KoboToolbox) and the file that says "
                "what its columns mean (YAML); docs/field-data.md has an example of both."
            )
        )
    )
    data = _pair(say("Survey"), "survey")
    if data is None:
        return
    raw = data[0]
    with messages(say("the survey")):
        count = sum(group.count for group in view.scheme.scenario.households)
        found = once("survey", raw, repr((data[1:], count)), lambda: _read_survey(*data, count))
        _workbook_notes("survey", raw)
        st.html(survey_table(found))
        if found.notes:
            st.html(bullets([told(line) for line in found.notes]))
        ranges = st.toggle(
            say("Write means as ranges, for Chance"), value=False, key="bring-survey-ranges"
        )
        before = written(view.case.text, view.case.made)
        sections = survey_sections(found, before, ranges=ranges)
        _adopt(view, {**before, **sections}, say("Use these households"), "bring-survey-use")


def _read_survey(raw: dict[str, bytes], file: str, mapping: str, households: float) -> Survey:
    with in_folder(raw) as folder:
        found = survey(folder / file, folder / mapping, households=households)
    return dataclasses.replace(found, file=file)


def _meters(view: View) -> None:
    st.html(
        note(
            say(
                "Readings of household meters (CSV or XLSX) and the file that says what the "
                "columns mean (YAML); with a survey, bring its table and its mapping too."
            )
        )
    )
    data = _pair(say("Readings"), "meters")
    if data is None:
        return
    raw = data[0]
    with messages(say("the readings")):
        design: dict[str, Any] = {}
        for part in view.result.demand.uses:
            if part.households:
                each = part.month_m3_day / part.households
                design[part.group] = design.get(part.group, 0.0) + each
        found = once("meters", raw, repr((data[1:], design)), lambda: _read_meters(*data, design))
        _workbook_notes("meters", raw)
        st.html(meters_table(found))
        if found.groups:
            st.html(groups_table(found))
        if found.notes:
            st.html(bullets([told(line) for line in found.notes]))


def _read_meters(
    raw: dict[str, bytes], file: str, mapping: str, design_m3_day: dict[str, Any]
) -> MeterStudy:
    with in_folder(raw) as folder:
        return meters(folder / file, folder / mapping, design_m3_day=design_m3_day)


def survey_table(found: Survey) -> str:
    """Return the household groups that a survey makes."""
    return table(
        [
            Column(say("Group"), "key"),
            Column(say("Service")),
            Column(say("Households"), "num"),
            Column(say("Asked"), "num"),
            Column(say("Persons in each"), "num"),
        ],
        [
            (
                group.group,
                group.service,
                number(group.count),
                number(group.n),
                number(group.size.mean),
            )
            for group in found.groups
        ],
        say("{asked} households asked: {source}", asked=found.n, source=found.mapping.file.source),
    )


def meters_table(found: MeterStudy) -> str:
    """Return what the meters say of all households."""
    spread = found.distribution
    rows = [(say("Mean use, m3/household/month"), *_band(spread.mean))]
    if spread.l_person_day is not None:
        rows.append((say("Mean use, L/person/day"), *_band(spread.l_person_day)))
    for part in found.productive:
        name = say("Productive part, %: {method}", method=part.method)
        rows.append(
            (
                name,
                percent(part.share.value),
                f"{percent(part.share.low)} – {percent(part.share.high)}",
            )
        )
    return table(
        [
            Column(say("Figure"), "wide"),
            Column(say("Value"), "num"),
            Column(say("Interval"), "num"),
        ],
        rows,
        say(
            "{readings} readings of {households} households",
            readings=number(found.readings),
            households=number(found.households),
        ),
    )


def groups_table(found: MeterStudy) -> str:
    """Return the use by group beside the design."""
    return table(
        [
            Column(say("Group"), "key"),
            Column(say("Households"), "num"),
            Column(say("Measured, m3/month"), "num"),
            Column(say("Interval"), "num"),
            Column(say("Design, m3/month"), "num"),
        ],
        [
            (
                group.group,
                number(group.households),
                *_band(group.measured_m3_month),
                number(group.design_m3_month),
            )
            for group in found.groups
        ],
        say("Use of a household by group, measured and as designed"),
    )


def _band(band: Band) -> tuple[str, str]:
    return number(band.value), f"{number(band.low)} – {number(band.high)}"


def _pair(name: str, key: str) -> tuple[dict[str, bytes], str, str] | None:
    """Ask for a table and its mapping; further files may be those that the mapping names."""
    left, right = st.columns(2)
    with left:
        tables = st.file_uploader(
            say("{what}: the tables (CSV, XLSX), the main one first", what=name),
            type=_TABLES,
            accept_multiple_files=True,
            max_upload_size=MOST_MB,
            key=f"bring-{key}-table",
        )
    with right:
        maps = st.file_uploader(
            say("{what}: what the columns mean (YAML), the main one first", what=name),
            type=_MAPS,
            accept_multiple_files=True,
            max_upload_size=MOST_MB,
            key=f"bring-{key}-map",
        )
    if not tables or not maps:
        return None
    raw = {file.name: file.getvalue() for file in [*tables, *maps]}
    return raw, harmless(tables[0].name), harmless(maps[0].name)


def _workbook_notes(kind: str, raw: dict[str, bytes]) -> None:
    lines = once(
        f"{kind}-notes",
        raw,
        "",
        lambda: [line for name, content in raw.items() for line in told_of_workbook(name, content)],
    )
    if lines:
        st.warning(" ".join(say(line) for line in lines))


def _adopt(view: View, data: Item, words: str, key: str) -> None:
    """Offer to put what was brought into the scheme, where it fits there."""
    made = difference(written(view.case.text, {}), data)
    # a section that the scheme cannot hold says so before it is taken over
    scheme(view.case.original, made)
    taken = st.button(words, key=key, type="primary", on_click=session.edit, args=(view.case, made))
    if taken or view.case.made == made:
        st.success(say("It is in the scheme now."))
