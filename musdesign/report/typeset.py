"""Write tables, headings and formulas in typst, and compile them to PDF.

Everything of the user's is passed as a string literal, never as markup, so that no text of a
scenario can change the page or open a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from musdesign.i18n import Language
from musdesign.notation import quoted
from musdesign.report.content import Cell, Table

_PREAMBLE = """
#set document(title: {title}, author: "musdesign", date: none)
#set page(paper: "a4", margin: (x: 2cm, y: 2.2cm), numbering: "1 / 1",
  header: context if counter(page).get().first() > 1 [#text(8pt, fill: luma(90), {title})])
#set text(font: ("Libertinus Serif", "New Computer Modern"), size: 10pt, lang: {lang})
#set par(justify: false)
#set heading(numbering: "1.1")
#show heading.where(level: 1): it => block(above: 1.6em, below: .8em, text(14pt, it))
#show heading.where(level: 2): it => block(above: 1.3em, below: .6em, text(11pt, it))
#show table: set text(8.5pt)
#show table: set par(leading: .45em)
#set table(stroke: none, inset: (x: 3.5pt, y: 3pt))
#show figure: set block(breakable: true)
#let note(body) = text(8.5pt, fill: luma(70), body)
"""


def page(title: str, lang: Language) -> str:
    """Return the settings of a document."""
    return _PREAMBLE.replace("{title}", quoted(title)).replace("{lang}", quoted(lang.code))


def heading(text: str, level: int = 1) -> str:
    """Return a heading."""
    return f"#heading(level: {level}, {quoted(text)})\n"


def paragraph(text: str) -> str:
    """Return a paragraph of plain text."""
    return f"#par[#{quoted(text)}]\n"


def note(text: str) -> str:
    """Return a small remark."""
    return f"#note({quoted(text)})\n"


def table(found: Table, lang: Language) -> str:
    """Return a table with its sums below."""
    widths = found.widths or tuple(1.0 for _ in found.columns)
    numeric = [_numeric(found, i) for i in range(len(found.columns))]
    align = ", ".join("right + top" if number else "left + top" for number in numeric)
    head = "".join(f"[#strong({quoted(column)})], " for column in found.columns)
    body = "".join(_row(row, lang) for row in found.rows)
    columns = ", ".join(f"{width:g}fr" for width in widths)
    parts = [
        f"#table(columns: ({columns}), align: ({align},),\n",
        "table.hline(stroke: .7pt), ",
        f"table.header({head}table.hline(stroke: .4pt)),\n{body}",
    ]
    if found.summed:
        parts.append(f"table.hline(stroke: .4pt), {_sums(found, lang)}")
    parts.append("table.hline(stroke: .7pt))\n")
    remark = note(found.words) if found.words else ""
    return heading(found.title, 2) + "".join(parts) + remark


def picture(svg: str, title: str, width: str = "100%") -> str:
    """Return a picture with its title above it, kept together on a page."""
    image = f'image(bytes({quoted(svg)}), format: "svg", width: {width}, alt: {quoted(title)})'
    return f"#block(breakable: false)[\n{heading(title, 2)}#{image}\n]\n"


def figure_text(value: Cell, lang: Language) -> str:
    """Return a cell as text: numbers in the form of the language."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else lang.number(float(value))


def compile_pdf(source: str, day: dt.date) -> bytes:
    """Return the PDF of a document; the same text and day give the same bytes."""
    import typst

    stamp = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    found = typst.compile(
        source.encode(), format="pdf", ignore_system_fonts=True, timestamp=int(stamp.timestamp())
    )
    return bytes(found) if not isinstance(found, list) else b"".join(found)


def _numeric(found: Table, column: int) -> bool:
    cells = [row[column] for row in found.rows]
    return any(isinstance(cell, int | float) for cell in cells) or all(c is None for c in cells)


def _row(row: Sequence[Cell], lang: Language) -> str:
    return "".join(f"[#{quoted(figure_text(cell, lang))}], " for cell in row) + "\n"


def _sums(found: Table, lang: Language) -> str:
    cells: list[str] = []
    for i in range(len(found.columns)):
        if i in found.summed:
            cells.append(f"[#strong({quoted(lang.number(found.total(i)))})]")
        else:
            cells.append(f"[#strong({quoted(lang.text('sum') if i == 0 else '')})]")
    return ", ".join(cells) + ",\n"
