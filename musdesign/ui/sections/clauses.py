"""Verdicts of the national standards, clause by clause, with the clause's words and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from musdesign.i18n import mark
from musdesign.report.save import checks_csv
from musdesign.standards import Check, Standard
from musdesign.standards.barriers import urgency
from musdesign.standards.clauses import words_of
from musdesign.study.explain import checks_by_key
from musdesign.ui.parts import (
    Cell,
    Column,
    basis_cell,
    heading,
    label,
    note,
    sentences,
    table,
    verdict_cell,
    why,
)
from musdesign.ui.quoting import Once
from musdesign.ui.theme import VERDICTS
from musdesign.ui.view import View
from musdesign.ui.words import cited, conditions, labelled, law_label, law_name, number, say, told

CLAUSE = mark("A number of the clause's text: no input of the scheme moves it.")
APPLYING = "that apply"
ALL = "all"
BOUNDS = {
    "floor": mark("at least"),
    "ceiling": mark("at most"),
    "target": mark("better at least"),
    "recommended_max": mark("better at most"),
    "recommended": mark("recommended"),
    "fixed": mark("exactly"),
    "fraction": mark("at least"),
    "factor": mark("factor"),
    "range": mark("within"),
    "block_upper": mark("block up to"),
}


def show(view: View) -> None:
    """Show the verdicts, the broken clauses first."""
    checks = tuple(view.result.checks)
    if not checks:
        if not view.skipped("checks"):
            st.info(say("No clause was checked: the case names no standard on file."))
        without_norm(view)
        return
    counts = Counter[str](check.verdict for check in checks)
    st.html(heading(say("Where the design meets or breaks the norm")))
    st.html(
        note(
            say(
                "A norm's own words govern; the basis says whether its text was read. Words in "
                "«quotation marks» are the instrument's own, in its language; others are ours."
            )
        )
    )
    laws = {law.id: law for law in (view.scheme.standard, *view.scheme.also_check) if law}
    verdicts, chosen = _filters(counts, laws)
    shown = sorted((check for check in checks if check.verdict in verdicts), key=urgency)
    if shown and all(check.verdict == "not_applicable" for check in shown):
        st.info(say("None of these clauses applies to this scheme: beside each stands why."))
    for law in laws.values():
        of_it = [check for check in shown if check.standard == law.id]
        if law.id in chosen and of_it:
            _instrument(view, law, of_it)
    if not any(check.standard in chosen for check in shown):
        st.info(say("No clause has this verdict in the instruments chosen."))
    st.download_button(
        say("Verdicts (CSV)"),
        lambda: checks_csv(view.result),
        "verdicts.csv",
        "text/csv",
        on_click="ignore",
        key="download-verdicts",
    )


def without_norm(view: View) -> None:
    """Say where a norm is named, and where others speak of the design all the same."""
    if view.scheme.standard is None:
        where = {
            "page": say("Design a scheme"),
            "section": say("Edit"),
            "compared": say("Laws compared"),
        }
        st.html(
            note(
                say(
                    "Name one on the page {page}, section {section}; {compared} shows here what "
                    "the instruments of every country on file say of this design.",
                    **{name: f"«{title}»" for name, title in where.items()},
                )
            )
        )


def _filters(counts: Counter[str], laws: dict[str, Standard]) -> tuple[set[str], set[str]]:
    """Show the filters; return the verdicts and the instruments wanted."""
    applying = counts.total() - counts["not_applicable"]
    options = [APPLYING] if applying else []
    options += [*(key for key in VERDICTS if counts[key]), ALL]
    shown = st.segmented_control(
        say("Clauses shown"),
        options,
        default=APPLYING if applying else ALL,
        required=True,
        format_func=lambda key: _option(key, counts),
        key="clauses-shown",
    )
    chosen = set(laws)
    if len(laws) > 1:
        names = st.multiselect(
            say("Instruments"),
            list(laws),
            default=list(laws),
            format_func=lambda name: label(law_label(laws[name])) if name in laws else name,
            key="clauses-instruments",
        )
        chosen = set(names) or set(laws)
    wanted = {ALL: set(VERDICTS), APPLYING: set(VERDICTS) - {"not_applicable"}}
    return wanted.get(str(shown), {str(shown)}), chosen


def _option(key: str, counts: Counter[str]) -> str:
    if key == ALL:
        return say("all ({count})", count=counts.total())
    if key == APPLYING:
        return say("that apply ({count})", count=counts.total() - counts["not_applicable"])
    return f"{told(VERDICTS[key][1])} ({counts[key]})"


def _instrument(view: View, law: Standard, checks: list[Check]) -> None:
    own = law is view.scheme.standard
    name = law_name(law)
    st.html(heading(name if own else say("For comparison: {name}", name=name)))
    original = f"{law.original_name}. " if law.original_name not in {"", law.name} else ""
    state = told(law.status)
    status = f"{state[:1].upper()}{state[1:]}. " if state else ""
    source = say("Source: {source} ({basis}).", source=cited(law.source), basis=told(law.basis))
    st.html(note(f"{original}{status}{source if law.source else ''}".strip()))
    if checks and not any(check.quotation for check in checks):
        st.html(
            note(
                say(
                    "The words of these clauses are not on file: what is told of them is in our "
                    "words. Who has the text can quote it in an instrument file of his own."
                )
            )
        )
    title = say("{count} verdicts by {law}", count=len(checks), law=law_label(law))
    keys = {id(check): key for key, check in checks_by_key(view.result).items()}
    with view.still(title, say(CLAUSE)):
        st.html(verdict_table(title, checks, law, keys))


def verdict_table(
    title: str, checks: list[Check], law: Standard, keys: Mapping[int, str] | None = None
) -> str:
    """Return the verdicts of one instrument; ``keys`` of their explanations by identity."""
    keys, once = keys or {}, Once()
    return table(
        [
            Column(say("Verdict"), "key"),
            Column(say("Clause"), "clause"),
            Column(say("What it says"), "words"),
            Column(say("Design"), "num"),
            Column(say("Limit"), "num", say("limit of the clause under the conditions here")),
            Column(say("Beyond"), "num"),
            Column(say("Basis"), "key"),
            Column(say("Reading, cure and source"), "words"),
        ],
        [_row(check, law, keys, once) for check in checks],
        title,
        stacked=True,
    )


def _numbers(check: Check, key: str) -> tuple[Cell, ...]:
    """Return the design, its limit and how far it lies beyond; a click explains the verdict."""
    limit = limit_text(check)
    return tuple(
        why(key, text) if key else Cell(text)
        for text in (valued(check.value, ""), limit, _excess(check))
    )


def limit_text(check: Check) -> str:
    """Return the limit with its kind, a range with both its ends."""
    limit = valued(check.limit, "")
    if check.ends is not None:
        low, high = check.ends
        if low is not None and high is not None:
            return say("{low} to {high}", low=number(low), high=number(high))
        return f"{say('at least') if high is None else say('at most')} {limit}"
    return f"{say(BOUNDS[check.bound])} {limit}" if check.bound in BOUNDS else limit


def _row(
    check: Check, law: Standard, keys: Mapping[int, str], once: Once
) -> tuple[str | Cell, ...]:
    words = clause_words(check, law)
    note_ = _beside(check, words_of(law, check).ours)
    remarks = [told(part) for part in (check.reading, labelled(note_)) if part]
    if check.missing and not note_.startswith("the design has no"):
        names = ", ".join(told(name.replace("_", " ")) for name in check.missing)
        remarks.append(say("not known: {names}", names=names))
    if check.cure:
        remarks.append(say("cure: {cure}", cure=told(check.cure)))
    if check.source and check.source != law.source:
        remarks.append(say("source: {source}", source=cited(check.source)))
    return (
        verdict_cell(check.verdict),
        told(check.clause),
        once.cell(words, check.quotation),
        *_numbers(check, keys.get(id(check), "")),
        basis_cell(check.basis),
        sentences(remarks),
    )


def _beside(check: Check, ours: str) -> str:
    """Return the note of a verdict without what stands in another column or is told by itself."""
    if check.missing and check.note.startswith("not known:"):
        return ""
    return "; ".join(part for part in check.note.replace(ours, "").split("; ") if part)


def clause_words(check: Check, law: Standard) -> str:
    """Return what a clause says in our words, marked so, and the conditions that it says it for."""
    found = words_of(law, check)
    unit = f", {told(check.unit)}" if check.unit not in {"", "-"} else ""
    name = told(check.parameter.replace("_", " ")) + unit
    # the term of the field in the language of the instrument stands beside ours
    own = told(found.title)
    title = f" · {own}" if own and own.lower() not in name else ""
    name = f"{name}{title}"
    if check.when:
        name = say("{name}. Where {conditions}", name=name, conditions=conditions(check.when))
    if not found.ours:
        return name
    return say("{name}. In our words: {text}", name=name, text=told(found.ours))


def _excess(check: Check) -> str:
    """Return how far the design lies from its limit: in per cent, in its unit where that is 0."""
    if check.excess is None or check.limit is None or not check.excess:
        return "–"
    # a third of a day that is written as 0.333 is no difference
    if check.verdict != "breaks" and abs(check.excess) <= 5e-4 * abs(check.limit):
        return "–"
    sign = "+" if check.excess > 0 else "−"
    if check.limit:
        return f"{sign}{number(abs(100.0 * check.excess / check.limit), 2)} %"
    return f"{sign}{number(abs(check.excess))}"


def exactly(value: float | None, unit: str) -> str:
    """Return a limit with its unit as it is written, not rounded for reading."""
    return valued(value if value is None else number(value, 6), unit)


def valued(value: float | str | None, unit: str) -> str:
    """Return a value with its unit as people read it."""
    if value is None:
        return "–"
    written = told(value) if isinstance(value, str) else number(value)
    return f"{written} {told(unit)}".removesuffix(" -").strip()
