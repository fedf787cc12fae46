"""Tables as people and KoboToolbox send them: nothing is guessed silently."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from musdesign.errors import DataError
from musdesign.field.cells import Manner, UnreadableCellError, date_of, number
from musdesign.field.survey import survey
from musdesign.field.tables import read_tables, tables_from_text


def test_comma_semicolon_and_tab_give_the_same_table(tmp_path):
    for name, text in {
        "comma": 'id,cows,area\n"h1",3,"2,5"\n',
        "semicolon": "id;cows;area\r\nh1;3;2,5\r\n",
        "tab": "id\tcows\tarea\nh1\t3\t2,5\n",
        "excel": "sep=;\nid;cows;area\nh1;3;2,5\n",
    }.items():
        file = tmp_path / f"{name}.csv"
        file.write_text(text, encoding="utf-8", newline="")
        table = read_tables(file).table()
        assert table.columns == ("id", "cows", "area"), name
        assert table.rows == (("h1", "3", "2,5"),)
        assert table.place(0) == ("row 3" if name == "excel" else "row 2")


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_encodings_are_found_and_told(tmp_path, encoding, note):
    file = tmp_path / "s.csv"
    file.write_text("vereda;año\nPeñón;2026\n", encoding=encoding)
    read = read_tables(file)
    assert read.table().columns == ("vereda", "año")
    assert read.table().rows[0][0] == "Peñón"
    assert note in " ".join(read.notes)
    assert bool(note) == bool(read.notes)


def test_a_declared_encoding_that_is_wrong_is_refused(tmp_path):
    file = tmp_path / "s.csv"
    file.write_bytes("a;ñ\n1;2\n".encode("cp1252"))
    with pytest.raises(DataError, match="cannot be read as utf-8"):
        read_tables(file, encoding="utf-8")


def test_an_unquoted_decimal_comma_between_commas_is_refused_with_its_row():
    with pytest.raises(DataError, match="row 3 has 4 cells under 3 columns"):
        tables_from_text("id,cows,area\nh1,3,2\nh2,4,2,5\n")


def test_a_quoted_line_break_keeps_the_row_numbers_right():
    table = tables_from_text('id;note\nh1;"two\nlines"\nh2;x\n').table()
    assert [table.place(i) for i in range(2)] == ["row 2", "row 4"]


def test_a_delimiter_that_is_not_clear_is_asked_for():
    with pytest.raises(DataError, match="the delimiter of the table is not clear"):
        tables_from_text("a;b,c;d,e\n1;2,3;4,5\n")


def test_two_columns_of_one_name_are_refused_when_they_are_asked_for():
    table = tables_from_text("id;cows;cows\nh1;1;2\n").table()
    with pytest.raises(DataError, match="there are 2 columns for 'cows'"):
        table.find("cows")
    grouped = tables_from_text("id;a/cows;b/cows\nh1;1;2\n").table()
    with pytest.raises(DataError, match="columns 2, 3: 'a/cows', 'b/cows'"):
        grouped.find("cows")
    assert grouped.find("b/cows") == 2


def test_a_hyphen_in_a_header_is_no_group():
    table = tables_from_text("id;ex-cows\nh1;1\n").table()
    with pytest.raises(DataError, match="there is no column 'cows'"):
        table.find("cows")


@pytest.mark.parametrize("text", ["", "\n\n", "PK\x03\x04"])
def test_a_file_without_a_table_is_refused(tmp_path, text):
    file = tmp_path / "s.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        read_tables(file)


def test_a_broken_workbook_is_refused(tmp_path):
    file = tmp_path / "s.xlsx"
    file.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(DataError, match="not a readable XLSX workbook"):
        read_tables(file)


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "value"),
    [
        ("1.200", "point", "none", 1.2),
        ("1.200", "comma", "point", 1200),
        ("1,200", "comma", "none", 1.2),
        ("1,200", "point", "comma", 1200),
        ("1.234.567,8", "comma", "point", 1234567.8),
        ("1 200,5", "comma", "space", 1200.5),
        ("1'200.5", "point", "apostrophe", 1200.5),
        ("2,5", "", "none", 2.5),
        ("2.5", "", "none", 2.5),
        ("0.125", "", "none", 0.125),
        ("-3", "", "none", -3),
        ("1200", "", "none", 1200),
    ],
)
def test_numbers_are_read_as_declared(text, decimal, thousands, value):
    assert number(text, Manner(decimal, thousands)) == value


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "wanted"),
    [
        ("1.200", "", "none", "may be 1.2 or 1200"),
        ("12,345", "", "none", "may be 12.345 or 12345"),
        ("1.200", "comma", "none", "holds a point"),
        ("1,5", "point", "none", "holds a comma"),
        ("1.2.3", "", "none", "two marks"),
        ("12.34,5", "comma", "point", "not grouped in thousands"),
        ("3 cows", "", "none", "is not a number"),
        ("#REF!", "", "none", "the spreadsheet's error"),
        ("1e99", "", "none", "too large"),
        (dt.date(2026, 4, 3), "", "none", "stands where a number is expected"),
        (float("nan"), "", "none", "is not a number"),
    ],
)
def test_ambiguous_numbers_are_refused(cell, decimal, thousands, wanted):
    with pytest.raises(UnreadableCellError, match=wanted):
        number(cell, Manner(decimal, thousands))


@settings(deadline=None)
@given(st.decimals(-(10**9), 10**9, places=4))
def test_numbers_written_in_any_declared_manner_come_back(value):
    plain = f"{value:,.4f}"
    assert number(plain, Manner("point", "comma")) == float(value)
    swapped = plain.replace(",", "_").replace(".", ",").replace("_", ".")
    assert number(swapped, Manner("comma", "point")) == float(value)


def test_dates_are_read_in_the_declared_order_only():
    assert date_of("03/04/2026", Manner(dates="dmy")) == dt.date(2026, 4, 3)
    assert date_of("03/04/2026", Manner(dates="mdy")) == dt.date(2026, 3, 4)
    assert date_of("2026-04-03T10:15:00.000-05:00", Manner()) == dt.date(2026, 4, 3)
    with pytest.raises(UnreadableCellError, match="'03/04/2026' is not a date") as caught:
        date_of("03/04/2026", Manner())
    assert caught.value.cure == "dates are declared as ymd"


def test_a_formula_without_a_value_is_no_blank_answer(tmp_path):
    book = Workbook()
    book.active.append(["id", "cows"])
    book.active.append(["h1", "=1+2"])
    book.save(tmp_path / "s.xlsx")
    with pytest.raises(DataError, match="the formula of B2 has no computed value"):
        read_tables(tmp_path / "s.xlsx")


KOBO = """\
source: Household survey with KoboToolbox
date: 2026-02-01
basis: primary
missing: [-99]
household: _id
persons: persons
group: {column: kind, values: {farm: farms, house: village houses}}
service: {column: tap, values: {house: house connection, yard: yard tap}}
only: {column: consent, is: yes}
domestic: {by_service: {house connection: 120 L/person/day, yard tap: 80 L/person/day}}
livestock:
  dairy_cow: {sheet: animals, column: number, where: {column: animal, is: cow}}
  pig: {sheet: animals, column: number, where: {column: animal, is: [sow, boar]}}
