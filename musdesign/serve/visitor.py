"""Give each browser a key of its own, so that people do not see what others saved."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from musdesign.ui.visitor import COOKIE, KEY_PATTERN

_YEAR_S = 365 * 24 * 3600


class VisitorKey:
    """Middleware that sets the cookie with the page, where the browser has none."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the cookie to an answer that has none yet."""
        if scope["type"] != "http" or scope["path"] != "/" or _has_key(scope):
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                headers.append(
                    "set-cookie",
                    f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; Max-Age={_YEAR_S}; "
                    "HttpOnly; SameSite=Lax",
                )
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, with_cookie)


def _has_key(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"cookie":
            found = cookie_parser(value.decode("latin-1")).get(COOKIE, "")
            return bool(KEY_PATTERN.match(found))
    return False
