"""The brief: one or two pages for policy people, as PDF or as one HTML file."""

from __future__ import annotations

import datetime as dt
from html import escape

from musdesign.flow import DesignResult, Scheme
from musdesign.i18n import Language, language
from musdesign.notation import quoted
from musdesign.report import typeset
from musdesign.report.brief_content import Bar, Block, Brief, brief_of
from musdesign.report.colours import USE_COLOURS
from musdesign.report.quoting import printed, words

DAGGER = "†"
_LONGEST_LINK = 1500
"""Characters of a link that are printed; a longer one can be clicked but not typed."""


def brief_pdf(
    scheme: Scheme,
    result: DesignResult,
    lang: str = "en",
    day: dt.date | None = None,
    *,
    link: str = "",
    command: str = "",
) -> bytes:
    """Return the brief as PDF.

    Args:
        scheme: the scheme, with its standards.
        result: its design, with the other futures.
        lang: code of the language.
        day: date of the brief; today where left out.
        link: address that reopens exactly this.
        command: the same on the command line.

    Raises:
        MusdesignError: an unknown language.
    """
    day = day or dt.date.today()
    found = brief_of(scheme, result, language(lang), day, link, command)
    return typeset.compile_pdf(brief_source(found, language(lang)), day)


def brief_source(found: Brief, lang: Language) -> str:
    """Return the brief as typst source; every text of the user's is a string literal."""
    _ = lang.text
    parts = [
        typeset.page(found.title, lang),
        "#set par(leading: .58em)\n#set heading(numbering: none)\n",
        f"#text(9pt, fill: luma(90), {quoted(found.place)})\n\n",
        f"#text(19pt, weight: 600, {quoted(found.title)})\n\n",
        f"#text(12.5pt, {quoted(found.question)})\n\n",
        typeset.paragraph(found.answer),
        _numbers(found),
        typeset.heading(_("The futures side by side"), 2),
        _table(found),
        typeset.heading(found.chart_title, 2),
        _chart(found, lang),
        typeset.note(found.source_line) + "\n",
        typeset.heading(_("What blocks it, and the smallest change"), 2),
        *(_block(block, lang) for block in found.blocks),
        "\n" + typeset.note(found.blocks_note) + "\n",
        typeset.heading(_("Open exactly this, and cite it"), 2),
        _reopen(found, lang),
        f"#block(text(9pt, {quoted(found.citation)}))\n",
        typeset.note(found.unverified_note) + "\n\n",
        *(typeset.note(line) + "\n\n" for line in found.notes),
    ]
    return "".join(parts)


def _numbers(found: Brief) -> str:
    cells = "".join(
        f"[#text(19pt, weight: 600, {quoted(item.value)}) "
        f"#text(9pt, {quoted(item.unit + (f' {DAGGER}' if item.unverified else ''))})"
        f" \\ #text(9pt, fill: luma(60), {quoted(item.words)})], "
        for item in found.numbers
    )
    columns = ", ".join(["1fr"] * max(len(found.numbers), 1))
    return f"#v(.3em)\n#grid(columns: ({columns},), gutter: 1.4em, {cells})\n#v(.2em)\n"


def _table(found: Brief) -> str:
    count = len(found.columns)
    head = "".join(f"[#strong({quoted(title)})], " for title in ("", *found.columns))
    body = "".join(
        f"[#{quoted(row.name + (' ' + DAGGER if row.unverified else ''))}], "
        + "".join(f"[#{quoted(value)}], " for value in row.values)
        + "\n"
        for row in found.rows
    )
    widths = ", ".join(["2.1fr", *(["1.3fr"] * count)])
    align = ", ".join(["left", *(["right"] * count)])
    return (
        f"#table(columns: ({widths},), align: ({align},),\ntable.hline(stroke: .7pt), "
        f"table.header({head}table.hline(stroke: .4pt)),\n{body}table.hline(stroke: .7pt))\n"
    )


