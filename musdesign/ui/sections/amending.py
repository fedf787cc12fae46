"""Edit a clause and see at once what it does to this scheme; save the amendment, or reopen one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.flow import Scheme
from musdesign.standards import Check, Standard
from musdesign.standards.amending import Amended
from musdesign.standards.amending import told as told_rule
from musdesign.standards.clauses import rule_of
from musdesign.standards.reading_amendment import Amendment, amendment_from_text
from musdesign.standards.writing_amendment import Edit, Place, amendment_text, places
from musdesign.study import laws
from musdesign.study.laws import LawEffect
from musdesign.ui import amendment_state as state
from musdesign.ui.hows import FIGURE_OF_ITS_OWN
from musdesign.ui.messages import messages, tell
from musdesign.ui.parts import Cell, Column, heading, label, note, table, unmarked, verdict_cell
from musdesign.ui.quoting import quotes
from musdesign.ui.sections.clauses import exactly, valued, without_norm
from musdesign.ui.studies import NEED_AND_COST, Study, within
from musdesign.ui.typed import number_input
from musdesign.ui.view import View
from musdesign.ui.words import conditions, law_label, number, ruled, say, told

MAX_FILE_BYTES = 200_000


def show(view: View) -> None:
    """Show the clause that is being edited, the amendment so far, and its effect."""
    named = [law for law in (view.scheme.standard, *view.scheme.also_check) if law is not None]
    named = [law for law in named if places(law)]
    st.html(heading(say("Change a clause and see what it does to this scheme")))
    if not named:
        st.info(say("The instruments of this case have no number that could be changed."))
        without_norm(view)
        return
    st.html(
        note(
            say(
                "A proposal, not the law: nothing here changes the instruments on file. Save it "
                "as a file to share it or to apply it on the command line."
            )
        )
    )
    law = _law(named)
    pending = _pending(view, law)
    made = state.edits(law.id)
    if made:
        _so_far(law, made)
    tried = [*made, *([pending] if pending else [])]
    if not tried:
        st.info(say("Write a new value: its effect is shown here at once."))
    else:
        with messages(say("the effect")):
            _effect(view, law, tried)
    _file(law, made)


def _law(named: Sequence[Standard]) -> Standard:
    known = {law.id: law for law in named}
    chosen = st.selectbox(
        say("Instrument"),
        list(known),
        format_func=lambda name: label(law_label(known[name])) if name in known else name,
        key="amend-law",
    )
    return known.get(str(chosen), named[0])


def _pending(view: View, law: Standard) -> Edit | None:
    """Show the fields of one edit; return it where its number differs from the law's."""
    found = places(law)
    key = f"amend-{law.id}-{state.revision()}"
    chosen = st.selectbox(
        say("Clause"),
        range(len(found)),
        index=_first(view, law, found),
        format_func=lambda i: place_text(found[i]),
        key=f"{key}-clause",
    )
    place = found[chosen or 0]
    if place.rule.quotation is not None:
        st.html(quotes([(place.rule.clause, place.rule.quotation)]))
    unit = "" if place.rule.unit == "-" else place.rule.unit
    columns = st.columns([1, 2])
    with columns[0]:
        value = number_input(say("New value"), unit, place.now, f"{key}-{chosen}-value")
    with columns[1]:
        why = st.text_input(say("Why it should change"), max_chars=400, key=f"{key}-{chosen}-why")
    if value is None or value == place.now:
        return None
    if value < 0 <= place.now:
        st.error(say("A limit cannot be less than nothing: write a number from 0."))
        return None
    edit = place.edited(value, (why or "").strip())
    st.button(
        say("Add to the amendment"),
        on_click=state.add,
        args=(law.id, edit),
        disabled=not edit.why,
        help=None if edit.why else say("Say why it should change first."),
        key=f"{key}-add",
    )
    return edit


def _first(view: View, law: Standard, found: Sequence[Place]) -> int:
    """Return the place to begin with: a clause in the way of this design, else one that applies."""
    order = ("breaks", "cannot_tell", "meets")
    judged = [c for c in view.result.checks if c.standard == law.id and c.value is not None]
    judged = [check for check in judged if check.verdict in order]
    for check in sorted(judged, key=lambda check: order.index(check.verdict)):
        rule = rule_of(law, check)
        for i, place in enumerate(found):
            if place.rule is rule:
                return i
    return 0


