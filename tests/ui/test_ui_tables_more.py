"""Tables of gaugings, ponds, treatment, bulk users, prices, gains and studies go into the file."""

from __future__ import annotations

import re

import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.scenario.saving import changed_text
from musdesign.ui.edit.cells import Cell, read, shown
from musdesign.ui.edit.change import changes, written
from musdesign.ui.edit.kinds import kinds
from musdesign.ui.edit.rows import Edits
from musdesign.ui.edit.tables import texts
from tests.ui.opened import page, words
from tests.ui.test_ui_page import errors
from tests.ui.test_ui_tables import type_into

CASE = "la-palma-tres-puertas"
TEXT = flow.cases()[CASE].read_text(encoding="utf-8")
TABLES = {table.name: table for part in kinds("COP").values() for table in part}

ADDED = {
    "gaugings": [
        {"source": "main intake", "date": "2025-01-10", "flow": "9,5"},
        {"source": "main intake", "date": "2025-02-14", "flow": "7.25 L/s"},
    ],
    "ponds": [
        {
            "name": "hill dam",
            "quality": "irrigation",
            "catchment": "2,5 ha",
            "volume": "800",
            "surface": "600",
            "seepage": "1,5",
        }
    ],
    "greywater": [{"name": "wash water", "quality": "irrigation", "fraction": "62,5"}],
    "treatment": [
        {
            "name": "plant",
            "takes": "main intake",
            "steps": "settling, slow_sand, chlorination",
            "capacity": "1500,5",
            "hours": "20",
        }
    ],
    "bulk users": [
        {"name": "mill", "volume": "4,5", "use": "enterprises", "grows": "yes"},
        {"name": "next village", "volume": "1,5;2;2;2;2;2;2;2;2;2;2;2"},
    ],
    "unit costs": [
        {"item": "trench_m", "price": "15000,5"},
        {"item": "meter", "price": "90000 to 120000"},
        {"item": "network_maintenance_fraction", "price": "1,5 %"},
    ],
    "lives": [{"asset": "meter", "life": "6,5"}],
    "further costs": [{"name": "land", "amount": "25000000,5"}],
    "contributions": [{"what": "trenching", "days": "7,5", "cash_value": "45000", "when": "works"}],
    "margins": [{"item": "vegetables", "margin": "3000,5 – 9000 COP/m2/year"}],
}
FIELDS = {
    "tariff study": {0: "-0,35", 3: "shin", 5: "50,5", 11: "40,5"},
    "board": {0: "1;1;1;1,5;1,5;1;0,8;0,8;0,8;1,4;1,4;1", 4: "10,5; 50; 100", 6: "92,5"},
    "money": {1: "6,5", 5: "40", 7: "1000000,5"},
    "time": {0: "25,5", 2: "45000"},
}


def edited(text: str = TEXT):
    data = written(text, {})
    done = [(TABLES[name], Edits(added=rows)) for name, rows in ADDED.items()]
    done += [
        (TABLES[name], Edits({row: {"value": value} for row, value in fields.items()}))
        for name, fields in FIELDS.items()
    ]
    return changes(data, data, done)


def test_what_is_added_to_every_new_table_is_in_the_file_with_its_comments_and_designs():
    saved = changed_text(TEXT, edited())
    assert _comments(TEXT) <= _comments(saved)
    scheme = flow.load_text(saved)
    read_back = scheme.scenario
    gauged = read_back.sources[0].gaugings
    assert [(str(g.date), g.flow) for g in gauged] == [("2025-01-10", 9.5), ("2025-02-14", 7.25)]
    dam, grey = read_back.sources[-2:]
    assert (grey.kind, grey.fraction) == ("greywater", 62.5)
    assert (dam.kind, dam.catchment, dam.seepage) == ("pond", 25_000.0, 1.5)
    assert read_back.treatment[0].capacity == 1500.5
    assert read_back.treatment[0].steps == ["settling", "slow_sand", "chlorination"]
    mill, village = read_back.bulk_users
    assert (mill.volume[0], mill.grows, village.volume[:2]) == (4.5, True, (1.5, 2.0))
    assert read_back.costs.unit_costs["trench_m"] == "15000.5 COP"
    assert read_back.costs.unit_costs["meter"] == "90000 to 120000 COP"
    assert read_back.costs.lives == {"meter": 6.5}
    assert read_back.costs.items[0].amount.amount == 25_000_000.5
    assert read_back.funding.in_kind[0].days == 7.5
    assert read_back.funding.works_taxes == 40
    assert read_back.benefits.margins == {"vegetables": "3000.5 to 9000 COP/m2/year"}
    assert read_back.benefits.trip_today == 25.5
    assert read_back.tariff_study.price_elasticity == -0.35
    assert read_back.tariff_study.perception == "shin"
    assert read_back.board.wet_share == [10.5, 50, 100]
    assert read_back.board.income_by_month[3] == 1.5
    result = flow.design(scheme, with_futures=False)
    assert not {"network", "costs", "benefits", "tariffs"} & set(result.skipped)


def test_a_ram_and_a_record_of_flow_go_into_the_file():
    data = written(TEXT, {})
    row = {"lift": "30,5", "ram_fall": "4,5", "series": "flows.csv", "exceeded": "95"}
    found = changes(data, data, [(TABLES["records and rams"], Edits({0: row}))])
    spring = flow.load_text(changed_text(TEXT, found)).scenario.sources[0]
    assert (spring.lift, spring.ram_fall, spring.series) == (30.5, 4.5, "flows.csv")
    assert spring.exceeded == 95


