"""The HTTP interface: design, check and bill, within limits.

Requests are read up to a size, held to a rate by address, computed in processes of their own, and
answered with plain JSON.  Nothing is written, and no file of the server is opened for a visitor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musdesign.flow.strangers import plain_json
from musdesign.serve import jobs
from musdesign.serve.limits import Limits, RateLimit
from musdesign.serve.workers import BusyError, Job, TooLongError, Workers, problem_body

Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The routes of the interface, with the processes that compute for it."""

    def __init__(self, limits: Limits) -> None:
        """Set the limits; nothing starts before the first request."""
        self.limits = limits
        self.workers = Workers(limits)
        self.rate = RateLimit(limits.per_minute, limits.burst)

    def routes(self) -> list[BaseRoute]:
        """Return the routes for the server."""
        posts = {"design": jobs.design_job, "check": jobs.check_job, "bill": jobs.bill_job}
        found: list[BaseRoute] = [
            Route(f"/api/v1/{name}", self._post(job), methods=["POST"])
            for name, job in posts.items()
        ]
        gets: dict[str, Callable[[], Any]] = {
            "openapi.json": _description,
            "cases": _cases,
            "standards": _standards,
            "tariffs": _tariffs,
        }
        found += [
            Route(f"/api/v1/{name}", self._get(make), methods=["GET"])
            for name, make in gets.items()
        ]
        return [*found, Route("/api/{rest:path}", _unknown)]

    def close(self) -> None:
        """End the processes."""
        self.workers.close()

    def _post(self, job: Job) -> Handler:
        async def answer(request: Request) -> Response:
            refused = self._refused(request)
            if refused is not None:
                return refused
            try:
                body = await self._body(request)
            except _BadBodyError as error:
                return _problem(error.status, error.what, cure=error.cure)
            try:
                status, data = await asyncio.to_thread(self.workers.run, job, body)
            except BusyError:
                return _problem(503, "the server is busy", cure="try again in a minute")
            except TooLongError:
                return _problem(
                    503,
                    "the request ran too long",
                    why=f"at most {self.limits.run_s:g} s",
                    cure="ask for a smaller scheme, or run it on your own machine",
                )
            return JSONResponse(data, status)

        return answer

    def _get(self, make: Callable[[], Any]) -> Handler:
        async def answer(request: Request) -> Response:
            refused = self._refused(request)
            return refused if refused is not None else JSONResponse(await asyncio.to_thread(make))

        return answer

    def _refused(self, request: Request) -> Response | None:
        address = request.client.host if request.client else ""
        wait = self.rate.wait_s(address)
        if wait <= 0:
            return None
        response = _problem(429, "too many requests", cure=f"come again in {wait:.0f} s")
        response.headers["Retry-After"] = str(max(1, round(wait)))
        return response

    async def _body(self, request: Request) -> dict[str, Any]:
        most = self.limits.body_bytes
        parts: list[bytes] = []
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise _BadBodyError(413, "the body is too large", f"at most {most} bytes")
                parts.append(part)
        except ClientDisconnect:
            raise _BadBodyError(400, "the body did not arrive") from None
        try:
            # decoding 1 MB is a moment; what it asks for is computed elsewhere
            body = plain_json(b"".join(parts))
        except ValueError:
            raise _BadBodyError(400, "the body is no JSON", "send a JSON object") from None
        if not isinstance(body, dict):
            raise _BadBodyError(400, "the body is no JSON object", "send a JSON object")
        return body


class _BadBodyError(Exception):
    def __init__(self, status: int, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.status, self.what, self.cure = status, what, cure


def _problem(status: int, what: str, why: str = "", cure: str = "") -> JSONResponse:
    return JSONResponse(problem_body(what, why, cure), status)


async def _unknown(request: Request) -> Response:
    return _problem(404, f"there is no {request.url.path}", cure="see /api/v1/openapi.json")


def _description() -> Any:
    from musdesign.serve.description import openapi

    return openapi()


def _cases() -> list[str]:
    from musdesign import flow

    return sorted(flow.cases())


def _standards() -> list[str]:
    from musdesign import standards

    return sorted(standards.available())


def _tariffs() -> list[str]:
    from musdesign import finance

    return sorted(finance.available_tariffs())
