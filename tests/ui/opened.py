"""Open a page of the app without a browser."""

from __future__ import annotations

import html
import re

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from musdesign.ui.start import app_file
from musdesign.ui.tabs import section_key


def page(path: str, section: str = "", *, case: str = "", timeout_s: float = 60.0) -> AppTest:
    """Return a page before its first run, with its open section and its case."""
    test = AppTest.from_file(str(app_file()), default_timeout=timeout_s)
    # AppTest.switch_page knows pages that are files only; a page that is a function is known by
    # the hash of its address, which is what a browser sends too
    test._page_hash = calc_hash(path)
    if case:
        test.session_state["case"] = case
    if section:
        test.session_state[section_key(path)] = section
    return test


def words(test: AppTest) -> str:
    """Return all HTML of the page as words."""
    bodies = " ".join(item.proto.body for item in test.get("html"))
    # a number that explains itself stands in its sentence as it is read
    bodies = re.sub(r"</?button\b[^>]*>", "", bodies)
    return html.unescape(re.sub(r"<[^>]+>", " ", bodies))


def turn_to(test: AppTest, path: str) -> AppTest:
    """Open another page in the same session, as a click on the menu does."""
    test._page_hash = calc_hash(path)
    return test.run()
