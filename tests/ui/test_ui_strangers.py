"""What comes with a link or a request opens no file of the server."""

from __future__ import annotations

import pytest

from musdesign.errors import MusdesignError
from musdesign.flow.strangers import refuse_files
from musdesign.serve import jobs
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.opening import of_state
from tests.ui.opened import page

CASE = "la-palma-tres-puertas"
HOSTILE = [
    {"location.climate.file": "/etc/passwd"},
    {"location": {"climate": {"file": "../../secret.csv"}}},
    {"weather.record": "..\\x.csv"},
    {"weather": {"record": "~/x.csv"}},
    {"sources[0].series": "/proc/self/environ"},
    {"sources": [{"kind": "spring", "series": "a/../../b.csv"}]},
    {"tariffs.0": "/srv/private.yaml"},
    {"tariffs": ["private.yaml"]},
]


@pytest.mark.parametrize("changes", HOSTILE)
def test_a_link_that_names_a_file_is_refused_without_opening_it(changes):
    with pytest.raises(MusdesignError, match="names a file elsewhere"):
        refuse_files(changes)
    app = page("design")
    app.query_params[PARAMETER] = encode(State(CASE, changes=changes))
    app.run()
    assert not app.exception
    assert any("names a file elsewhere" in item.value for item in app.error)


@pytest.mark.parametrize("changes", HOSTILE)
def test_a_request_that_names_a_file_is_refused(changes):
    status, body = jobs.design_job({"case": CASE, "set": changes})
    assert status == 422
    assert any("names a file elsewhere" in problem["what"] for problem in body["problems"])


def test_a_linked_text_opens_nothing_beside_it_under_whatever_name():
    assert of_state(State(CASE, "name: x\n")).folder is None


def test_what_names_no_file_passes():
    refuse_files({"name": "a/b", "tariffs": ["co-rural-domestic"], "sources[0].flow": "1 L/s"})
    refuse_files({"households": [{"group": "km 3/4: upper"}]})