gardens:
  - crop: {column: crop, values: {hortalizas: vegetables, pasto: pasture}}
    method: {column: watering}
    area: {sheet: plots, column: area, unit: {column: area_unit, values: {hectareas: ha}}}
variables: {sells_milk: uses/milk}
"""


def kobo(folder, link="_submission__uuid"):
    """Write an export like KoboToolbox's: grouped headers, options as 0/1, repeats as sheets."""
    book = Workbook()
    main = book.active
    main.title = "Survey v3"
    main.append(["start", "consent", "home/persons", "home/kind", "home/tap", "uses", "uses/milk",
                 "uses/coffee", "_id", "_uuid", "_submission_time", "_index"])  # fmt: skip
    when = dt.datetime(2026, 1, 20, 9, 30)
    main.append([when, "yes", 4, "farm", "house", "milk coffee", 1, 1, 901, "u-1", when, 1])
    main.append([when, "yes", 6, "farm", "house", "milk", 1, 0, 902, "u-2", when, 2])
    main.append([when, "no", None, None, None, None, None, None, 903, "u-3", when, 3])
    main.append([when, "yes", 5, "house", "yard", "", 0, 0, 904, "u-4", when, 4])
    animals = book.create_sheet("animals")
    tail = ["_index", "_parent_table_name", "_parent_index", "_submission__uuid"]
    keep = [True, True, link == "_parent_index", link == "_submission__uuid"]
    tail = [name for name, kept in zip(tail, keep, strict=True) if kept]
    animals.append(["animals/animal", "animals/number", *tail])
    for index, (kind, count, parent) in enumerate(
        [("cow", 3, 1), ("sow", 2, 1), ("boar", 1, 1), ("cow", 5, 2), ("hen", 9, 4), ("cow", 7, 3)]
    ):
        cells = [index + 1, "Survey v3", parent, f"u-{parent}"]
        animals.append([kind, count, *(c for c, kept in zip(cells, keep, strict=True) if kept)])
    plots = book.create_sheet("plots")
    plots.append(
        ["crop", "area", "area_unit", "watering", "_index", "_parent_index", "_submission__uuid"]
    )
    plots.append(["hortalizas", 400, "m2", "hose", 1, 1, "u-1"])
    plots.append(["hortalizas", 100, "m2", "hose", 2, 1, "u-1"])
    plots.append(["pasto", 0.5, "hectareas", "sprinkler", 3, 2, "u-2"])
    book.save(folder / "kobo.xlsx")
    (folder / "kobo.yaml").write_text(KOBO, encoding="utf-8")
    return folder / "kobo.xlsx", folder / "kobo.yaml"


