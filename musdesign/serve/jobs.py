"""What each request computes, in a process of its own: plain data in, status and plain data out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from musdesign.errors import MusdesignError, Problem
from musdesign.serve.bodies import BillBody, CheckBody, DesignBody, SchemeBody
from musdesign.serve.workers import Answer
from musdesign.yamlfile import PathTuple, path_text

if TYPE_CHECKING:
    from musdesign.flow import Scheme

B = TypeVar("B", bound=BaseModel)
OK, WRONG = 200, 422
_WEATHER = "weather"
MOST_WEATHER_YEARS = 1500
"""Years of made weather in all draws that a request may ask for: a tenth of the time it has."""


def design_job(body: Mapping[str, Any]) -> Answer:
    """Design a scheme and return the result, or the part of it that was asked for."""
    try:
        return _design(_read(DesignBody, body))
    except MusdesignError as error:
        return problems(error)


def check_job(body: Mapping[str, Any]) -> Answer:
    """Check a scheme against standards."""
    try:
        return _check(_read(CheckBody, body))
    except MusdesignError as error:
        return problems(error)


def bill_job(body: Mapping[str, Any]) -> Answer:
    """Bill one period's use, line by line."""
    try:
        return _bill(_read(BillBody, body))
    except MusdesignError as error:
        return problems(error)


def tells_of_weather(body: Mapping[str, Any]) -> bool:
    """Tell whether the days of a weather may have to be simulated for a request.

    >>> tells_of_weather({"case": "nepal-two-tank"}), tells_of_weather({"case": "ifa-daba"})
    (True, False)
    """
    from musdesign import flow

    file = flow.cases().get(str(body.get("case")))
    text = file.read_text(encoding="utf-8") if file is not None else ""
    return _WEATHER in json.dumps(dict(body)) or f"\n{_WEATHER}:" in text


def problems(error: MusdesignError) -> Answer:
    """Return a user's mistakes as an answer."""
    return WRONG, {"problems": [asdict(problem) for problem in error.problems[:200]]}


def _design(asked: DesignBody) -> Answer:
    from musdesign import flow
    from musdesign.report import document

    result = flow.design(_scheme(asked), as_of=_date(asked.as_of))
    return OK, document.part(result, asked.part)


def _check(asked: CheckBody) -> Answer:
    from musdesign import flow
    from musdesign.report import document

    more: dict[str, Any] = {}
    if asked.standards:
        more = {"standard": asked.standards[0], "also_check": list(asked.standards[1:])}
    result = flow.design(_scheme(asked, more), as_of=_date(asked.as_of))
    return OK, document.part(result, "check")


def _bill(asked: BillBody) -> Answer:
    from musdesign import finance
    from musdesign.finance.tariffs import rates
    from musdesign.report import tariffs

    known = finance.available_tariffs()
    if asked.tariff not in known:
        # a name on file only: no path of the server is opened for a visitor
        raise MusdesignError(
            Problem(f"there is no tariff '{asked.tariff}'", cure="see /api/v1/tariffs")
        )
    found = rates.open_rates(asked.tariff)
    bill = rates.make_bill(found, asked.class_, asked.usage, "", dict(asked.set), lenient=False)
    return OK, tariffs.bill_data(bill)


def _scheme(asked: SchemeBody, more: Mapping[str, Any] | None = None) -> Scheme:
    from musdesign import flow
    from musdesign.flow.strangers import refuse_bulk, refuse_files

    changes = {**asked.set, **(more or {})}
    refuse_bulk(json.dumps(changes), "set")
    if asked.scenario is not None:
        refuse_bulk(asked.scenario)
        return _within_time(flow.load_text(asked.scenario, changes))
    known = flow.cases()
    if asked.case not in known:
        raise MusdesignError(Problem(f"there is no case '{asked.case}'", cure="see /api/v1/cases"))
    refuse_files(changes)
    return _within_time(flow.load(known[asked.case], changes))


def _within_time(scheme: Scheme) -> Scheme:
    """Refuse at once what would run into the server's limit of time."""
    weather = scheme.scenario.weather
    if weather is not None and not weather.record:
        years = weather.years * weather.scenarios
        if years > MOST_WEATHER_YEARS:
            raise MusdesignError(
                Problem(
                    f"{weather.scenarios} draws of {weather.years} years are {years:,} years of "
                    "weather",
                    path="weather",
                    why=f"the server simulates at most {MOST_WEATHER_YEARS:,} years in a request",
                    cure="ask for fewer years or scenarios, or run musdesign supply yourself",
                )
            )
    return scheme


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise MusdesignError(
            Problem(f"'{text}' is not a date", path="as_of", cure="write YYYY-MM-DD")
        ) from None


def _read(model: type[B], body: Mapping[str, Any]) -> B:
    from musdesign.scenario.reading import explained

    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise MusdesignError(explained(_Placed(dict(body)), error, model)[:50]) from None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A body with its mistakes told by path, as those of a file are."""

    data: dict[str, Any]

    def problem(self, path: PathTuple, what: str, *, why: str = "", cure: str = "") -> Problem:
        return Problem(what, path_text(path), why=why.replace("the file", "the body"), cure=cure)
