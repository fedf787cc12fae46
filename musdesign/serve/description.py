"""The OpenAPI description of the interface, made from the models of its bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import musdesign
from musdesign.report.schema import ResultDocument
from musdesign.serve.bodies import BillBody, CheckBody, DesignBody, ProblemsBody

_REFERENCE = "#/components/schemas/{model}"
_BODIES: Mapping[str, tuple[type[BaseModel], str, str]] = {
    "design": (DesignBody, "Design a scheme", "ResultDocument"),
    "check": (CheckBody, "Compare a scheme clause by clause with standards", ""),
    "bill": (BillBody, "Bill one period's use, line by line", ""),
}
_MISTAKES = {
    "400": "the body is no JSON object",
    "405": "the address answers to another method alone",
    "413": "the body is too large",
    "422": "the input is wrong: every mistake with what, where, why and what would be right",
    "429": "too many requests; the header Retry-After says when to come again",
    "503": "the server is busy, or the request ran too long",
}


def openapi() -> dict[str, Any]:
    """Return the description as an OpenAPI 3.1 object."""
    models: list[type[BaseModel]] = [DesignBody, CheckBody, BillBody, ProblemsBody, ResultDocument]
    _, found = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    paths: dict[str, Any] = {
        f"/api/v1/{name}": {"post": _post(model, title, answer)}
        for name, (model, title, answer) in _BODIES.items()
    }
    paths |= {
        f"/api/v1/{name}": {"get": {"summary": title, "responses": {"200": _json(title)}}}
        for name, title in (
            ("cases", "Shipped cases by name"),
            ("standards", "Instruments on file by id"),
            ("tariffs", "Tariffs on file by name"),
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "musdesign",
            "version": musdesign.__version__,
            "summary": "Design, check and bill rural water schemes for multiple uses.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": found["$defs"]},
    }


def _post(model: type[BaseModel], title: str, answer: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model=answer)} if answer else {"type": "object"}
    return {
        "summary": title,
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}
            },
        },
        "responses": {
            "200": _json(title, schema),
            **{
                status: _json(words, {"$ref": _REFERENCE.format(model="ProblemsBody")})
                for status, words in _MISTAKES.items()
            },
        },
    }


def _json(words: str, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/json": {"schema": dict(schema or {"type": "object"})}},
    }
