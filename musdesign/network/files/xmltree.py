"""Read XML as plain elements with their lines; what can harm or hide is refused.

A document type, entities and processing of anything outside the file are refused (a few lines of
entities unfold into gigabytes, or read other files); depth and number of elements are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from musdesign.errors import DataError, Problem

MAX_DEPTH = 60
MAX_ELEMENTS = 2_000_000


@dataclass(slots=True)
class Element:
    """An element: its local name, attributes, text, children and line."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> Element | None:
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


def read_xml(raw: bytes, file: str) -> Element:
    """Return the root element.

    Raises:
        DataError: the XML is broken, has a document type or entities, or is too deep.
    """
    reader = _Reader(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.ExternalEntityRefHandler = reader.doctype
    reader.parser = parser
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        what = f"the XML is broken: {expat.errors.messages[error.code]}"
        raise DataError(
            Problem(what, file=file, line=error.lineno, cure="save the file again, or mend it here")
        ) from None
    except (LookupError, ValueError):
        raise DataError(
            Problem("the XML states an encoding that is not known", file=file, line=1)
        ) from None
    assert reader.root is not None
    return reader.root


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.parser: Any = None
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.stack) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise DataError(
                Problem(
                    "the XML is nested too deeply or holds too many elements",
                    file=self.file,
                    line=self.parser.CurrentLineNumber,
                )
            )
        element = Element(name.rsplit(":", 1)[-1], attributes, self.parser.CurrentLineNumber)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _name: str) -> None:
        self.stack.pop()

    def characters(self, data: str) -> None:
        if self.stack:
            self.stack[-1].text += data

    def doctype(self, *_: object) -> Any:
        raise DataError(
            Problem(
                "the XML has a document type or entities, which are not read",
                file=self.file,
                line=self.parser.CurrentLineNumber,
                why="they can unfold without end or fetch other files",
                cure="take the <!DOCTYPE ...> out",
            )
        )
