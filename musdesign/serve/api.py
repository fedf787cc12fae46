"""The HTTP interface: design, check and bill, within limits.

Requests are read up to a size, held to a rate by address, computed in processes of their own, and
answered with plain JSON.  Nothing is written, and no file of the server is opened for a visitor.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musdesign.flow.daily.ready import READY
from musdesign.flow.strangers import plain_json
from musdesign.serve import jobs
from musdesign.serve.languages import in_words, wanted
from musdesign.serve.limits import Limits, RateLimit
from musdesign.serve.workers import Answer, BusyError, Job, TooLongError, Workers, problem_body

Handler = Callable[[Request], Awaitable[Response]]
BAD = 400
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_BUSY_S = 30.0
_MORE_THREADS = 4
"""Threads beyond those that may wait: they tell who comes then that the server is busy."""
_MOST_SHOWN = 200
_CURE = "send a JSON object"
_LOOK_UP_S = 0.1


class Api:
    """The routes of the interface, with the processes that compute for it."""

    def __init__(self, limits: Limits) -> None:
        """Set the limits; nothing starts before the first request."""
        self.limits = limits
        self.workers = Workers(limits)
        self._methods: dict[str, str] = {}
        self.rate = RateLimit(limits.per_minute, limits.burst)
        # of their own: who waits for a design holds up nobody who asks for a list
        self.threads = ThreadPoolExecutor(limits.workers + limits.queue + _MORE_THREADS, "api")

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
        self._methods = {f"/api/v1/{name}": "POST" for name in posts}
        self._methods |= {f"/api/v1/{name}": "GET" for name in gets}
        return [*found, Route("/api/{rest:path}", self._within_limits(self._no), methods=_METHODS)]

    def close(self) -> None:
        """End the processes."""
        self.workers.close()
        self.threads.shutdown(wait=False, cancel_futures=True)

    def _post(self, job: Job) -> Handler:
        async def answer(request: Request) -> Answer:
            body = await self._body(request)
            if not await self._days_ready(body):
                raise _RefusedError(
                    503,
                    "the days of weather cannot be simulated yet",
                    why="their code is being compiled, once for this installation",
                    wait_s=_BUSY_S,
                )
            try:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self.threads, self.workers.run, job, body)
            except BusyError:
                raise _RefusedError(503, "the server is busy", wait_s=_BUSY_S) from None
            except TooLongError:
                raise _RefusedError(
                    503,
                    "the request ran too long",
                    why=f"at most {self.limits.run_s:g} s",
                    cure="ask for a smaller scheme, or run it on your own machine",
                ) from None

        return self._within_limits(answer)

    def _get(self, make: Callable[[], Any]) -> Handler:
        async def answer(request: Request) -> Answer:
            del request
            return 200, await asyncio.to_thread(make)

        return self._within_limits(answer)

    def _within_limits(self, answer: Callable[[Request], Awaitable[Answer]]) -> Handler:
        async def whole(request: Request) -> Response:
            try:
                self._check_rate(request)
                status, data = await answer(request)
                headers = {}
            except _RefusedError as refused:
                status, data, headers = refused.status, refused.body, refused.headers
            return await asyncio.to_thread(_told, request, status, data, headers)

        return whole

    async def _no(self, request: Request) -> Answer:
        path = request.url.path[:_MOST_SHOWN]
        method = self._methods.get(path)
        if method is None:
            raise _RefusedError(404, f"there is no {path}", cure="see /api/v1/openapi.json")
        raise _RefusedError(405, f"{path} answers to {method} alone", allow=method)

    def _check_rate(self, request: Request) -> None:
        wait_s = self.rate.wait_s(request.client.host if request.client else "")
        if wait_s > 0:
            raise _RefusedError(429, "too many requests", wait_s=wait_s)

    async def _days_ready(self, body: Mapping[str, Any]) -> bool:
        """Wait while the daily simulation is being compiled, within limits."""
        if READY.is_set() or not await asyncio.to_thread(jobs.tells_of_weather, body):
            return True
        ends = time.monotonic() + self.limits.compile_s
        while not READY.is_set() and time.monotonic() < ends:
            await asyncio.sleep(_LOOK_UP_S)
        return READY.is_set()

    async def _body(self, request: Request) -> dict[str, Any]:
        most = self.limits.body_bytes
        parts: list[bytes] = []
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise _RefusedError(413, "the body is too large", why=f"at most {most:,} bytes")
                parts.append(part)
        except ClientDisconnect:
            raise _RefusedError(400, "the body did not arrive") from None
        try:
            # decoding 1 MB is a moment; what it asks for is computed elsewhere
            body = plain_json(b"".join(parts))
        except ValueError:
            raise _RefusedError(400, "the body is no JSON", cure=_CURE) from None
        if not isinstance(body, dict):
            raise _RefusedError(400, "the body is no JSON object", cure=_CURE)
        return body


class _RefusedError(Exception):
    """A request that is not computed: why, and when to come again where that helps."""

    def __init__(
        self,
        status: int,
        what: str,
        *,
        why: str = "",
        cure: str = "",
        wait_s: float = 0.0,
        allow: str = "",
    ) -> None:
        super().__init__(what)
        self.status = status
        self.headers = {"Allow": allow} if allow else {}
        if wait_s > 0:
            wait = max(1, math.ceil(wait_s))
            self.headers["Retry-After"] = str(wait)
            cure = f"come again in {wait} s"
        self.body = problem_body(what, why, cure)


def _told(request: Request, status: int, data: Any, headers: dict[str, str]) -> Response:
    if status < BAD:
        return JSONResponse(data, status, headers)
    # told in a thread: the first request in a language loads its catalogue
    reader = wanted(request.headers.get("accept-language", ""))
    more = {"Content-Language": reader.code, "Vary": "Accept-Language"}
    return JSONResponse(in_words(data, reader), status, headers | more)


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
