"""The HTTP interface answers rightly, refuses clearly, and holds its limits."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import urllib.error
import urllib.request

import jsonschema
import pytest
import uvicorn
from starlette.applications import Starlette

from musdesign import flow
from musdesign.flow.daily.ready import READY
from musdesign.report.document import part
from musdesign.serve.api import Api
from musdesign.serve.description import openapi
from musdesign.serve.limits import Limits, RateLimit


@contextlib.contextmanager
def _served(limits: Limits):
    api = Api(limits)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        Starlette(routes=api.routes()), port=port, log_level="critical", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}/api/v1"
    finally:
        server.should_exit = True
        thread.join()
        api.close()


@pytest.fixture(scope="module")
def address():
    with _served(Limits(workers=1, per_minute=60_000, burst=1000)) as url:
        yield url


def _ask(url: str, body: object = None, raw: bytes | None = None) -> tuple[int, object]:
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=90) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _what(answer: object) -> str:
    assert isinstance(answer, dict)
    return " | ".join(problem["what"] for problem in answer["problems"])


def test_a_design_is_the_one_of_the_command_line(address):
    status, found = _ask(
        f"{address}/design", {"case": "ifa-daba", "set": {"losses": "12 %"}, "part": "demand"}
    )
    direct = part(flow.design(flow.load("ifa-daba", {"losses": "12 %"})), "demand")
    assert status == 200
    assert found == json.loads(json.dumps(direct))


def test_a_scenario_of_ones_own_is_checked_against_a_standard(address):
    text = flow.cases()["caico-alto"].read_text(encoding="utf-8")
    status, found = _ask(f"{address}/check", {"scenario": text, "standards": ["bo-nb689-2004"]})
    assert status == 200
    assert {check["standard"] for check in found["checks"]} == {"bo-nb689-2004"}


def test_a_bill_is_the_published_one(address):
    # Marinilla 2016, 18 m3, estrato 1: 22,440.95 COP (rate table published by the utility)
    status, found = _ask(
        f"{address}/bill", {"tariff": "co-marinilla-2016", "class": "E1", "usage": "18 m3"}
    )
    assert status == 200
    assert found["total"] == pytest.approx(22440.95, abs=0.005)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("design", {}, "either case or scenario"),
        ("design", {"case": "ifa-daba", "scenario": "x"}, "either case or scenario"),
        ("design", {"case": "ifa-daba", "colour": 1}, "unknown key 'colour'"),
        ("design", {"case": 5}, "'5' cannot be used"),
        ("design", {"case": "ifadaba"}, "no case"),
        ("design", {"case": "ifa-daba", "set": {"losses": "1,5 %"}}, "comma"),
        ("design", {"case": "ifa-daba", "as_of": "yesterday"}, "not a date"),
        ("design", {"scenario": "a: &a [x]\nb: [*a, *a]"}, "anchors"),
        ("design", {"scenario": "- " * 5000 + "x"}, "nested"),
        ("check", {"case": "ifa-daba", "standards": "za"}, "standards must be a list"),
        ("bill", {"tariff": "/etc/passwd", "usage": "1 m3"}, "no tariff"),
        ("bill", {"tariff": "co-marinilla-2016", "class": "E1", "usage": "many"}, "many"),
    ],
)
def test_a_wrong_body_is_told_in_one_clear_message(address, path, body, told):
    status, found = _ask(f"{address}/{path}", body)
    assert status == 422
    assert told in _what(found)


def test_a_scenario_of_a_stranger_opens_no_file_of_the_server(address, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: 12345\n")
    text = flow.cases()["ifa-daba"].read_text(encoding="utf-8")
    tariff = (
        f"{text}\ntariffs: [{secret}]\n"
        if "\ntariffs:" not in text
        else text.replace("\ntariffs:", f"\ntariffs: [{secret}]\nunused:", 1)
    )
    status, found = _ask(f"{address}/design", {"scenario": tariff})
    assert status == 422
    assert "12345" not in json.dumps(found)
    assert "no tariff" in _what(found)


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"\xff\xfe", b'{"case": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(address, raw):
    status, found = _ask(f"{address}/design", raw=raw)
    assert status == 400
    assert "JSON" in _what(found)


def test_a_body_of_fifty_megabytes_is_refused(address):
    with contextlib.suppress(urllib.error.URLError, ConnectionError, BrokenPipeError):
        # the server may close the connection while the client still sends
        status, found = _ask(f"{address}/design", raw=b'{"scenario": "' + b"x" * 50_000_000)
        assert status == 413
        assert "too large" in _what(found)


def test_an_address_that_does_not_exist_says_where_the_description_is(address):
    status, found = _ask(f"{address}/desing")
    assert status == 404
    assert found["problems"][0]["cure"] == "see /api/v1/openapi.json"


def test_an_address_asked_in_another_way_tells_the_right_one(address):
    status, found = _ask(f"{address}/design")
    assert (status, _what(found)) == (405, "/api/v1/design answers to POST alone")
    status, found = _ask(f"{address}/cases", {})
    assert (status, _what(found)) == (405, "/api/v1/cases answers to GET alone")


def test_a_request_that_runs_too_long_is_ended_and_the_next_is_answered():
    with _served(Limits(workers=1, run_s=0.02)) as url:
        status, found = _ask(f"{url}/design", {"case": "la-palma-tres-puertas"})
        assert (status, _what(found)) == (503, "the request ran too long")
        status, _ = _ask(f"{url}/bill", {"tariff": "nowhere", "usage": "1 m3"})
        assert status in {422, 503}


def test_too_many_requests_are_told_when_to_come_again():
    with _served(Limits(per_minute=1, burst=2)) as url:
        codes = [_ask(f"{url}/cases")[0] for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_visitor_who_waits_is_served_again():
    times = iter([0.0, 0.0, 30.0])
    gate = RateLimit(2.0, 1, clock=lambda: next(times))
    assert gate.wait_s("a") == 0.0
    assert gate.wait_s("a") == pytest.approx(30.0)
    assert gate.wait_s("a") == 0.0


def test_the_description_covers_every_address_and_its_schemas_hold(address):
    described = openapi()
    assert _ask(f"{address}/openapi.json") == (200, json.loads(json.dumps(described)))
    routes = {route.path for route in Api(Limits()).routes()} - {
        "/api/{rest:path}",
        "/api/v1/openapi.json",
    }
    assert routes == set(described["paths"])
    body = described["paths"]["/api/v1/design"]["post"]["requestBody"]["content"]
    reference = body["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    schema = {
        **described["components"]["schemas"][reference],
        "components": described["components"],
    }
    jsonschema.validate({"case": "ifa-daba", "set": {"losses": "12 %"}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"case": "ifa-daba", "colour": 1}, schema)


def test_more_weather_than_the_time_allows_is_refused_at_once(address):
    body = {"case": "nepal-two-tank", "set": {"weather.years": 100, "weather.scenarios": 50}}
    status, answer = _ask(f"{address}/design", body)
    assert status == 422
    assert "50 draws of 100 years are 5,000 years of weather" in _what(answer)


@pytest.fixture
def compiling():
    """As while a process compiles the daily simulation after an installation."""
    READY.clear()
    yield READY
    READY.set()


def test_a_request_with_weather_waits_while_its_code_is_compiled(address, compiling):
    ready = threading.Timer(0.5, compiling.set)
    ready.start()
    status, _ = _ask(f"{address}/design", {"case": "ifa-daba", "set": {"losses": "x"}})
    assert (status, compiling.is_set()) == (422, False)
    status, _ = _ask(f"{address}/design", {"scenario": "weather: {years: x}"})
    assert (status, compiling.is_set()) == (422, True)


def test_a_request_that_would_wait_too_long_is_told_when_to_come_again(compiling):
    with _served(Limits(workers=1, compile_s=0.2)) as url:
        status, found = _ask(f"{url}/design", {"case": "nepal-two-tank"})
        assert (status, _what(found)) == (503, "the days of weather cannot be simulated yet")
        assert found["problems"][0]["cure"] == "come again in 30 s"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("design", {"case": "ifadaba"}, "no hay un caso 'ifadaba'"),
        ("design", {"case": "ifa-daba", "colour": 1}, "clave desconocida: 'colour'"),
        ("nowhere", None, "no hay /api/v1/nowhere"),
    ],
)
def test_mistakes_are_told_in_the_language_that_is_asked_for(address, path, body, told):
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(
        f"{address}/{path}", data=data, headers={"Accept-Language": "fr, es-CO;q=0.9, en;q=0.5"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=60)
    with refused.value as answer:
        assert answer.headers["Content-Language"] == "es"
        assert _what(json.load(answer)) == told
