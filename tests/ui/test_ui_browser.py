"""One journey through each door in each language: open, change, see, explain, take along, reopen."""

from __future__ import annotations

import io
import json

import pytest

from tests.ui.browsing import Reader

pytestmark = pytest.mark.browser
LANGUAGES = ["en", "es"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_engineer_designs_a_scheme(reader, code):
    person: Reader = reader(code)
    person.open()
    person.door("Design a scheme")
    before = person.figure("Mean day")

    slider = person.page.get_by_role("slider", name=person.say("Domestic allocation, L/person/day"))
    slider.focus()
    for _ in range(5):
        person.page.keyboard.press("ArrowRight")
    person.page.locator("dd.was").first.wait_for()
    person.settle()
    assert person.figure("Mean day") > before

    person.page.get_by_text(person.say("Type exact values")).click()
    field = person.page.get_by_label("main intake, L/s")
    field.fill("1,5")
    field.press("Enter")
    read = person.say("read as {read} {unit}", read="1,5" if code == "es" else "1.5", unit="L/s")
    person.page.get_by_text(read).wait_for()
    person.settle()

    person.tab("Sources")
    person.page.get_by_text(person.say("What binds"), exact=True).wait_for()
    person.tab("Network")
    person.page.get_by_role("heading", name=person.say("Profile from the source")).wait_for()
    # EPANET's day and week fill in after the rest of the page
    person.page.get_by_text(person.say("Largest difference, m")).wait_for()

    # a number of a table, by the keyboard
    number = person.page.locator("[data-why$='.pressure']").nth(3)
    number.focus()
    person.page.keyboard.press("Enter")
    dialog = person.page.get_by_role("dialog")
    dialog.get_by_text("head_m − elevation_m").wait_for()
    told = person.number(dialog.locator(".mus-why-value").inner_text())
    assert told == pytest.approx(person.number(number.inner_text()), abs=0.06)
    person.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    label = person.say("Mean day")
    person.page.get_by_role("button", name=person.say("Why: {figure}", figure=label)).click()
    dialog.get_by_text(person.say("The numbers in the formula")).first.wait_for()
    person.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    person.settle()

    moved, left = person.figure("Mean day"), slider.input_value()
    document = json.loads(person.download("Result (JSON)"))
    assert document["demand"]["mean_day_m3"] == pytest.approx(moved, rel=0.01)
    saved = person.download("Scenario (YAML)").decode()
    assert "1.5 L/s" in saved
    assert "# " in saved, "the comments of the case are kept"
    assert person.download("Calculation report (PDF)").startswith(b"%PDF")
    assert _first_words(person.download("Workbook (XLSX)"))

    person.page.goto(person.link())
    person.page.get_by_text(person.say("Opened from a link.")).wait_for()
    person.settle()
    assert person.figure("Mean day") == pytest.approx(moved)
    assert slider.input_value() == left, "the slider stands where it was left"
    person.page.get_by_text(person.say("Type exact values")).click()
    assert field.input_value() == "1,5"

    person.page.get_by_role("button", name=person.say("Back to the case")).click()
    person.page.get_by_role("button", name=person.say("Bring my changes back")).wait_for()
    person.settle()
    assert person.figure("Mean day") == before
    person.page.get_by_role("button", name=person.say("Bring my changes back")).click()
    person.settle()
    assert person.figure("Mean day") == pytest.approx(moved)
    person.check()


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_alliance_finds_what_blocks_it(reader, code):
    person: Reader = reader(code)
    person.open()
    person.door("Evidence for change")
    person.page.get_by_text(person.say("Where the design meets or breaks the norm")).wait_for()
    table = person.page.get_by_role("table").first
    assert person.say("cannot tell") in table.inner_text()
    person.page.get_by_role("radio", name=person.say("all ({count})", count="")[:3]).last.click()
    person.settle()

    person.tab("What blocks it")
    person.page.get_by_text(person.say("Smallest change")).first.wait_for()
    rows = person.download("Smallest changes as an amendment (YAML)").decode()
    assert "clause" in rows
    person.tab("Service ladder")
    heading = person.say("How far up the ladder of water services each group gets")
    person.page.get_by_role("heading", name=heading).wait_for()

    slider = person.page.get_by_role("slider", name=person.say("Garden area")).first
    before = slider.input_value()
    slider.focus()
    person.page.keyboard.press("ArrowLeft")
    person.settle()
    assert float(slider.input_value()) < float(before)
    ladder = person.page.get_by_role("table").first.inner_text()

    person.page.goto(person.link())
    person.page.get_by_text(person.say("Opened from a link.")).wait_for()
    person.settle()
    assert person.page.get_by_role("heading", name=heading).count() == 1, "the section is kept"
    assert person.page.get_by_role("table").first.inner_text() == ladder
    person.check()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_water_board_tests_tariffs(reader, code):
    person: Reader = reader(code)
    person.open()
    person.door("Test tariffs")
    person.page.get_by_text(person.say("Bill of a month by household group")).first.wait_for()
    bills = person.page.get_by_role("table").first.inner_text()

    slider = person.page.get_by_role("slider", name=person.say("Animals")).first
    slider.focus()
    person.page.keyboard.press("ArrowRight")
    person.settle()
    assert person.page.get_by_role("table").first.inner_text() != bills
    left = slider.input_value()

    person.tab("Winners and losers")
    person.page.get_by_text(person.say("Who can afford it")).wait_for()
    person.tab("For the assembly")
    assert person.download("The sheet for the assembly (PDF)").startswith(b"%PDF")
    address = person.link()
    person.tab("Bills")
    now = person.page.get_by_role("table").first.inner_text()

    person.page.goto(address)
    person.page.get_by_text(person.say("Opened from a link.")).wait_for()
    person.settle()
    assert slider.input_value() == left, "the slider stands where it was left"
    person.tab("Bills")
    assert person.page.get_by_role("table").first.inner_text() == now
    person.check()


def test_the_language_is_switched_in_place(reader):
    person: Reader = reader("en")
    person.open("design")
    slider = person.page.get_by_role("slider", name="Domestic allocation, L/person/day")
    slider.focus()
    person.page.keyboard.press("ArrowRight")
    person.page.locator("dd.was").first.wait_for()
    person.settle()
    person.tab("Sources")
    before = person.figure("Mean day")

    person.page.get_by_text("español", exact=True).click()
    person.page.get_by_role("tab", name="Fuentes", selected=True).wait_for()
    person.settle()
    person.code = "es"
    assert person.figure("Mean day") == before
    assert person.page.locator("dd.was").count() > 0, "what was moved stays moved"
    assert "Fuentes, después del caudal ecológico" in person.words()
    person.check()

    person.tab("Bring in")
    dropping = person.page.locator("[data-testid=stMain] [data-testid=stFileUploader]").first
    dropping.get_by_text("por archivo").wait_for()
    assert "Subir" in dropping.inner_text()
    assert "Upload" not in dropping.inner_text()
    factor = person.page.locator("[data-testid=stSliderThumbValue]", has_text="×").first
    assert factor.inner_text() == "× 1,0"
    person.page.get_by_text("English", exact=True).click()
    dropping.get_by_text("per file").wait_for()
    assert "Upload" in dropping.inner_text()
    assert factor.inner_text() == "× 1.0"


def test_a_broken_link_is_told(reader):
    person: Reader = reader("es")
    person.page.goto(f"{person.address}/?s=broken")
    person.page.get_by_text(person.say("the link cannot be opened")).wait_for()
    person.check()


def test_a_file_opened_at_the_start_is_shown_with_its_mistakes(reader):
    person: Reader = reader("es")
    person.open()
    person.page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(
        {"name": "a.yaml", "mimeType": "text/plain", "buffer": b"a: &a [x, x]\nb: [*a, *a]\n"}
    )
    told = person.page.get_by_text("no se leen anclas ni alias").first
    told.wait_for()
    assert person.page.url.endswith("/design")
    person.check()


def test_the_first_visit_takes_less_than_three_megabytes(reader):
    person: Reader = reader("en")
    session = person.page.context.new_cdp_session(person.page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    person.open("design?")
    person.tab("Needs")
    person.page.locator(".js-plotly-plot").first.wait_for()
    person.page.wait_for_load_state("networkidle")
    assert 0.5e6 < sum(sizes.values()) <= 3e6


def _first_words(book: bytes) -> str:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(book), read_only=True).worksheets[0]
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