@pytest.mark.parametrize("link", ["_submission__uuid", "_parent_index"])
def test_a_kobotoolbox_export_with_repeats_becomes_groups(tmp_path, link):
    found = survey(*kobo(tmp_path, link), households=50)
    assert found.n == 3
    farms, houses = found.groups
    assert (farms.group, farms.n, houses.group, houses.n) == ("farms", 2, "village houses", 1)
    assert farms.count == pytest.approx(50 * 2 / 3)
    assert farms.livestock["dairy_cow"].per_household.mean == 4  # 3 and 5 cows
    assert farms.livestock["pig"].per_household.mean == 1.5
    assert houses.livestock["dairy_cow"].per_household.mean == 0
    areas = {(g.crop, g.method): (g.area_m2.share.mean, g.area_m2.per_owner.mean)
             for g in farms.gardens}  # fmt: skip
    assert areas == {("vegetables", "hose"): (0.5, 500), ("pasture", "sprinkler"): (0.5, 5000)}
    assert found.households.variables["sells_milk"].tolist() == [1, 1, 0]
    assert "1 rows left out: 'consent' is not yes" in found.notes
    assert "1 rows of sheet 'animals' belong to no household read" in found.notes


def test_an_odk_export_links_its_repeats_by_parent_key(tmp_path):
    book = Workbook()
    book.active.append(["home-persons", "KEY"])
    book.active.append([4, "uuid:1"])
    sheet = book.create_sheet("animals")
    sheet.append(["kind", "number", "PARENT_KEY", "KEY"])
    sheet.append(["cow", 3, "uuid:1", "uuid:1/animals[1]"])
    book.save(tmp_path / "odk.xlsx")
    (tmp_path / "odk.yaml").write_text(
        "source: s\nbasis: primary\nhousehold: KEY\npersons: persons\n"
        "domestic: {rate: 50 L/person/day}\n"
        "livestock: {cattle: {sheet: animals, column: number, where: {column: kind, is: cow}}}\n",
        encoding="utf-8",
    )
    (group,) = survey(tmp_path / "odk.xlsx", tmp_path / "odk.yaml").groups
    assert group.livestock["cattle"].per_household.mean == 3
    assert group.size.mean == 4


def test_a_wrong_sheet_or_choice_is_named_with_the_nearest(tmp_path):
    file, form = kobo(tmp_path)
    for old, new, wanted in (
        ("sheet: plots", "sheet: plot", "did you mean 'plots'"),
        ("is: cow}", "is: cows}", "no row has 'cows' in the column 'animal'"),
        ("values: {hectareas: ha}", "values: {hectarea: ha}", "unknown unit 'hectareas'"),
    ):
        form.write_text(KOBO.replace(old, new), encoding="utf-8")
        with pytest.raises(DataError) as caught:
            survey(file, form)
        assert any(wanted in str(problem) for problem in caught.value.problems), caught.value
