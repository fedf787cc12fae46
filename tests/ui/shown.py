"""Everything that a page shows in words, and a language that nobody writes by accident."""

from __future__ import annotations

import functools
import gettext
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import polib
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from musdesign.i18n import Language
from musdesign.i18n.patterns import Patterns
from tests.i18n.messages import ROOT

_PLACES = re.compile(r"(%\{[^}]*\}|\{[^{}]*\}|<[^<>]*>)")
_TO_GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπχρστυωϖςζθΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΧΡΣΤΥΩϏϚΖΘ",
)
# what is no text for people: names for the program, colours, addresses
_SILENT = {
    "id", "form_id", "key", "query_param_key", "icon", "url", "element_id", "config", "language",
    "type", "user_key", "marshalled", "raw_value", "raw_values", "format", "validate_regex",
    "color", "script_hash", "page", "page_script_hash", "deferred_file_id", "autocomplete",
    "default_tab_label", "theme", "columns", "arrow_data", "data",
    "column_order", "resize", "selection_mode", "name", "css_class", "js_content", "component_name",
}  # fmt: skip
_FIGURE_TEXTS = {"name", "text", "title", "hovertemplate", "label", "ticktext", "labels"}


def greek(text: str) -> str:
    """Return a text whose letters are Greek; places for values, and tags, stay."""
    return "".join(
        part if i % 2 else part.translate(_TO_GREEK) for i, part in enumerate(_PLACES.split(text))
    )


class _Greek(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message if "|" in message else greek(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return greek(msgid1 if n == 1 else msgid2)


@functools.cache
def pseudo() -> Language:
    """Return a language in which what went through the catalogue has no Latin letter.

    A finished sentence of the core becomes Greek where the catalogue holds it, or its pattern.
    """
    entries = polib.pofile(str(ROOT / "i18n" / "catalogues" / "es.po"))
    patterns = Patterns((entry.msgid, greek(entry.msgid)) for entry in entries if entry.msgstr)
    return Language("en", "English", _Greek(), patterns)


def texts(test: AppTest) -> Iterator[str]:
    """Yield every text that a page shows or reads aloud."""
    for node in _nodes(test._tree):
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            yield from _of_message(proto)


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def _of_message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in _SILENT:
            continue
        if field.name == "spec":
            yield from _of_figure(json.loads(value))
        elif field.type == field.TYPE_MESSAGE:
            for part in value if _repeated(value) else [value]:
                if isinstance(part, Message):
                    yield from _of_message(part)
        elif field.type == field.TYPE_STRING:
            for part in [value] if isinstance(value, str) else list(value):
                yield plain(part)


def _repeated(value: Any) -> bool:
    return not isinstance(value, Message)


def _of_figure(part: Any, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name != "template":
                yield from _of_figure(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from _of_figure(value, key)
    elif isinstance(part, str) and key in _FIGURE_TEXTS | {"x", "y", "customdata"}:
        yield plain(re.sub(r"%\{[^}]*\}", " ", part))


@functools.lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text without tags, styles, scripts and the escapes of markup."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', text))
    text = html.unescape(re.sub(r"<[^>]+>", " ", text) + " " + labels)
    return re.sub(r":(?:material/\w+|red\[|red):?", " ", text).replace("\\", "")