def place_text(place: Place) -> str:
    """Return a number of an instrument in one line: clause, what, the rule, its conditions."""
    rule = place.rule
    ends = {"low": say("low end"), "high": say("high end")}
    parts = [told(rule.clause), told(rule.parameter.replace("_", " ")), ruled(told_rule(rule))]
    parts += [ends[place.key]] if place.key in ends else []
    parts += [conditions(rule.when)] if rule.when else []
    return " · ".join(parts)


def _so_far(law: Standard, made: Sequence[Edit]) -> None:
    st.html(heading(say("The amendment so far")))
    with within(Study("edits", still=say("You typed it: no input of the scheme moves it."))):
        st.html(edits_table(made))
    with st.container(horizontal=True):
        for i, edit in enumerate(made):
            st.button(
                say("Take {clause} out ({number})", clause=label(edit.clause), number=i + 1),
                on_click=state.remove,
                args=(law.id, i),
                key=f"amend-remove-{law.id}-{i}",
            )


def edits_table(made: Sequence[Edit]) -> str:
    """Return the edits of an amendment."""
    return table(
        [
            Column("#", "key"),
            Column(say("Clause"), "clause"),
            Column(say("What"), "wide"),
            Column(say("When"), "clause"),
            Column(say("New value"), "num", say("as typed for the amendment")),
            Column(say("Why"), "wide"),
        ],
        [
            (
                str(i + 1),
                told(edit.clause),
                told(edit.parameter.replace("_", " ")),
                conditions(edit.when),
                exactly(edit.value, edit.unit),
                edit.why,
            )
            for i, edit in enumerate(made)
        ],
        say("Clauses that the amendment changes"),
        stacked=True,
    )


def amendment_of(law: Standard, made: Sequence[Edit]) -> Amendment:
    """Return an amendment that makes edits, to see what they do."""
    reason = say("tried in the page")
    with_why = [
        edit if edit.why else Edit(edit.clause, edit.parameter, edit.when, edit.key, edit.value,
                                   edit.unit, reason)
        for edit in made
    ]  # fmt: skip
    return amendment_from_text(amendment_text(reason, reason, [law.id], with_why), "proposal")


def _effect(view: View, law: Standard, tried: Sequence[Edit]) -> None:
    amendment = amendment_of(law, tried)
    found = _effect_on(view.scheme, amendment)
    st.html(heading(say("What it does to this scheme")))
    st.html(changed_table(found.done))
    rows = figures_rows(found)
    with view.study(
        "amendment", lambda scheme: _redrawn(scheme, amendment), law.id, tried, by=NEED_AND_COST
    ):
        if found.verdicts:
            st.html(verdicts_table(found))
        if rows:
            st.html(figures_table(found, rows))
    if not found.verdicts:
        st.html(note(say("No verdict and no limit on this design changes.")))
    if not rows:
        st.html(note(say("No figure of the design changes: the clause only judges it.")))
    _many(law, amendment)


def _effect_on(scheme: Scheme, amendment: Amendment) -> LawEffect:
    after, done = laws.amended(scheme, amendment)
    return laws.effect(scheme, after, (say("now"), say("amended")), done=done)


def _redrawn(scheme: Scheme, amendment: Amendment) -> list[str]:
    found = _effect_on(scheme, amendment)
    return [verdicts_table(found), figures_table(found, figures_rows(found, every=True))]


def changed_table(done: Sequence[Amended]) -> str:
    """Return what the amendment changes in the instrument."""
    return table(
        [
            Column(say("Clause"), "clause"),
            Column(say("What"), "wide"),
            Column(say("Now"), "wide"),
            Column(say("Amended"), "wide"),
        ],
        [
            (
                told(item.clause),
                told(item.parameter.replace("_", " ")),
                ruled(item.before),
                ruled(item.after),
            )
            for item in done
        ],
        say("Clauses before and after"),
        stacked=True,
    )


def verdicts_table(found: LawEffect) -> str:
    """Return the verdicts before and after."""
    rows: list[tuple[str | Cell, ...]] = [
        (
            told(item.parameter.replace("_", " "))
            + (f" ({told(item.reading)})" if item.reading else ""),
            *_side(item.first),
            *_side(item.second),
        )
        for item in found.verdicts
    ]
    return table(
        [
            Column(say("What"), "wide"),
            Column(say("Verdict now"), "key"),
            Column(
                say("Design and limit now"),
                "clause",
                say("the design judged by the clause as it stands"),
            ),
            Column(say("Verdict amended"), "key"),
            Column(
                say("Design and limit amended"),
                "clause",
                say("the design judged by the clause as amended"),
            ),
        ],
        rows,
        say("Verdicts that change"),
        stacked=True,
    )


