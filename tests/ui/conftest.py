"""A shipped case with herds, gardens and a source of varying flow; a browser before the app."""

from __future__ import annotations

import pytest
from streamlit.components.v2 import manifest_scanner

from musdesign import flow
from tests.ui import browsing

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="session", autouse=True)
def _installed():
    """Look through the installed packages for components once, not for each page: 0.2 s a time."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(scope="session")
def scheme():
    return flow.load(CASE)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    browsing.chromium()
    with browsing.served(tmp_path_factory.mktemp("anywhere")) as url:
        yield url


@pytest.fixture(scope="session")
def chrome():
    from playwright.sync_api import sync_playwright

    program = browsing.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, args=browsing.ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def reader(chrome, address):
    """Return a maker of readers: a language, and the size of the window."""
    contexts = []

    def make(code: str = "en", width: int = 1400, height: int = 1000, scale: float = 1.0):
        context = chrome.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            accept_downloads=True,
            locale=browsing.LOCALES[code],
        )
        contexts.append(context)
        return browsing.Reader(context.new_page(), address, code)

    yield make
    for context in contexts:
        context.close()
