"""Everyone can use the pages: no violation for axe, the keyboard alone, a phone, a magnified screen."""

from __future__ import annotations

import pytest

from musdesign.ui.pages import PAGES
from tests.ui.browsing import Reader

pytestmark = pytest.mark.browser
PATHS = ["" if page is PAGES[0] else page.path for page in PAGES]


@pytest.mark.parametrize(("code", "width"), [("en", 1400), ("es", 360)])
def test_axe_finds_no_violation_on_any_page(reader, code, width):
    from axe_playwright_python.sync_playwright import Axe

    person: Reader = reader(code, width)
    found = {}
    for path in PATHS:
        person.open(path)
        violations = Axe().run(person.page).response["violations"]
        found[path] = [(item["id"], item["nodes"][0]["html"][:200]) for item in violations]
    assert found == {path: [] for path in PATHS}


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(360, 740, 2.0), (700, 500, 2.0)], ids=["phone", "zoom 200 %"]
)
def test_no_page_scrolls_sideways(reader, width, height, scale):
    person: Reader = reader("es", width, height, scale)
    for path in PATHS:
        person.open(path)
        wide = person.page.evaluate(
            "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(item => item.scrollWidth - item.clientWidth)"
        )
        assert max(wide) <= 1, (path, wide)
        title = person.page.locator(".mus-title").first.bounding_box()
        assert title is not None
        assert title["x"] >= 0, path
        assert title["x"] + title["width"] <= width, path


def test_the_keyboard_alone_goes_through_a_door_moves_a_slider_and_opens_a_section(reader):
    person: Reader = reader("en")
    person.open()
    _tab_to(person, "a", "Design a scheme")
    person.page.keyboard.press("Enter")
    person.page.get_by_role("tablist").first.wait_for()
    person.settle()
    before = person.figure("Mean day")
    _tab_to(person, "input[type=range]", "Domestic allocation")
    person.page.keyboard.press("ArrowRight")
    person.page.locator("dd.was").first.wait_for()
    person.settle()
    assert person.figure("Mean day") > before
    _tab_to(person, "[role=tab]", "")
    person.page.keyboard.press("ArrowRight")
    person.page.keyboard.press("Enter")
    person.settle()
    chosen = person.page.get_by_role("tab", selected=True).first.inner_text()
    assert chosen != person.page.get_by_role("tab").first.inner_text()


def _tab_to(person: Reader, selector: str, name: str) -> None:
    """Press Tab until the focus stands on what is wanted."""
    for _ in range(80):
        person.page.keyboard.press("Tab")
        there = person.page.evaluate(
            "([selector, name]) => { const at = document.activeElement;"
            " return at.matches(selector) && ((at.getAttribute('aria-label') || at.innerText)"
            ".includes(name)) }",
            [selector, name],
        )
        if there:
            return
    pytest.fail(f"the keyboard does not come to {name or selector}")
