"""A decimal comma is never ten times as much: in every field and every table, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import musdesign.ui
from musdesign import flow
from musdesign.i18n import language
from musdesign.ui import words
from musdesign.ui.pages import PAGES
from tests.ui.opened import page
from tests.ui.shown import plain

ROOT = Path(musdesign.ui.__file__).parent
CASE = "la-palma-tres-puertas"
# what stands on several pages is typed into on one of them
SECTIONS = list(
    {
        (section.show if section else item.path): (item.path, section.title if section else "")
        for item in PAGES
        for section in (item.sections or (None,))
    }.values()
)
FREE = ("name", "who", "what", "why", "decision", "variant", "amend", "when", "day")
"""Parts of the keys of fields that take words, not numbers."""


def test_no_field_of_streamlit_reads_numbers_by_itself():
    """Streamlit reads 1,5 as 15 in a browser set to English: numbers are typed as text and read by us."""
    found = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"number_input", "NumberColumn"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found


TYPED = [("design", "Edit"), ("tariffs", "Tariffs")]
"""The sections with tables to type into."""


@pytest.mark.parametrize(("path", "section"), TYPED)
def test_no_table_has_a_column_that_streamlit_reads_as_numbers(path, section):
    test = page(path, section, case=CASE, timeout_s=180).run()
    tables = [item for item in test.get("dataframe") if item.proto.editing_mode]
    assert tables
    for item in tables:
        kinds = set(item.value.dtypes.astype(str))
        assert kinds <= {"str", "object", "bool", "string"}, kinds
        assert not set(re.findall(r'"type":\s*"(number|progress)"', item.proto.columns))


def test_every_table_to_type_into_is_looked_at():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "st.data_editor(" in path.read_text(encoding="utf-8")
    }
    assert found == {"sections/edit.py", "sections/tariffs.py"}


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "es"])
def test_one_comma_five_is_read_as_one_and_a_half_or_refused(code, monkeypatch):
    """Type into every field of every page that takes a number: those of the frame once."""
    monkeypatch.setattr(words, "current", lambda: language(code))
    done: set[str] = set()
    for path, section in SECTIONS:
        test = page(path, section, case=CASE, timeout_s=180).run()
        keys = [item.key for item in test.text_input if item.key and not _takes_words(item.key)]
        for key in [key for key in keys if key not in done]:
            done.add(key)
            field = next(item for item in test.text_input if item.key == key)
            before = field.value
            field.set_value("1,5").run()
            assert not test.exception, key
            assert not _fifteen(test), (key, _fifteen(test))
            # taken back with what is typed next
            back = [item for item in test.text_input if item.key == key]
            if back:
                back[0].set_value(before or "")
    assert len(done) > 10


def _fifteen(test) -> list[str]:
    """Return what on the page says that a value was read as fifteen."""
    told = [plain(item.value) for item in (*test.caption, *test.error)] + [_made(test)]
    return [text for text in told if re.search(r"(?<![\d.,])15(?:[.,]0+)?(?![\d.,])", text)]


def _takes_words(key: str) -> bool:
    return any(part in key.lower() for part in FREE)


def _made(test) -> str:
    """Return the command that repeats the page, where it is shown."""
    return " ".join(item.value for item in test.code if item.value.startswith("musdesign"))


def test_a_case_is_there_to_type_into():
    assert CASE in flow.cases()
