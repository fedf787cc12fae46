"""The published JSON Schema of instrument files and amendments."""

import datetime as dt

import jsonschema
import pytest

from musdesign.standards.loading import available
from musdesign.standards.reading_amendment import amendments
from musdesign.standards.schema import amendment_schema, standard_schema
from musdesign.yamlfile import read_yaml


def as_json(value):
    """JSON has no days and no keys but texts."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.fixture(scope="module")
def schema():
    found = standard_schema()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_every_instrument_on_file_fits_the_published_schema(schema):
    for name, path in available().items():
        errors = list(schema.iter_errors(as_json(read_yaml(path).data)))
        assert not errors, (name, errors[0].json_path, errors[0].message)


def test_every_amendment_on_file_fits_the_published_schema():
    found = jsonschema.Draft202012Validator(amendment_schema())
    for name, path in amendments().items():
        errors = list(found.iter_errors(as_json(read_yaml(path).data)))
        assert not errors, (name, errors[0].json_path, errors[0].message)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"colour": "red"}, "$"),
        ({"basis": "certain"}, "$.basis"),
        ({"rules": [{"parameter": "losses", "bound": "ceiling"}]}, "$.rules[0]"),
        (
            {"rules": [{"clause": "a", "parameter": "loses", "bound": "ceiling"}]},
            "$.rules[0].parameter",
        ),
        ({"rules": [{"clause": "a", "parameter": "losses", "bound": "roof"}]}, "$.rules[0].bound"),
        ({"in_force": {"since": "2000-01-01"}}, "$.in_force"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(schema, change, where):
    head = {"country": "COL", "name": "n", "issuer": "i", "source": "s", "basis": "primary"}
    assert schema.is_valid(head)
    errors = list(schema.iter_errors(head | change))
    assert [error.json_path for error in errors] == [where]
