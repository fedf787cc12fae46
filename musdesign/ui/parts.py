"""Parts of the page as plain HTML: light to load, readable by any machine, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from musdesign.trace import Step
from musdesign.ui.studies import telling
from musdesign.ui.theme import USE_COLOURS, VERDICTS
from musdesign.ui.words import say


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and how its cells stand (``num``, ``wide``, ``key`` or nothing).

    ``how`` tells in a sentence how the numbers of a study came about, ``source`` where that is
    written; a click on one shows both.
    """

    title: str
    kind: str = ""
    how: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text in their own language, and where they were read."""

    text: str
    language: str
    cited: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a meaning that its words carry and its colour repeats.

    ``quote`` stands below the text, in its own language.
    """

    text: str
    tone: str = ""
    swatch: str = ""
    why: str = ""
    """Key of the explanation that a click opens."""
    source: str = ""
    """Where the number of a column with a ``how`` comes from, else its column's."""
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of the top line; ``was`` is its value in the case as shipped."""

    label: str
    value: str
    unit: str = ""
    was: str = ""
    tone: str = ""


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str | Cell]],
    caption: str,
    total: Sequence[str | Cell] | None = None,
    *,
    stacked: bool = False,
    tall: bool = False,
) -> str:
    """Return an HTML table; all text is escaped.

    ``stacked`` shows each row as a card on a phone: for tables with sentences in them;
    ``tall`` lets a long table scroll inside a frame.
    """
    head = "".join(
        f'<th scope="col" class="{escape(column.kind)}">{escape(column.title)}</th>'
        for column in columns
    )
    body = "".join(_row(columns, _with_why(columns, row, caption)) for row in rows)
    if total is not None:
        body += _row(columns, _with_why(columns, total, caption), "total")
    kind = "mus-table mus-stacked" if stacked else "mus-table"
    frame = "mus-scroll mus-tall" if tall else "mus-scroll"
    return (
        f'<div class="{frame}" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="{kind}"><caption><span>{escape(caption)}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def key_figures(figures: Iterable[KeyFigure]) -> str:
    """Return the top line of figures."""
    parts = []
    for figure in figures:
        unit = f" <small>{escape(figure.unit)}</small>" if figure.unit else ""
        was = (
            f'<dd class="was">{escape(say("case: {was}", was=figure.was))}</dd>'
            if figure.was
            else ""
        )
        parts.append(
            f'<div class="mus-figure {escape(figure.tone)}"><dt>{escape(figure.label)}</dt>'
            f'<dd class="now">{escape(figure.value)}{unit}</dd>{was}</div>'
        )
    return f'<dl class="mus-figures">{"".join(parts)}</dl>'


def heading(text: str) -> str:
    """Return the heading of a part of a section."""
    return f'<h2 class="mus-heading">{escape(text)}</h2>'


def note(text: str) -> str:
    """Return a remark in small print."""
    return f'<p class="mus-note">{escape(text)}</p>'


def warning(text: str) -> str:
    """Return a remark that changes what the figures above it are worth."""
    return f'<p class="mus-note mus-warning">✗ {escape(text)}</p>'


def notes(lines: Iterable[str]) -> str:
    """Return remarks in small print, each on a line of its own."""
    found = list(lines)
    if len(found) == 1:
        return note(sentences(found) + ".")
    items = "".join(f"<li>{escape(line)}</li>" for line in found)
    return f'<ul class="mus-list mus-note">{items}</ul>'


def sentences(parts: Iterable[str]) -> str:
    """Return remarks one after the other, each beginning as a sentence does.

    >>> sentences(["free by law", "", "see Art. 39"])
    'Free by law. See Art. 39'
    """
    return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts if part)


def bullets(lines: Iterable[str]) -> str:
    """Return a list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="mus-list">{items}</ul>'


def unmarked(text: str) -> str:
    r"""Return text that Streamlit's labels and messages show as it stands, not as markup.

    >>> unmarked("a*b [c](d)")
    'a\\*b \\[c\\](d)'
    """
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#$~|:" else sign for sign in text)


def label(text: str) -> str:
    """Return text for the label of a control, without signs that would be read as markup.

    A label is also read aloud as it stands, so that the signs are left out and not escaped.

    >>> label("spring *A* [upper], L/s")
    'spring A upper, L/s'
    """
    return "".join(sign for sign in text if sign not in "\\`*[]<>#$~|")


def use_cell(use: str) -> Cell:
    """Return the name of a use beside its colour."""
    return Cell(say(use), swatch=USE_COLOURS.get(use, ""))


def verdict_cell(verdict: str) -> Cell:
    """Return a verdict in a sign and a word; the colour only repeats it."""
    sign, words, tone = VERDICTS[verdict]
    return Cell(f"{sign} {say(words)}", tone)


def basis_cell(basis: str) -> Cell:
    """Return the basis of a number, unverified ones marked."""
    return Cell(say("⚠ unverified"), "open") if basis == "unverified" else Cell(say(basis))


def why(key: str, text: str, tone: str = "") -> Cell:
    """Return a number that a click explains; what has no digit is no number."""
    return Cell(text, tone, why=key if any(sign.isdigit() for sign in text) else "")


def _with_why(
    columns: Sequence[Column], row: Sequence[str | Cell], caption: str
) -> Sequence[str | Cell]:
    """Return a row whose numbers tell, at a click, how their column came about."""
    kept = telling()
    if kept is None:
        return row
    cells = [item if isinstance(item, Cell) else Cell(item) for item in row]
    first = cells[0].text
    for i, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if not (column.how or cell.why) or not any(sign.isdigit() for sign in cell.text):
            continue
        key = cell.why or f"{caption} · {first} · {column.title}"
        kept.keep(key, kept.place(caption, first, i), cell.text, own=bool(cell.why))
        if cell.why:
            continue
        beside = "; ".join(
            f"{other.title}: {item.text}"
            for j, (other, item) in enumerate(zip(columns, cells, strict=True))
            if j != i and item.text
        )
        remark = say("In the same row: {numbers}", numbers=beside)
        kept.told[key] = Step(
            key, cell.text, "", cell.source or column.source, method=column.how, checks=(remark,)
        )
        cells[i] = replace(cell, why=key)
    return cells


def _asked(cell: Cell) -> str:
    text = escape(cell.text)
    if not cell.why:
        return text
    return f'<button type="button" class="mus-why" data-why="{escape(cell.why)}">{text}</button>'


def quote(found: Quote) -> str:
    """Return words of a text in their own language, and where they were read."""
    return (
        f'<blockquote class="mus-quote" lang="{escape(found.language)}">{escape(found.text)}'
        f'</blockquote><span class="mus-cited">{escape(found.cited)}</span>'
    )


def _content(cell: Cell) -> str:
    if cell.quote is None:
        return _asked(cell)
    return f"<div>{_asked(cell)}{quote(cell.quote)}</div>"


def _row(columns: Sequence[Column], row: Sequence[str | Cell], kind: str = "") -> str:
    cells = []
    for column, content in zip(columns, row, strict=True):
        cell = content if isinstance(content, Cell) else Cell(content)
        swatch = (
            f'<span class="mus-swatch" style="background:{escape(cell.swatch)}"></span>'
            if cell.swatch
            else ""
        )
        classes = f"{column.kind} {cell.tone}".strip()
        cells.append(
            f'<td class="{escape(classes)}" data-label="{escape(column.title)}">'
            f"{swatch}{_content(cell)}</td>"
        )
    return f'<tr class="{escape(kind)}">{"".join(cells)}</tr>'
