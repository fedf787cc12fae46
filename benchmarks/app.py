"""The app in a real browser: from a slider to the finished screen, and what a first visit weighs.

Needs chromium and the test tools (``pip install -e ".[test]"``).
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crowd import served
from timing import Timing

MOVES = 15
CASE_PAGE = "design"
_DONE = (
    "document.querySelector('[data-testid=stApp]')"
    "?.getAttribute('data-test-script-state') === 'notRunning'"
)


def rows() -> list[Timing]:
    """Time the screen of the first case after each move of a slider; weigh the first visit."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with served() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, args=["--no-sandbox", "--disable-gpu"]
        )
        visits = [_weighed(browser, address, path) for path in ("", CASE_PAGE)]
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}/{CASE_PAGE}")
        found = [Timing("screen after moving a slider, first case", _moved(page), 0.6)]
        browser.close()
    names = ("the start page", "the design page")
    found += [
        Timing(f"first visit of {name}, MB over the wire", megabytes, 3.0)
        for name, megabytes in zip(names, visits, strict=True)
    ]
    return found


def _moved(page: Any) -> float:
    """Return the median time from a key on the slider until the figures are the new ones."""
    page.locator(".mus-figure").first.wait_for(timeout=60_000)
    slider = page.get_by_role("slider").first
    times = []
    for i in range(MOVES + 2):
        page.wait_for_function(_DONE)
        page.wait_for_timeout(400)
        slider.focus()
        before = page.locator(".mus-figures").inner_text()
        start = time.perf_counter()
        page.keyboard.press("ArrowRight" if i < MOVES // 2 else "ArrowLeft")
        page.wait_for_function(
            "before => document.querySelector('.mus-figures').innerText !== before && " + _DONE,
            arg=before,
            polling=10,
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def _weighed(browser: Any, address: str, path: str) -> float:
    """Return the megabytes of a first visit: everything over the wire until it is quiet."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"{address}/{path}")
    page.locator(".mus-title").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes.values()) / 1e6
