"""Which clauses stand in the way of multiple use, and the smallest change of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from musdesign.standards import Standard
from musdesign.standards.barriers import Barrier, least_amendment
from musdesign.study import laws
from musdesign.study.explain import checks_by_key
from musdesign.ui.parts import Cell, Column, basis_cell, heading, note, table, verdict_cell, why
from musdesign.ui.quoting import Once
from musdesign.ui.sections.clauses import valued, without_norm
from musdesign.ui.view import View
from musdesign.ui.words import law_label, law_name, number, plural, say, told


def show(view: View) -> None:
    """Show the barriers of each instrument, those of the multiple use first."""
    named = [law for law in (view.scheme.standard, *view.scheme.also_check) if law is not None]
    st.html(heading(say("What stands in the way, and the smallest change that lets it pass")))
    if not named:
        st.info(say("No clause was checked: the case names no standard on file."))
        without_norm(view)
        return
    st.html(
        note(
            say(
                "A clause stands in the way where the design with all its uses breaks it, or would "
                "by its text alone. The smallest change is the nearest number that turns the "
                "verdict; it is no advice to change the law."
            )
        )
    )
    keys = {
        (check.standard, check.clause, check.parameter, check.reading): key
        for key, check in checks_by_key(view.result).items()
    }
    for law in named:
        found = laws.in_the_way(view.result, law)
        also = law is not view.scheme.standard
        st.html(
            heading(say("For comparison: {name}", name=law_name(law)) if also else law_name(law))
        )
        if not found:
            st.html(note(say("No clause of it stands in the way of this design.")))
            continue
        st.html(note(summary(found)))
        st.html(barriers_table(found, law, keys))
        text = least_amendment(law, found)
        if text:
            st.download_button(
                say("Smallest changes as an amendment (YAML)"),
                text,
                f"least-changes-{law.id}.yaml",
                "application/yaml",
                on_click="ignore",
                key=f"download-least-{law.id}",
            )


def summary(found: Sequence[Barrier]) -> str:
    """Return in one sentence how many clauses are in the way and why."""
    because = sum(item.because_of_multiple_use for item in found)
    every = plural(
        "{count} clause stands in the way", "{count} clauses stand in the way", len(found)
    )
    return say(
        "{every}, {because} of them only because people also water animals, gardens or a business.",
        every=every,
        because=because,
    )


def barriers_table(
    found: Sequence[Barrier],
    law: Standard,
    keys: Mapping[tuple[str, str, str, str], str] | None = None,
) -> str:
    """Return the barriers of one instrument in plain words; ``keys`` of their verdicts."""
    keys = keys or {}
    once = Once()
    rows: list[tuple[str | Cell, ...]] = [
        (
            verdict_cell(item.verdict),
            told(item.clause),
            once.cell(_what(item), item.quotation),
            *(
                why(keys.get((law.id, item.clause, item.parameter, item.reading), ""), text)
                for text in (valued(item.value, ""), valued(item.limit, ""))
            ),
            _change(item),
            say("yes") if item.because_of_multiple_use else say("no, people alone do too"),
            basis_cell(item.basis),
        )
        for item in found
    ]
    return table(
        [
            Column(say("Verdict"), "key"),
            Column(say("Clause"), "clause"),
            Column(say("What"), "words"),
            Column(say("Design"), "num"),
            Column(say("Limit"), "num"),
            Column(say("Smallest change"), "wide"),
            Column(say("Through multiple use"), "clause"),
            Column(say("Basis"), "key"),
        ],
        rows,
        say("Clauses of {law} in the way", law=law_label(law)),
        stacked=True,
    )


def _what(item: Barrier) -> str:
    name = told(item.parameter.replace("_", " "))
    unit = f", {told(item.unit)}" if item.unit not in {"", "-"} else ""
    return f"{name}{unit}" + (f" ({told(item.reading)})" if item.reading else "")


def _change(item: Barrier) -> str:
    if item.new_limit is None or item.limit is None:
        return told(item.other_way) or "–"
    percent = "" if item.percent is None else f" ({_signed(item.percent)}\u00a0%)"
    # no figure less than it has: rounded to three it might not let the design pass
    new = f"{number(item.new_limit, 4)} {told(item.unit)}".removesuffix(" -").strip()
    way = (
        say("raise it to {value}", value=new + percent)
        if item.new_limit > item.limit
        else say("lower it to {value}", value=new + percent)
    )
    return say("{way}; or: {other}", way=way, other=told(item.other_way)) if item.other_way else way


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{number(abs(value), 2)}"
