"""Whatever stands in a mapping or a table, the user gets messages and never a traceback."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.field.drivers import drivers
from musdesign.field.groups_text import groups_yaml
from musdesign.field.meters import meters
from musdesign.field.survey import survey
from musdesign.scenario import scenario_from_text
from musdesign.yamlfile import read_yaml

EXAMPLE = Path(__file__).parents[2] / "docs" / "field-data"
SURVEY = read_yaml(EXAMPLE / "survey.yaml").data
METERS = read_yaml(EXAMPLE / "meters.yaml").data
STRANGE = st.sampled_from(
    [None, "", " ", "cows", "vacas", "personas", "fecha", 0, -1, 3.5, 1e400, True, [], [None], ["vacas", 3],
     [[]], {}, {"column": None}, {"column": "vacas"}, {"column": ["vacas"]}, {"columns": []}, {"": 1},
     {"column": "huerta", "unit": {"column": "nowhere"}}, {"column": "vacas", "values": {"1": "x"}},
     {"column": "vacas", "sheet": "no"}, {"column": "vacas", "where": {}}, {"is": 1}, {"rules": 3},
     {"rules": [{}]}, {"rules": [{"name": "a", "when": "1/0 > 2"}]}, {"rules": [{"name": "a", "when": "2"}]},
     {"rules": [{"name": "a", "when": "vacas >"}]}, "100 L/person/day", "m2", "12 apples", "2026-01-01",
     {"file": "no.csv", "mapping": "no.yaml"}, {"rate": []}, {"copy": 3}, [{"crop": {}, "area": 1}],
     "a: b", "\u200b", "x" * 3000]
)  # fmt: skip
NUMBER = st.integers(0, 10**6)


def places(data, path=()):
    """Return the path of every value, groups and lists included."""
    found = [path] if path else []
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in items:
        found += places(value, (*path, key))
    return found


def broken(data, changes):
    data = copy.deepcopy(data)
    for number, value in changes:
        known = places(data)
        *before, last = known[number % len(known)]
        inner = data
        for step in before:
            inner = inner[step]
        inner[last] = copy.deepcopy(value)
    return data


def tried(work):
    """Run, and return the result where there is one; only a user's mistake may be raised."""
    try:
        return work()
    except MusdesignError as error:
        told = [str(problem).strip() for problem in error.problems]
    assert told
    assert all(told)
    return None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NUMBER, STRANGE), min_size=1, max_size=2))
def test_a_broken_mapping_of_a_survey_gives_messages(tmp_path, changes):
    data = broken(SURVEY, changes)
    form = tmp_path / "survey.yaml"
    form.write_text(json.dumps(data, default=str), encoding="utf-8")
    found = tried(lambda: survey(EXAMPLE / "survey.csv", form, households=400))
    tried(lambda: drivers(EXAMPLE / "survey.csv", form))
    if found is not None:
        # what was read can always be written, and what is written is YAML
        scenario_from_text(groups_yaml(found, ranges=True))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NUMBER, STRANGE), min_size=1, max_size=2))
def test_a_broken_mapping_of_meters_gives_messages(tmp_path, changes):
    form = tmp_path / "meters.yaml"
    data = broken(
        METERS | {"survey": {k: str(EXAMPLE / v) for k, v in METERS["survey"].items()}}, changes
    )
    form.write_text(json.dumps(data, default=str), encoding="utf-8")
    tried(lambda: meters(EXAMPLE / "meters.csv", form, allocation="130 L/person/day"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=60), NUMBER, st.booleans())
def test_a_damaged_table_gives_messages(tmp_path, damage, place, survey_table):
    name = "survey" if survey_table else "meters"
    raw = (EXAMPLE / f"{name}.csv").read_bytes()
    at = place % len(raw)
    file = tmp_path / f"{name}.csv"
    file.write_bytes(raw[:at] + damage + raw[at + len(damage) // 2 :])
    work = survey if survey_table else meters
    tried(lambda: work(file, EXAMPLE / f"{name}.yaml"))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_text_is_a_table_or_a_message(tmp_path, text):
    file = tmp_path / "survey.csv"
    file.write_text(text, encoding="utf-8", errors="replace")
    tried(lambda: survey(file, EXAMPLE / "survey.yaml"))


@pytest.mark.parametrize("name", ["survey.xlsx", "survey.csv", "survey.xls"])
def test_a_folder_or_a_workbook_of_another_kind_is_a_message(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(MusdesignError, match="cannot read"):
        survey(tmp_path / name, EXAMPLE / "survey.yaml")
