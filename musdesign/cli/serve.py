"""Commands that serve: the app for one person, and for an alliance with its HTTP interface."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PortOption = Annotated[int, typer.Option(help="Port to listen on.")]
WorkspaceOption = Annotated[
    Path | None, typer.Option(help="Folder for saved variants and decisions.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("app")(app_command)
    app.command("serve")(serve_command)


def app_command(
    port: PortOption = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the app in the browser, on this machine alone."""
    from musdesign.serve.server import serve

    folder = workspace if workspace is not None else Path.home() / ".musdesign"
    serve(port=port, browser=browser, workspace=folder)


def serve_command(
    workspace: Annotated[
        Path, typer.Option(help="Folder for saved variants and decisions; all that is written.")
    ] = Path("musdesign-workspace"),
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for all of the network.")
    ] = "localhost",
    port: PortOption = 8501,
    body_mb: Annotated[float, typer.Option(help="Largest request body, MB.", min=0.01)] = 1.0,
    run_s: Annotated[float, typer.Option(help="Longest run of a request, s.", min=0.1)] = 30.0,
    per_minute: Annotated[
        float, typer.Option(help="Requests of one address a minute.", min=0.1)
    ] = 60.0,
    workers: Annotated[int, typer.Option(help="Processes that compute.", min=1, max=64)] = 2,
) -> None:
    """Serve the app and its HTTP interface to several people (/api/v1/openapi.json)."""
    from musdesign.serve.limits import Limits
    from musdesign.serve.server import serve

    limits = Limits(
        body_bytes=round(body_mb * 1e6),
        run_s=run_s,
        per_minute=per_minute,
        burst=max(1, round(min(per_minute, 20.0))),
        workers=workers,
    )
    serve(host=host, port=port, workspace=workspace, limits=limits, ready=True)
