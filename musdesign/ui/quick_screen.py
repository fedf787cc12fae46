"""The quick question: seven figures, one sentence, a picture of the year, and the way on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from musdesign.flow.once import Kept
from musdesign.i18n import mark
from musdesign.study.quick import QuickAnswer, QuickInputs, quick
from musdesign.study.quick_why import MISSING, NEED, SPRING, TANK
from musdesign.study.quick_why import MONTHS as MONTHS_MET
from musdesign.ui import session
from musdesign.ui.messages import messages
from musdesign.ui.opening import FIRST, Case, case_titles
from musdesign.ui.parts import bullets, heading
from musdesign.ui.quick_why import DOMESTIC_ONLY, NAME, WITHOUT_GARDENS, listen, with_buttons
from musdesign.ui.quick_why import asked as why
from musdesign.ui.theme import USE_COLOURS
from musdesign.ui.typed import number_input
from musdesign.ui.words import number, plural, say, told

MONTHS: tuple[str, ...] = (
    mark("Jan"),
    mark("Feb"),
    mark("Mar"),
    mark("Apr"),
    mark("May"),
    mark("Jun"),
    mark("Jul"),
    mark("Aug"),
    mark("Sep"),
    mark("Oct"),
    mark("Nov"),
    mark("Dec"),
)
_USES = ("domestic", "livestock", "gardens", "losses")
_answers: Kept[QuickAnswer] = Kept(256)


@st.fragment
def quick_screen(design: StreamlitPage) -> None:
    """Ask, and answer at once."""
    st.html(heading(say("A quick answer: does your spring carry it?")))
    asked, answered = st.columns([5, 6], gap="large")
    with asked:
        inputs = _inputs()
    with answered, messages(say("the quick question")):
        if inputs is None:
            st.info(say("Mend the marked figure to see the answer."))
            return
        answer = answer_to(inputs)
        st.html(answer_html(inputs, answer))
        if st.button(
            say("Make this a scheme"),
            key="quick-make",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=session.open_case,
            args=(Case(NAME, answer.scenario, None),),
        ):
            st.switch_page(design)
    listen(inputs, answer_to)


def _inputs() -> QuickInputs | None:
    titles = case_titles()
    names = [name for name in session.names() if name in titles]
    usual = QuickInputs(FIRST if FIRST in names else names[0])
    place = st.selectbox(
        say("Climate and norm as in"),
        names,
        format_func=lambda name: told(titles.get(name) or name),
        key="quick-place",
        persist_state="session",
    )
    # in pairs, so that these stay beside each other under a remark, and in order on a phone
    left, right = st.columns(2)
    with left:
        households = number_input(say("Households"), "", usual.households, "quick-households")
    with right:
        persons = number_input(say("Persons in each"), "", usual.persons, "quick-persons")
    left, right = st.columns(2)
    with left:
        domestic = number_input(
            say("Domestic use"), "L/person/day", usual.domestic_l_person_day, "quick-domestic"
        )
    with right:
        cattle = number_input(say("Cattle in all"), "", usual.cattle, "quick-cattle")
    left, right = st.columns(2)
    with left:
        gardens = number_input(say("Gardens in all"), "", usual.gardens, "quick-gardens")
    with right:
        area = number_input(say("Each garden"), "m2", usual.garden_m2, "quick-area")
    left, _ = st.columns(2)
    with left:
        spring = number_input(say("The spring gives"), "L/s", usual.spring_lps, "quick-spring")
    figures = (households, persons, domestic, cattle, gardens, area, spring)
    if None in figures:
        return None
    read = [float(figure) for figure in figures if figure is not None]
    return QuickInputs(place or usual.case, *read)


def answer_to(inputs: QuickInputs) -> QuickAnswer:
    """Return the answer to a quick question; the last ones are kept for everybody."""
    return _answers.get(inputs, lambda: quick(inputs))


def answer_html(inputs: QuickInputs, answer: QuickAnswer) -> str:
    """Return the answer as words and a picture."""
    uses = [say("domestic use")]
    if inputs.cattle > 0:
        uses.append(say("{count} head of cattle", count=number(inputs.cattle)))
    if inputs.gardens > 0 and inputs.garden_m2 > 0:
        uses.append(plural("{count} garden", "{count} gardens", inputs.gardens))
    sentence = say(
        "Your spring carries {uses} in {months} of 12 months.",
        uses=_listed(uses),
        months=why(MONTHS_MET, answer.months_met),
    )
    tone = "" if answer.months_met == 12 else "bad"
    return (
        f'<p class="mus-answer {tone}" role="status">{with_buttons(escape(sentence))}</p>'
        + months_html(answer)
        + with_buttons(bullets(_remarks(inputs, answer)))
    )


def months_html(answer: QuickAnswer) -> str:
    """Return the year as bars of need by use with the spring's flow across, m3/day."""
    demand = answer.result.demand
    net = sum(demand.by_use_by_month.values())
    parts = {**demand.by_use_by_month, "losses": demand.by_month_m3_day - net}
    top = 1.08 * max(answer.need_m3_day, min(answer.spring_m3_day, 2.5 * answer.need_m3_day))
    bars = []
    for month in range(12):
        blocks = "".join(
            f'<i style="height:{100 * float(parts[use][month]) / top:.2f}%;'
            f'background:{USE_COLOURS[use]}"></i>'
            for use in reversed(_USES)
            if use in parts
        )
        short = month + 1 in answer.short_months
        kind = ' class="short"' if short else ""
        sign = "✗ " if short else ""
        bars.append(
            f"<div{kind}><span>{blocks}</span><b>{sign}{escape(say(MONTHS[month]))}</b></div>"
        )
    line = (
        f'<u><s style="bottom:{100 * answer.spring_m3_day / top:.2f}%"></s></u>'
        if answer.spring_m3_day <= top
        else ""
    )
    shown = [(say(use), USE_COLOURS[use]) for use in _USES if _any(parts.get(use, ()))]
    legend = "".join(
        f'<span><span class="mus-swatch" style="background:{colour}"></span>{escape(name)}</span>'
        for name, colour in shown
    )
    spring = say("the spring, {flow} m3/day", flow=number(answer.spring_m3_day))
    legend += f'<span><span class="mus-dash"></span>{escape(spring)}</span>'
    heard = say(
        "Need by month, at most {need} m3/day, and the spring's {flow} m3/day.",
        need=number(answer.need_m3_day),
        flow=number(answer.spring_m3_day),
    )
    return (
        f'<div class="mus-year" role="img" aria-label="{escape(heard)}">'
        f'<div class="mus-bars">{line}{"".join(bars)}</div>'
        f'<p class="mus-legend">{legend}</p></div>'
    )


def _remarks(inputs: QuickInputs, answer: QuickAnswer) -> list[str]:
    found = []
    if answer.short_months:
        months = _listed([say(MONTHS[month - 1]) for month in answer.short_months])
        found.append(say("Water is missing in {months}.", months=why(MISSING, months)))
        if inputs.gardens > 0:
            found.append(
                say(
                    "Without the gardens: {months} of 12 months.",
                    months=why(WITHOUT_GARDENS, answer.without_gardens),
                )
            )
        found.append(
            say(
                "Domestic use alone: {months} of 12 months.",
                months=why(DOMESTIC_ONLY, answer.domestic_only),
            )
        )
    found.append(
        say(
            "The largest month needs {need} m3/day, losses included; "
            "the spring gives {flow} m3/day.",
            need=why(NEED, number(answer.need_m3_day)),
            flow=why(SPRING, number(answer.spring_m3_day)),
        )
    )
    if answer.storage_m3 is not None:
        found.append(
            say(
                "A tank of {volume} m3 evens out the hours of the day.",
                volume=why(TANK, number(answer.storage_m3)),
            )
        )
    return found


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def _any(values: Iterable[float]) -> bool:
    return any(float(value) > 0 for value in values)
