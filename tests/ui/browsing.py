"""A real browser before the served app, and what a reader does there in either language."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from musdesign.i18n import language

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOCAL = {"localhost", "127.0.0.1"}
LOCALES = {"en": "en-US", "es": "es-CO"}
PATIENCE_MS = 60_000


def chromium() -> str:
    """Return the browser's program; without one the test is skipped, but fails in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    message = "the browser test needs chromium (apt-get install chromium)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Start the app as a person does, from a folder that knows nothing of the project."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "musdesign", "app", "--port", str(port), "--no-browser"]
    command += ["--workspace", str(folder / "workspace")]
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as process,
    ):
        try:
            url = f"http://localhost:{port}"
            _wait_for(f"{url}/_stcore/health", process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server stayed behind"


class Reader:
    """A person before a page, who reads one language."""

    def __init__(self, page: Any, address: str, code: str) -> None:
        self.page, self.address, self.code = page, address, code
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket_: self.asked.append(socket_.url))
        page.set_default_timeout(PATIENCE_MS)

    def say(self, message: str, **values: object) -> str:
        """Return a text of the app in the reader's language."""
        return language(self.code).text(message, **values)

    def open(self, path: str = "") -> None:
        """Open a page and wait until it is drawn."""
        self.page.goto(f"{self.address}/{path}")
        self.page.locator(".mus-title").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until the script has finished and nothing on the page is stale."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')"
            "?.getAttribute('data-test-script-state') === 'notRunning'"
            " && !document.querySelector('[data-testid=stSkeleton]')"
        )
        self.page.wait_for_timeout(100)

    def door(self, title: str) -> None:
        """Go through one of the doors of the start page."""
        self.page.locator("[class*=st-key-door]").get_by_role("link", name=self.say(title)).click()
        self.page.get_by_role("tablist").first.wait_for()
        self.settle()

    def tab(self, title: str) -> None:
        """Open a section."""
        self.page.get_by_role("tab", name=self.say(title), exact=True).click()
        self.settle()

    def figure(self, label: str) -> float:
        """Return a key figure, read as the reader's language writes it."""
        shown = self.page.locator(".mus-figure", has_text=self.say(label)).first
        return self.number(shown.locator("dd.now").inner_text())

    def number(self, text: str) -> float:
        """Read a number as the reader's language writes it."""
        plain = text.split(maxsplit=1)[0]
        if self.code == "es":
            plain = plain.translate(str.maketrans(".,", ",."))
        return float(plain.replace(",", ""))

    def download(self, label: str) -> bytes:
        """Press a button that gives a file, and return what is in it."""
        with self.page.expect_download(timeout=PATIENCE_MS) as given:
            self.page.get_by_role("button", name=self.say(label), exact=True).first.click()
        return Path(given.value.path()).read_bytes()

    def link(self) -> str:
        """Return the link that reopens the page."""
        self.page.get_by_text(self.say("The same as a link, a command or Python")).click()
        self.settle()
        return self.page.get_by_text(re.compile(r"^http\S+\?s=")).first.inner_text().strip()

    def words(self) -> str:
        """Return all text of the page."""
        return self.page.locator("[data-testid=stApp]").inner_text()

    def check(self) -> None:
        """Check what holds on every page: no trace of an exception, nothing asked elsewhere."""
        self.settle()
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert not {url for url in self.asked if not is_local(url)}
        assert any(url.startswith("ws") for url in self.asked)
        assert self.page.evaluate("document.documentElement.lang") == self.code


def is_local(url: str) -> bool:
    """Tell whether an address stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in LOCAL


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not start: " + log.read_text(errors="replace"))
