"""The app in a real browser: from a slider to the finished screen, and what a first visit weighs.

Needs chromium and the test tools (``pip install -e ".[test]"``).
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crowd import served
from timing import Timing

from musdesign import flow
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.opening import FIRST

MOVES = 15
MOVES_OF_OTHERS = 5
CASE_PAGE = "design"
PATIENCE_S, CASE_S = 60.0, 180.0
"""Longest wait for one step, and for all moves of a case; then the run ends and says where."""
FIRST_PAINT_S = 0.6
FINISHED_S = 2.0
"""For what fills in: the days of a weather, futures by random taps."""
_DONE = (
    "document.querySelector('[data-testid=stApp]')"
    "?.getAttribute('data-test-script-state') === 'notRunning'"
    " && !document.querySelector('.mus-coming')"
)
_CHANGED = "before => document.querySelector('.mus-figures')?.innerText !== before"


@dataclass(frozen=True, slots=True)
class Patience:
    """A page that is waited for, step by step, until a moment (monotonic seconds)."""

    page: Any
    what: str
    until: float

    def wait(
        self, step: str, condition: str, before: str | None = None, often: Any = "raf"
    ) -> None:
        """Wait until a condition holds on the page.

        Raises:
            RuntimeError: it does not in time, with the case and the step.
        """
        from playwright.sync_api import Error

        seconds = min(PATIENCE_S, self.until - time.monotonic())
        if seconds <= 0:
            raise RuntimeError(f"{self.what}: not ended after {CASE_S:g} s, at: {step}")
        try:
            self.page.wait_for_function(
                condition, arg=before, polling=often, timeout=1000.0 * seconds
            )
        except Error as error:
            reason = str(error).splitlines()[0]
            raise RuntimeError(
                f"{self.what}: waited {seconds:.0f} s in vain: {step} ({reason})"
            ) from None


def rows() -> list[Timing]:
    """Time the screen of each case after each move of a slider; weigh the first visit."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with served() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, args=["--no-sandbox", "--disable-gpu"]
        )
        visits = [_weighed(browser, address, path) for path in ("", CASE_PAGE)]
        found = []
        for case in sorted(flow.cases(), key=lambda name: name != FIRST):
            found += _of_case(browser, address, case)
        browser.close()
    names = ("the start page", "the design page")
    found += [
        Timing(f"first visit of {name}, MB over the wire", megabytes, 3.0)
        for name, megabytes in zip(names, visits, strict=True)
    ]
    return found


def _of_case(browser: Any, address: str, case: str) -> list[Timing]:
    """Return the median times from a slider to the first paint and to the finished screen."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000}, locale="en-US")
    page.goto(f"{address}/{CASE_PAGE}?{PARAMETER}={encode(State(case))}")
    # the first slider of the first case; of the others the period, which moves each one's figures
    patience = Patience(page, case, time.monotonic() + CASE_S)
    first, finished = _moved(patience, *((MOVES, 0) if case == FIRST else (MOVES_OF_OTHERS, -1)))
    page.close()
    fills_in = flow.load(case).scenario.weather is not None
    return [
        Timing(f"slider to first paint, {case}", first, FIRST_PAINT_S),
        Timing(
            f"slider to finished screen, {case}",
            finished,
            FINISHED_S if fills_in else FIRST_PAINT_S,
        ),
    ]


def _moved(patience: Patience, moves: int, slider: int) -> tuple[float, float]:
    """Return the median times from a key on a slider until new figures stand, and until all do."""
    page = patience.page
    page.set_default_timeout(1000.0 * PATIENCE_S)
    patience.wait("the first figures", "document.querySelector('.mus-figure')")
    times = []
    for i in range(moves + 2):
        patience.wait(f"rest before move {i + 1}", _DONE)
        page.wait_for_timeout(400)
        page.get_by_role("slider").nth(slider).focus()
        before = page.locator(".mus-figures").inner_text()
        start = time.perf_counter()
        page.keyboard.press("ArrowLeft" if i < moves // 2 + 1 else "ArrowRight")
        patience.wait(f"new figures after move {i + 1}", _CHANGED, before, 10)
        first = time.perf_counter() - start
        patience.wait(f"the finished screen after move {i + 1}", _DONE, None, 10)
        times.append((first, time.perf_counter() - start))
    return (
        statistics.median(first for first, _ in times[2:]),
        statistics.median(finished for _, finished in times[2:]),
    )


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
    page.set_default_timeout(1000.0 * PATIENCE_S)
    page.goto(f"{address}/{path}")
    page.locator(".mus-title").first.wait_for()
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes.values()) / 1e6
