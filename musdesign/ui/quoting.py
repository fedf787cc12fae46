"""The words of clauses in the page: in their own language, each once, with where they were read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from musdesign.report.quoting import cited, words
from musdesign.standards.quotations import Quotation, distinct
from musdesign.ui import words as visitor
from musdesign.ui.parts import Cell, Quote, quote
from musdesign.ui.words import say


class Once:
    """Puts the words of a clause into the first cell that they belong to."""

    def __init__(self) -> None:
        self._shown: set[Quotation] = set()

    def cell(self, text: str, quotation: Quotation | None) -> Cell:
        """Return a cell with the words of its clause below, where they were not shown above."""
        if quotation is None:
            return Cell(text)
        if quotation in self._shown:
            return Cell(say("{text} (words of the clause: see above)", text=text))
        self._shown.add(quotation)
        return Cell(text, quote=quote_of(quotation))


def quote_of(quotation: Quotation) -> Quote:
    """Return words of a text for the page."""
    return Quote(words(quotation), quotation.language, cited(quotation, visitor.current()))


def quotes(found: Iterable[tuple[str, Quotation | None]]) -> str:
    """Return the words of clauses as a list, each once, or nothing."""
    items = [
        f"<li><strong>{escape(clause)}</strong>{quote(quote_of(quotation))}</li>"
        for clause, quotation in distinct(found)
    ]
    return f'<ul class="mus-list mus-quotes">{"".join(items)}</ul>' if items else ""