def _chart(found: Brief, lang: Language) -> str:
    most = max([found.need, *(bar.total for bar in found.bars)], default=0.0)
    if not found.bars or most <= 0:
        return typeset.note(lang.text("No water balance could be made.")) + "\n"
    rows = "".join(
        f"align(right, text(9pt, {quoted(bar.name)})), {_stacked(bar, most)}, "
        f"text(9pt, {quoted(lang.number(bar.total))}),\n"
        for bar in found.bars
    )
    uses = list(dict.fromkeys(use for bar in found.bars for use, _ in bar.parts))
    legend = " #h(1em) ".join(
        f'#box(width: 7pt, height: 7pt, fill: rgb("{USE_COLOURS.get(use, "#888888")}")) '
        f"#text(8.5pt, {quoted(lang.told(use))})"
        for use in uses
    )
    return (
        "#grid(columns: (10.5em, 1fr, 2.6em), column-gutter: .7em, row-gutter: .55em, "
        f"align: horizon,\n{rows})\n#v(.1em)\n{legend}\n\n"
    )


def _stacked(bar: Bar, most: float) -> str:
    parts = [(use, value) for use, value in bar.parts if value > 1e-9]
    widths = ", ".join(f"{value / most:.5f}fr" for _, value in parts)
    rest = max(1.0 - bar.total / most, 0.0)
    cells = "".join(
        f"rect(width: 100%, height: 13pt, stroke: none, "
        f'fill: rgb("{USE_COLOURS.get(use, "#888888")}")), '
        for use, _ in parts
    )
    # what is left of the longest bar stays blank, so that lengths can be compared
    return f"grid(columns: ({widths}, {rest + 1e-6:.6f}fr), {cells}[])"


def _block(block: Block, lang: Language) -> str:
    """Return a clause in the way, its own words below it."""
    if block.quotation is None:
        return f"- #{quoted(block.told)}\n"
    own = printed(block.quotation, lang)
    return (
        f"- #{quoted(block.told)}\n"
        f'  #block(inset: (left: .8em), spacing: .5em, text(9pt, style: "italic", '
        f"lang: {quoted(block.quotation.language[:2])}, {quoted(own)}))\n"
        f"  #block(inset: (left: .8em), spacing: .5em, note({quoted(block.cited)}))\n"
    )


def _html_block(block: Block) -> str:
    if block.quotation is None:
        return f"<li>{escape(block.told)}</li>"
    return (
        f'<li>{escape(block.told)}<blockquote lang="{escape(block.quotation.language)}">'
        f"{escape(words(block.quotation))}</blockquote>"
        f'<p class="note">{escape(block.cited)}</p></li>'
    )


def _reopen(found: Brief, lang: Language) -> str:
    _ = lang.text
    lines = []
    if found.link:
        shown = found.link if len(found.link) <= _LONGEST_LINK else _("open this design")
        lines.append(
            f'#block(link({quoted(found.link)})[#text(8pt, fill: rgb("#1f5f8b"), '
            f"{quoted(_breakable(shown))})])\n"
        )
    if found.command:
        lines.append(f"#block(raw({quoted(found.command)}))\n")
    return "".join(lines)


def _breakable(text: str) -> str:
    """Return an address that may break between any of its characters."""
    return "\u200b".join(text[i : i + 8] for i in range(0, len(text), 8))


