"""What the server needs to know of the app: its script and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import musdesign

WORKSPACE_VARIABLE = "MUSDESIGN_WORKSPACE"
"""Environment variable with the folder for saved variants and decisions."""

# The same as .streamlit/config.toml, which is only found when started in a checkout.
SETTINGS: Mapping[str, str | bool | int] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": False,
    # a look through all memory after each run takes longer than most runs; Python does it as needed
    "runner.postScriptGC": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 1,
    "server.showEmailPrompt": False,
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
