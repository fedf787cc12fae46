"""Files and links made to harm are refused with one message, before they cost time or memory."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from dataclasses import replace

import pytest
from openpyxl import Workbook

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.field.tables import read_tables
from musdesign.serve import jobs
from musdesign.ui.link import decode
from musdesign.ui.opening import scheme, shipped, uploaded
from musdesign.ui.uploads import in_folder, told_of_workbook
from musdesign.yamlfile import read_yaml

_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"
_LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(12))
_CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&%s;</t></is></c></row>'


def workbook(sheet: bytes | None = None, more: dict[str, bytes] | None = None) -> bytes:
    """Return a small workbook, with another sheet in place of its own, and more parts."""
    book = Workbook()
    book.active.append(["id", "cows"])
    book.active.append(["a", 3])
    plain, packed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if sheet is not None and name == _SHEET else old.read(name))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return packed.getvalue()


def _zeros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(_SHEET, bytes(80_000_000))
    return packed.getvalue()


def _entities(entity: bytes, declared: bytes) -> bytes:
    return b"<!DOCTYPE x [" + declared + b"]>" + _HEAD + _CELL % entity + _TAIL


TABLES = {
    "zip bomb": ("a.xlsx", _zeros, "too large"),
    "entities in entities": (
        "a.xlsx",
        lambda: workbook(_entities(b"m", b'<!ENTITY a "aaaaaaaaaa">' + _LAUGHS)),
        "not a readable",
    ),
    "a file of the server": (
        "a.xlsx",
        lambda: workbook(_entities(b"a", b'<!ENTITY a SYSTEM "file:///etc/passwd">')),
        "not a readable",
    ),
    "a million columns": (
        "a.xlsx",
        lambda: workbook(_HEAD + b"<row>" + b"<c/>" * 1_000_000 + b"</row>" + _TAIL),
        "too large",
    ),
    "very many rows": (
        "a.xlsx",
        lambda: workbook(_HEAD + b"<row><c><v>1</v></c></row>" * 200_000 + _TAIL),
        "too large",
    ),
    "a cell where none is": (
        "a.xlsx",
        lambda: workbook(_HEAD + b'<row r="-5"><c r="ZZZZZZ9"><v>x</v></c></row>' + _TAIL),
        "not a readable",
    ),
    "cut short": ("a.xlsx", lambda: workbook()[:-200], "not a readable"),
    "a sheet that does not end": ("a.xlsx", lambda: workbook(_HEAD), "not a readable"),
    "an old workbook": ("a.csv", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "save"),
    "a workbook called text": ("a.csv", workbook, "not text"),
    "half a letter": ("a.csv", lambda: "a,b\n".encode("utf-16")[:-1], "UTF-16"),
    "a million columns of text": ("a.csv", lambda: b"a," * 1_000_000 + b"b\n", "no table"),
    "a quote that stays open": ("a.csv", lambda: b'a,b\n"1,2\n' + b"x,y\n" * 90_000, "quote"),
    "fifty megabytes": ("a.csv", lambda: b"a,b\n" * 12_500_000, "too large"),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_table_made_to_harm_is_refused_in_one_message(what):
    name, make, told = TABLES[what]
    with pytest.raises(MusdesignError, match=told) as refused, in_folder({name: make()}) as folder:
        read_tables(folder / name)
    assert len(refused.value.problems) == 1
    assert "reading-" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("bom.csv", b"\xef\xbb\xbfid;cows\r\na;2,5\r\n"),
        ("excel.csv", b"sep=;\nid;cows\na;2,5\n"),
        ("excel-unicode.csv", "id;cows\na;2,5\n".encode("utf-16")),
        ("latin.csv", "id;cows\na;2,5\n# año\n".encode("cp1252")[: -len("# año\n")]),
    ],
)
def test_tables_as_spreadsheets_of_many_lands_write_them_are_read(name, raw):
    with in_folder({name: raw}) as folder:
        found = read_tables(folder / name).tables[0]
    assert found.columns == ("id", "cows")
    assert found.rows == (("a", "2,5"),)


def test_macros_and_links_of_a_workbook_are_told_and_left_alone():
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    raw = workbook(more=more)
    with in_folder({"a.xlsm": raw}) as folder:
        assert read_tables(folder / "a.xlsm").tables[0].rows == (("a", 3),)
    told = " ".join(told_of_workbook("a.xlsm", raw))
    assert "not opened" in told
    assert "not run" in told


_BASE = flow.cases()["ifa-daba"].read_text(encoding="utf-8")
TEXTS = {
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "deep": "[" * 5_000,
    "long": "a: x\n" * 190_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(90_000)),
    "a number beyond all": _BASE.replace("losses: 10 %", f"losses: {'9' * 400}"),
    "an object": "a: !!python/object/apply:os.system [id]\n",
    "no text": "name: \x00\n",
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_text_made_to_harm_is_refused_in_few_messages(what):
    with pytest.raises(MusdesignError) as refused:
        scheme(uploaded("a.yaml", TEXTS[what].encode()))
    assert len(refused.value.problems) < 15
    status, body = jobs.design_job({"scenario": TEXTS[what]})
    assert status == 422
    assert len(body["problems"]) < 15


def test_a_mapping_made_to_harm_is_refused_too():
    raw = ("[" * 100_000).encode()
    with pytest.raises(MusdesignError, match="too long"), in_folder({"map.yaml": raw}) as folder:
        read_yaml(folder / "map.yaml")


def _packed(text: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 900_000,
        b'{"v": 1, "changes": {"losses": NaN}}',
        b'{"v": 1, "changes": {"losses": ' + b"9" * 400 + b"}}",
        b'{"v": 1, "changes": {"name": "\\ud800"}}',
        b'{"v": 1, "changes": {"a": ' + b'{"a": ' * 60 + b"1" + b"}" * 62,
        b'{"v": 1, "case": "../../etc/passwd\\u0000"}\x00',
        b"0" * 30_000_000,
    ],
)
def test_a_link_made_to_harm_is_refused(text):
    with pytest.raises(MusdesignError, match="the link cannot be opened"):
        decode(_packed(text))


def test_changes_without_end_are_refused_before_they_are_made():
    changes = json.dumps({"households": [{} for _ in range(50_000)]})
    with pytest.raises(MusdesignError, match="too long"):
        scheme(replace(shipped("ifa-daba"), changes=changes))