def brief_html(
    scheme: Scheme,
    result: DesignResult,
    lang: str = "en",
    day: dt.date | None = None,
    *,
    link: str = "",
    command: str = "",
) -> str:
    """Return the brief as one HTML file that loads nothing from elsewhere.

    Raises:
        MusdesignError: an unknown language.
    """
    day = day or dt.date.today()
    chosen = language(lang)
    found = brief_of(scheme, result, chosen, day, link, command)
    _ = chosen.text
    numbers = "".join(
        f"<div><b>{escape(n.value)}</b> {escape(n.unit)}{DAGGER if n.unverified else ''}"
        f"<p>{escape(n.words)}</p></div>"
        for n in found.numbers
    )
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in ("", *found.columns))
    body = "".join(
        f'<tr><th scope="row">{escape(row.name)}{" " + DAGGER if row.unverified else ""}</th>'
        + "".join(f"<td>{escape(value)}</td>" for value in row.values)
        + "</tr>"
        for row in found.rows
    )
    blocks = "".join(_html_block(block) for block in found.blocks)
    small = "".join(
        f'<p class="note">{escape(t)}</p>' for t in (found.unverified_note, *found.notes)
    )
    reopen = f'<p><a href="{escape(found.link)}">{escape(_("open this design"))}</a></p>'
    return (
        f'<!doctype html>\n<html lang="{escape(chosen.code)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(found.title)}</title><style>{_STYLE}</style></head><body><main>"
        f'<p class="note">{escape(found.place)}</p><h1>{escape(found.title)}</h1>'
        f'<p class="lead">{escape(found.question)}</p><p>{escape(found.answer)}</p>'
        f'<div class="numbers">{numbers}</div><h2>{escape(_("The futures side by side"))}</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<h2>{escape(found.chart_title)}</h2>{_html_chart(found, chosen)}"
        f'<p class="note">{escape(found.source_line)}</p>'
        f"<h2>{escape(_('What blocks it, and the smallest change'))}</h2><ul>{blocks}</ul>"
        f'<p class="note">{escape(found.blocks_note)}</p>'
        f"<h2>{escape(_('Open exactly this, and cite it'))}</h2>{reopen if found.link else ''}"
        + (f"<pre>{escape(found.command)}</pre>" if found.command else "")
        + f"<p>{escape(found.citation)}</p>{small}</main></body></html>\n"
    )


def _html_chart(found: Brief, lang: Language) -> str:
    most = max([found.need, *(bar.total for bar in found.bars)], default=0.0) or 1.0
    rows = []
    for bar in found.bars:
        parts = "".join(
            f'<span title="{escape(lang.told(use))}" style="width:{100 * value / most:.3f}%;'
            f'background:{USE_COLOURS.get(use, "#888888")}"></span>'
            for use, value in bar.parts
        )
        rows.append(
            f'<div class="bar"><em>{escape(bar.name)}</em><div>{parts}</div>'
            f"<strong>{escape(lang.number(bar.total))}</strong></div>"
        )
    uses = list(dict.fromkeys(use for bar in found.bars for use, _ in bar.parts))
    legend = "".join(
        f'<span><i style="background:{USE_COLOURS.get(use, "#888888")}"></i>'
        f"{escape(lang.told(use))}</span>"
        for use in uses
    )
    return "".join(rows) + f'<p class="legend">{legend}</p>'


_STYLE = """
body {font: 16px/1.45 Georgia, serif; color: #1d2733; margin: 0;}
main {max-width: 46rem; margin: 2rem auto; padding: 0 1rem;}
h1 {margin: .2rem 0;} h2 {font-size: 1.1rem; margin: 1.6rem 0 .4rem;}
.lead {font-size: 1.15rem;} .note {color: #55616e; font-size: .85rem;}
.numbers {display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1.2rem;}
.numbers b {font-size: 1.6rem;} .numbers p {margin: .2rem 0; color: #3b4754;}
table {border-collapse: collapse; width: 100%; font-size: .92rem;}
th, td {text-align: right; padding: .3rem .4rem; border-bottom: 1px solid #e3e8ed;}
th:first-child {text-align: left;} tbody th {font-weight: 400;}
.bar {display: grid; grid-template-columns: 11rem 1fr 3rem; gap: .6rem; align-items: center;
  margin: .3rem 0;}
.bar em {font-style: normal; text-align: right; font-size: .9rem;} .bar > div {display: flex;}
.bar span {height: 1rem; display: block;}
.legend span {margin-right: 1rem; font-size: .85rem;}
.legend i {display: inline-block; width: .7rem; height: .7rem; margin-right: .3rem;}
blockquote {margin: .3rem 0 .1rem 0; padding-left: .8rem; border-left: 3px solid #c9d9e6;
  font-style: italic;} li .note {margin: 0 0 .5rem 0; padding-left: .8rem;}
pre {white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem;}
@media (max-width: 30rem) {.bar {grid-template-columns: 1fr 3rem;} .bar em {grid-column: 1 / -1;
  text-align: left;}}
"""
