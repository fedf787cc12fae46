"""One journey in a real browser: open, change, see, download; nothing asks another host."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOCAL = {"localhost", "127.0.0.1"}


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    message = "the browser test needs chromium (apt-get install chromium)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start the app as a person does, from a folder that knows nothing of the project."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("anywhere")
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


@pytest.fixture
def page(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, headless=True, args=ARGUMENTS
        )
        context = browser.new_context(
            viewport={"width": 1400, "height": 1000}, accept_downloads=True, locale="en-US"
        )
        try:
            yield context.new_page()
        finally:
            context.close()
            browser.close()


def test_a_person_opens_a_case_moves_it_sees_it_change_and_takes_it_along(page, address, tmp_path):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket_: asked.append(socket_.url))
    page.goto(f"{address}/design")
    mean_day = page.locator(".mus-figure", has_text="Mean day").locator("dd.now")
    mean_day.wait_for(timeout=60_000)
    before = _number(mean_day.inner_text())

    slider = page.get_by_role("slider", name="Domestic allocation")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.locator(".mus-figure", has_text="Mean day").locator("dd.was").wait_for(timeout=30_000)
    assert _number(mean_day.inner_text()) > before

    page.get_by_text("Type exact values").click()
    field = page.get_by_label("main intake, L/s")
    field.fill("1,5")
    field.press("Enter")
    page.get_by_text("read as 1.5 L/s").wait_for(timeout=30_000)

    page.get_by_role("tab", name="Sources").click()
    page.get_by_text("What binds").wait_for(timeout=30_000)
    page.get_by_role("tab", name="Network").click()
    page.get_by_role("heading", name="Profile from the source").wait_for(timeout=30_000)

    # the screen has settled by now: all five steps of the slider and the typed flow are in
    moved = _number(mean_day.inner_text())
    with page.expect_download(timeout=30_000) as result_file:
        page.get_by_role("button", name="Result (JSON)").click()
    target = tmp_path / "result.json"
    result_file.value.save_as(target)
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["demand"]["mean_day_m3"] == pytest.approx(moved, rel=0.01)

    with page.expect_download(timeout=30_000) as scenario_file:
        page.get_by_role("button", name="Scenario with the changes").click()
    saved = tmp_path / "saved.yaml"
    scenario_file.value.save_as(saved)
    text = saved.read_text(encoding="utf-8")
    assert "1.5 L/s" in text
    assert "# " in text, "the comments of the case are kept"

    page.get_by_text("The same as a link, a command or Python").click()
    address_again = page.get_by_text("?s=").inner_text().strip()
    page.goto(address_again)
    page.get_by_text("Opened from a link").wait_for(timeout=60_000)
    again = page.locator(".mus-figure", has_text="Mean day").locator("dd.now")
    again.wait_for(timeout=60_000)
    assert _number(again.inner_text()) == pytest.approx(moved)

    page.goto(f"{address}/?s=broken")
    page.get_by_text("the link cannot be opened").wait_for(timeout=60_000)

    assert page.locator("[data-testid=stException]").count() == 0
    elsewhere = {url for url in asked if not _is_local(url)}
    assert not elsewhere
    assert any(url.startswith("ws") for url in asked)


def test_the_first_visit_takes_less_than_three_megabytes(page, address):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"{address}/design")
    page.locator(".js-plotly-plot").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    assert 0.5e6 < sum(sizes.values()) <= 3e6


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in LOCAL


def _number(text: str) -> float:
    return float(text.split(maxsplit=1)[0].replace(",", ""))


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not start: " + log.read_text(errors="replace"))
