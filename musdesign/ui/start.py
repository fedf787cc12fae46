"""Start the app on this machine, from a wheel or a checkout, without any outside request."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

import musdesign

# The same as .streamlit/config.toml, which is only found when started in a checkout.
SETTINGS: Mapping[str, str] = {
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1",
    "server.showEmailPrompt": "false",
    "theme.base": "light",
    "theme.primaryColor": "#1f5f8b",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f6f8",
    "theme.textColor": "#1d2733",
}


def app_file() -> Path:
    """Return the script of the app: inside a wheel, or at the root of a checkout."""
    package = Path(musdesign.__file__).resolve().parent
    inside = package / "_data" / "app.py"
    return inside if inside.is_file() else package.parent / "app.py"


def command(port: int, browser: bool) -> list[str]:
    """Return the command that serves the app to this machine only."""
    settings = {
        **SETTINGS,
        "server.address": "localhost",
        "server.port": str(port),
        "server.headless": str(not browser).lower(),
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "streamlit", "run", str(app_file()), *flags]


def start(port: int = 8501, browser: bool = True) -> int:
    """Serve the app until it is stopped; return its exit code."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        with subprocess.Popen(command(port, browser)) as process:
            try:
                return process.wait()
            except KeyboardInterrupt:
                return 0
            finally:
                process.terminate()
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Let ``finally`` run when asked to end, so that the server does not stay behind."""
    del number, frame
    sys.exit(0)
