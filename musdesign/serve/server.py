"""The server: the app, compressed, with the HTTP interface beside it, in one process."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from musdesign.errors import MusdesignError, Problem
from musdesign.serve.limits import Limits
from musdesign.ui.start import SETTINGS, WORKSPACE_VARIABLE, app_file
from musdesign.ui.uploads import forget_left_behind
from musdesign.workspace import open_store


def serve(
    *,
    host: str = "localhost",
    port: int = 8501,
    browser: bool = False,
    workspace: Path | None = None,
    limits: Limits | None = None,
    ready: bool = False,
) -> None:
    """Serve until stopped.

    Args:
        host: address to listen on; localhost keeps it to this machine.
        port: port to listen on.
        browser: whether to open the browser.
        workspace: folder for saved variants and decisions; nothing is saved without one.
        limits: what a visitor may ask.
        ready: whether to load and compute, before the port is opened, what the first visitors ask
            for; else this is done meanwhile.

    Raises:
        MusdesignError: the port is taken, or the workspace cannot be written.
    """
    limits = limits or Limits()
    if workspace is not None:
        open_store(workspace)
        forget_left_behind(workspace)
        os.environ[WORKSPACE_VARIABLE] = str(workspace.resolve())
    _check_port(host, port)

    from starlette.middleware import Middleware
    from streamlit.starlette import App

    from musdesign.serve.api import Api
    from musdesign.serve.compress import CompressedStatic
    from musdesign.serve.visitor import VisitorKey
    from musdesign.serve.warming import warm

    api = Api(limits)
    warm(first=ready)
    app = App(
        app_file(),
        routes=api.routes(),
        middleware=[Middleware(CompressedStatic), Middleware(VisitorKey)],
    )
    # the launcher is the app's script, whatever program called this
    sys.argv = [str(app_file())]
    try:
        app.run(
            config={
                **SETTINGS,
                "server.address": host,
                "server.port": port,
                "server.headless": not browser,
            }
        )
    finally:
        api.close()


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise MusdesignError(
                Problem(
                    f"cannot listen on {host}:{port}",
                    why=(error.strerror or str(error)).lower(),
                    cure="another program may use the port: give another with --port",
                )
            ) from None
        except OverflowError:
            raise MusdesignError(
                Problem(f"{port} is no port", cure="give a number from 1 to 65535")
            ) from None