def _side(check: Check | None) -> tuple[str | Cell, str]:
    if check is None:
        return "–", "–"
    limits = say(
        "{value}, limit {limit}",
        value=valued(check.value, check.unit),
        limit=exactly(check.limit, check.unit),
    )
    return verdict_cell(check.verdict), limits


def figures_rows(found: LawEffect, *, every: bool = False) -> list[tuple[str, ...]]:
    """Return the figures that differ between the designs side by side, or ``every`` one."""
    rows = []
    for row in found.figures.rows:
        values = [number(value) for value in row.values]
        now, amended = row.values[0::2], row.values[1::2]
        if every or now != amended:
            rows.append((f"{told(row.name)}, {told(row.unit)}", *values))
    return rows


def figures_table(found: LawEffect, rows: Sequence[tuple[str, ...]]) -> str:
    """Return the figures of the design, and of the norm's own design, before and after."""
    return table(
        [
            Column(say("Figure"), "wide"),
            *(
                Column(told(title), "num", say(FIGURE_OF_ITS_OWN))
                for title in found.figures.columns
            ),
        ],
        rows,
        say("Figures that change"),
    )


def _many(law: Standard, amendment: Amendment) -> None:
    if not st.button(say("Try it on every shipped case"), key=f"amend-many-{law.id}"):
        return
    with st.spinner(say("Designing every case …")):
        found = laws.screen_cases(law, amendment)
    still = say("The shipped cases stand as they are: no input of this scheme moves them.")
    with within(Study("cases", still=still)):
        st.html(cases_table(found))


def cases_table(found: Sequence[laws.CaseScreen]) -> str:
    """Return how many clauses each case breaks before and after."""
    return table(
        [
            Column(say("Case"), "wide"),
            Column(
                say("Broken now"),
                "num",
                say("clauses of the law that the case's design breaks"),
            ),
            Column(
                say("Broken amended"),
                "num",
                say("clauses of the amended law that the case's design breaks"),
            ),
            Column(
                say("Open now"),
                "num",
                say("clauses of the law that cannot be decided for the case"),
            ),
            Column(
                say("Open amended"),
                "num",
                say("clauses of the amended law that cannot be decided for the case"),
            ),
        ],
        [
            (
                told(item.name),
                str(item.before.count("breaks")),
                str(item.after.count("breaks")),
                str(item.before.count("cannot_tell")),
                str(item.after.count("cannot_tell")),
            )
            for item in found
        ],
        say("The shipped cases before the instrument, now and amended, wherever they lie"),
    )


def _file(law: Standard, made: Sequence[Edit]) -> None:
    st.html(heading(say("Save it, or reopen one")))
    if made:
        columns = st.columns(2)
        name = columns[0].text_input(
            say("Name of the amendment"), max_chars=120, key=state.NAME, persist_state="session"
        )
        why = columns[1].text_input(
            say("Why, in one sentence"), max_chars=400, key=state.WHY, persist_state="session"
        )
        if (name or "").strip() and (why or "").strip():
            try:
                text = amendment_text(name or "", why or "", [law.id], made)
            except MusdesignError as error:
                tell(error)
            else:
                st.download_button(
                    say("Amendment (YAML)"),
                    text,
                    f"amendment-{law.id}.yaml",
                    "application/yaml",
                    on_click="ignore",
                    key="download-amendment",
                )
        else:
            st.caption(say("Name it and say why, to save it as a file."))
    file = st.file_uploader(
        say("Reopen an amendment (YAML)"),
        type=["yaml", "yml"],
        max_upload_size=1,
        key=f"amend-file-{state.revision()}",
    )
    if file is not None:
        _reopened(law, file.name, file.getvalue())


def _reopened(law: Standard, name: str, raw: bytes) -> None:
    try:
        if len(raw) > MAX_FILE_BYTES:
            raise MusdesignError(say("{name} is too large for an amendment", name=name))
        state.reopen(law.id, raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.error(unmarked(say("{name} is not UTF-8 text", name=name)))
    except MusdesignError as error:
        tell(error)
    else:
        st.rerun()
