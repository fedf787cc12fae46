"""Tables of a scenario: what is typed in them goes into the file, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.scenario.saving import changed_text
from musdesign.ui.edit.cells import Cell, read, shown
from musdesign.ui.edit.change import changes, written
from musdesign.ui.edit.kinds import kinds
from musdesign.ui.edit.rows import Edits
from musdesign.ui.edit.tables import texts
from tests.ui.opened import page, turn_to
from tests.ui.test_ui_page import figures

CASE = "la-palma-tres-puertas"
TEXT = flow.cases()[CASE].read_text(encoding="utf-8")
TABLES = {table.name: table for part in kinds("COP").values() for table in part}


def made(**edits):
    data = written(TEXT, {})
    return changes(data, data, [(TABLES[name], edit) for name, edit in edits.items()])


def scenario(found):
    return flow.load_text(changed_text(TEXT, found)).scenario


@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_tables_that_nobody_touched_change_nothing(name):
    text = flow.cases()[name].read_text(encoding="utf-8")
    data = written(text, {})
    done = []
    for table in TABLES.values():
        rows = texts(table, data)
        assert all(isinstance(cell, str) for row in rows for cell in row.values())
        done.append((table, Edits()))
    assert changes(data, data, done) == {}


@pytest.mark.parametrize("name", sorted(flow.cases()))
def test_every_cell_written_again_as_it_is_shown_means_the_same(name):
    scheme = flow.load(name)
    text = flow.cases()[name].read_text(encoding="utf-8")
    data = written(text, {})
    done = []
    for table in TABLES.values():
        rows = texts(table, data)
        columns = {cell.key for cell in table.columns}
        keep = {
            i: {key: value for key, value in row.items() if key in columns and value}
            for i, row in enumerate(rows)
        }
        done.append((table, Edits(keep)))
    found = changes(data, data, done)
    from musdesign.scenario import scenario_from_text

    again = scenario_from_text(text, found, folder=flow.cases()[name].parent).require()
    assert again == scheme.scenario


@given(whole=st.integers(0, 9999), decimals=st.integers(1, 99), sign=st.sampled_from(",."))
@settings(deadline=None, max_examples=60)
def test_a_comma_in_a_cell_is_a_decimal_mark(whole, decimals, sign):
    cell = Cell("flow", "Flow", "quantity", "L/s")
    wanted = float(f"{whole}.{decimals:02d}")
    assert float(read(f"{whole}{sign}{decimals:02d}", cell).split()[0]) == wanted
    assert read(f"{whole}{sign}{decimals:02d}", Cell("n", "N", "number")) == wanted


@pytest.mark.parametrize("kind", ["number", "quantity", "monthly"])
@pytest.mark.parametrize("text", ["1,500", "1.234,5", "1,2,3", "1 500", "many", "--2", "1e999"])
def test_what_could_mean_two_things_is_refused_in_a_cell(kind, text):
    with pytest.raises(MusdesignError):
        read(text, Cell("x", "X", kind, "L/s"))


def test_a_cell_of_a_reader_with_decimal_commas_comes_back():
    cell = Cell("flow", "Flow", "monthly", "L/s")
    value = {"monthly": [1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.25], "unit": "L/s"}
    told = shown(value, cell, lambda text: text.replace(".", ","))
    assert told.startswith("1,5; 2;")
    assert read(told, cell) == value


def test_a_changed_cell_is_one_value_by_path():
    assert made(households=Edits({0: {"count": "190"}})) == {"households[0].count": 190}
    assert made(animals=Edits({0: {"head": "1,5"}})) == {"households[0].uses.livestock.cattle": 1.5}
    assert made(plots=Edits({1: {"area": "0,1 ha/household"}})) == {
        "households[1].uses.gardens[0].area": "0.1 ha/household"
    }
    assert made(climate=Edits({0: {"3": "104,5"}}))["location.climate.rain"]["monthly"][2] == 104.5


def test_an_added_row_is_appended_and_designs():
    found = made(
        animals=Edits(added=[{"group": "village houses", "kind": "goat_shoat", "head": "2"}])
        if "goat_shoat" in _animals()
        else Edits(added=[{"group": "village houses", "kind": "cattle", "head": "2"}]),
        sources=Edits(added=[{"name": "new spring", "kind": "spring", "flow": "1,5"}]),
    )
    read_back = scenario(found)
    assert read_back.sources[-1].name == "new spring"
    assert read_back.sources[-1].flow[0] == pytest.approx(1.5)
    assert len(read_back.households[2].uses.livestock) == 3
    assert found["sources[2]"] == {"name": "new spring", "kind": "spring", "flow": "1.5 L/s"}


def _animals():
    return dict.fromkeys(TABLES["animals"].columns[1].choices)


def test_a_group_that_is_taken_away_takes_its_animals_and_its_provenance_along():
    found = made(households=Edits(removed=frozenset({0})))
    left = scenario(found)
    assert [group.group for group in left.households] == ["cattle keepers", "village houses"]
    old = flow.load(CASE).scenario
    assert left.households == old.households[1:]
    why = {
        line.path: line.assumed for line in left.provenance if line.path.startswith("households[")
    }
    before = {line.path: line.assumed for line in old.provenance}
    assert why["households[0].size"] == before["households[1].size"]
    assert "households[2].size" not in why


def test_saving_a_shorter_list_keeps_the_comments_of_the_others():
    text = TEXT.replace("count: 70", "count: 70  # they asked for more")
    data = written(text, {})
    found = changes(data, data, [(TABLES["households"], Edits(removed=frozenset({0})))])
    saved = changed_text(text, found)
    assert "# they asked for more" in saved
    assert "# after the scheme's treatment" in saved
    assert (
        "coffee smallholders"
        not in saved.split("provenance:", maxsplit=1)[0].split("households:")[1]
    )


def test_an_emptied_cell_takes_its_key_away():
    found = made(nodes=Edits({4: {"households": ""}}))
    assert "households" not in found["network.nodes[4]"]


def test_every_unreadable_cell_is_told_with_its_table_row_and_column():
    with pytest.raises(MusdesignError) as caught:
        made(
            households=Edits({0: {"count": "1,500"}}),
            sources=Edits({0: {"ecological_flow": "much"}}),
        )
    assert [problem.path for problem in caught.value.problems] == [
        "households, row 1: Households",
        "sources, row 1: Left in the stream, %",
    ]


def test_a_row_of_an_unknown_group_is_refused():
    with pytest.raises(MusdesignError, match="no group"):
        made(animals=Edits(added=[{"group": "nobody", "kind": "cattle", "head": "2"}]))


def test_a_kind_of_animal_stands_once_in_a_group():
    again = {"group": "cattle keepers", "kind": "dairy_cow", "head": "2"}
    with pytest.raises(MusdesignError, match="'dairy_cow' in two rows"):
        made(animals=Edits(added=[again]))


def test_an_emptied_section_is_left_out():
    found = made(place=Edits({8: {"value": ""}}))
    assert found["losses"] is None
    assert scenario(found).losses is None


@pytest.fixture
def desk():
    return page("design", "Edit", case=CASE).run()


def type_into(app, table, state):
    found = app.session_state["desk"]
    key = found.key(next(item for item in found.tables() if item.name == table))
    empty = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    app.session_state[key] = {**empty, **state}
    return app.run()


def test_what_is_typed_into_a_table_moves_the_design_and_its_command(desk):
    before = figures(desk)
    type_into(desk, "households", {"edited_rows": {0: {"count": "360"}}})
    assert not desk.error
    assert figures(desk)["Mean day"] > before["Mean day"]
    desk.session_state["again"] = True
    desk.run()
    assert any("households[0].count=360" in item.value for item in desk.code)


def test_a_mistake_in_a_table_is_a_message_and_the_rest_still_stands(desk):
    before = figures(desk)
    type_into(desk, "households", {"edited_rows": {0: {"count": "1,500"}}})
    assert not desk.exception
    assert any("households, row 1" in item.value.replace("\\", "") for item in desk.error)
    assert figures(desk) == before
    type_into(desk, "households", {"edited_rows": {0: {"count": "1,5"}}})
    assert not desk.error


def test_the_way_back_takes_the_edits_back(desk):
    before = figures(desk)
    type_into(desk, "households", {"deleted_rows": [1]})
    assert figures(desk) != before
    desk.button(key="back").click().run()
    assert figures(desk) == before
    assert not desk.error


def test_every_part_of_every_case_can_be_laid_out(desk):
    for name in ("nepal-two-tank", "ifa-daba", "la-palma-allocation"):
        for part in kinds("COP"):
            app = page("design", "Edit", case=name)
            app.session_state["edit-part"] = part
            app.run()
            assert not app.exception
            assert not app.error


def test_a_mistake_left_behind_stands_there_again_and_can_be_mended(desk):
    type_into(desk, "households", {"edited_rows": {1: {"count": "75"}}})
    added = [{"group": "new houses", "count": "1,500"}]
    type_into(desk, "households", {"edited_rows": {1: {"count": "75"}}, "added_rows": added})
    desk.session_state["design.section"] = "Needs"
    desk.run()
    assert not desk.error
    turn_to(desk, "evidence")
    turn_to(desk, "design")
    desk.session_state["design.section"] = "Edit"
    desk.session_state["language"] = "es"
    desk.run()
    desk.session_state["language"] = "en"
    desk.run()
    assert any("1,500" in item.value for item in desk.error)
    found = desk.session_state["desk"]
    table = next(item for item in found.tables() if item.name == "households")
    rows = found.rows(table)
    assert rows[-1] == added[0]
    assert rows[1]["count"] == "75"
    last = len(rows) - 1
    mended = {"count": "15", "size": "4", "uses.domestic.rate": "50"}
    type_into(desk, "households", {"edited_rows": {last: mended}})
    assert not desk.error
    made = desk.session_state["edits"][CASE]
    assert made["households[1].count"] == 75
    assert sum("new houses" in str(value) for value in made.values()) == 1


def test_a_mistake_left_in_one_part_of_the_scheme_waits_there(desk):
    type_into(desk, "households", {"edited_rows": {0: {"count": "many"}}})
    desk.session_state["edit-part"] = "Sources and tanks"
    desk.run()
    assert not desk.error
    type_into(desk, "sources", {"edited_rows": {0: {"ecological_flow": "x"}}})
    desk.session_state["edit-part"] = "Households and uses"
    desk.run()
    assert [item for item in desk.error if "many" in item.value]
    assert not [item for item in desk.error if "'x'" in item.value]


def test_choices_are_shown_by_the_names_of_the_library():
    from musdesign.ui.sections.edit import choice_name

    assert choice_name("dairy_cow", "livestock") == "dairy cow"
    assert choice_name("break_pressure_tank") == "break pressure tank"
    for part in kinds("COP").values():
        for table in part:
            for cell in table.columns:
                assert all("_" not in choice_name(key, cell.named) for key in cell.choices)