def test_the_edited_file_is_laid_out_again_as_it_was_typed_and_written_again_alike():
    saved = changed_text(TEXT, edited())
    data = written(saved, {})
    done = []
    for table in TABLES.values():
        columns = {cell.key for cell in table.columns} or {"value"}
        rows = texts(table, data, lambda text: text.replace(".", ","))
        keep = {
            i: {k: v for k, v in row.items() if k in columns and v} for i, row in enumerate(rows)
        }
        done.append((table, Edits(keep)))
    again = changed_text(saved, changes(data, data, done))
    assert flow.load_text(again).scenario == flow.load_text(saved).scenario


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("gaugings", {"source": "main intake", "flow": "1,500"}, "Flow, L/s"),
        ("gaugings", {"source": "nobody's spring", "flow": "2"}, "nobody's spring"),
        ("ponds", {"volume": "1.234,5"}, "Usable volume, m3"),
        ("unit costs", {"item": "trench_m", "price": "1,500"}, "Price"),
        ("unit costs", {"item": "trench_m", "price": "1 to 2 to 3"}, "no range"),
        ("unit costs", {"price": "12"}, "Item"),
        ("lives", {"asset": "meter", "life": ""}, "Life, years"),
        ("margins", {"item": "vegetables", "margin": "much"}, "not a quantity"),
        ("bulk users", {"name": "mill", "volume": "1;2;3"}, "3 values for 12 months"),
        ("bulk users", {"name": "mill", "volume": "2", "grows": "perhaps"}, "neither yes nor no"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_table_and_place(table, row, told):
    data = written(TEXT, {})
    with pytest.raises(MusdesignError, match=re.escape(told)) as caught:
        changes(data, data, [(TABLES[table], Edits(added=[row]))])
    assert all(problem.path.startswith(table) for problem in caught.value.problems)


def test_mistakes_of_several_tables_are_told_at_once():
    data = written(TEXT, {})
    done = [
        (TABLES["lives"], Edits(added=[{"asset": "meter", "life": "long"}])),
        (TABLES["money"], Edits({1: {"value": "1,500"}, 4: {"value": "all"}})),
        (TABLES["contributions"], Edits(added=[{"what": "sand", "days": "some"}])),
    ]
    with pytest.raises(MusdesignError) as caught:
        changes(data, data, done)
    assert len(caught.value.problems) == 4


def test_a_key_that_stands_twice_is_refused():
    data = written(TEXT, {})
    twice = [{"item": "meter", "price": "1"}, {"item": "meter", "price": "2"}]
    with pytest.raises(MusdesignError, match="'meter' stands in two rows"):
        changes(data, data, [(TABLES["unit costs"], Edits(added=twice))])


def test_a_removed_owner_does_not_shift_what_was_typed_in_the_rows_of_the_others():
    data = written(TEXT, {})
    animals = TABLES["animals"].rows(data)
    own = [i for i, row in enumerate(animals) if row["group"] == "cattle keepers"]
    found = changes(
        data,
        data,
        [
            (TABLES["households"], Edits(removed=frozenset({0}))),
            (TABLES["animals"], Edits({own[0]: {"head": "9"}})),
        ],
    )
    scenario = flow.load_text(changed_text(TEXT, found)).scenario
    assert scenario.households[0].group == "cattle keepers"
    assert scenario.households[0].uses.livestock[animals[own[0]]["kind"]].head == 9


def test_a_price_taken_away_leaves_the_others_and_their_comments():
    text = TEXT.replace(
        "  price_year: 2023\n",
        "  price_year: 2023\n  unit_costs:\n    meter: 90000 COP   # the shop in town\n"
        "    trench_m: 15000 COP\n",
    )
    data = written(text, {})
    found = changes(data, data, [(TABLES["unit costs"], Edits(removed=frozenset({1})))])
    saved = changed_text(text, found)
    assert "# the shop in town" in saved
    assert "trench_m" not in saved


@pytest.mark.parametrize("typed", ["1,5", "1.5"])
@pytest.mark.parametrize("kind", ["quantity", "amounts", "number"])
def test_one_and_a_half_is_never_fifteen(typed, kind):
    found = read(typed, Cell("x", "X", kind, "COP"))
    assert str(found).split()[0] == "1.5"
    assert shown(found, Cell("x", "X", kind, "COP"), lambda t: t.replace(".", ",")).startswith(
        "1,5"
    )


def test_the_tariff_page_has_the_tables_of_money():
    app = page("tariffs", "Inputs", case=CASE).run()
    assert not errors(app)
    assert "Your own unit costs" in words(app)
    type_into(app, "unit costs", {"added_rows": [{"item": "trench_m", "price": "1,500"}]})
    assert any("unit costs, row +1" in text.replace("\\", "") for text in errors(app))
    type_into(app, "unit costs", {"added_rows": [{"item": "trench_m", "price": "15000,5"}]})
    assert not errors(app)
    made = app.session_state["edits"][CASE]
    assert "15000.5 COP" in str(made)


def _comments(text: str) -> set[str]:
    return {found.strip() for found in re.findall(r"(?:^|\s)(#.*)", text)}


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("unit costs", "unit costs, row +1: Price, or low to high"),
        ("unit costs", "costs.unit_costs.trench_m"),
        ("gaugings", "sources[0].gaugings"),
        ("sources", "sources[3]"),
        ("tariff study", "tariff_study.shin_k"),
        ("climate", "location.climate.rain"),
    ],
)
def test_a_mistake_is_told_below_its_own_table(table, path):
    from musdesign.ui.sections.edit import concerns

    assert concerns(TABLES[table], path)
    assert not concerns(TABLES["animals"], path)
