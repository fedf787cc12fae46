"""A stage that fails says why, on its page; the rest of the page is drawn and the rest computed."""

from __future__ import annotations

import pytest

from musdesign.errors import MusdesignError, Problem
from musdesign.flow import cache, stages
from musdesign.flow.stages import Stages
from musdesign.ui import opening
from musdesign.ui.pages import PAGES
from tests.ui.opened import page, words

# stage of the flow, page and section that show it, and a case that has it
SHOWN = {
    "supply": ("design", "Sources", ""),
    "storage": ("design", "Sources", ""),
    "daily": ("design", "Sources", "nepal-two-tank"),
    "network": ("design", "Network", ""),
    "epanet": ("design", "Network", ""),
    "costs": ("design", "Money", ""),
    "benefits": ("design", "Money", ""),
    "bills": ("tariffs", "Bills", ""),
    "tariff_effects": ("tariffs", "Winners and losers", ""),
    "checks": ("evidence", "Standards", ""),
}
REASON = "the well of numbers ran dry"


@pytest.fixture
def broken(monkeypatch):
    """Return what makes a stage raise an error, with nothing remembered before or after."""

    def forget():
        cache.clear()
        opening.forget()

    def fail(name, error):
        real, judge = Stages.stage, stages.verdicts.judge

        def stage(self, of, function, *inputs):
            if of == name:
                raise error
            return real(self, of, function, *inputs)

        def verdict(*inputs):
            if name == "checks":
                raise error
            return judge(*inputs)

        monkeypatch.setattr(Stages, "stage", stage)
        monkeypatch.setattr(stages.verdicts, "judge", verdict)
        forget()

    yield fail
    forget()


@pytest.mark.parametrize(
    "error",
    [MusdesignError(Problem(REASON)), RuntimeError("Traceback of a fault")],
    ids=["mistake", "fault"],
)
@pytest.mark.parametrize("stage", sorted(SHOWN))
def test_a_failed_stage_says_why_and_the_rest_is_drawn(stage, error, broken):
    path, section, case = SHOWN[stage]
    broken(stage, error)
    app = page(path, section, case=case).run()
    assert not app.exception
    told = " ".join(item.value for item in (*app.info, *app.error))
    assert (REASON if isinstance(error, MusdesignError) else "something unforeseen") in told
    assert "Traceback" not in told + words(app)
    assert not app.error
    # other sections can be opened, and what is taken along stands below
    assert len(app.get("tab")) > 1
    assert app.get("download_button")


@pytest.mark.parametrize(
    "error",
    [MusdesignError(Problem(REASON)), RuntimeError("Traceback of a fault")],
    ids=["mistake", "fault"],
)
@pytest.mark.parametrize(
    ("path", "section"),
    [(p.path, "Sources" if p.path == "design" else "") for p in PAGES if p.sections],
)
def test_where_the_days_fail_after_the_first_paint_the_mean_year_stays(
    path, section, error, monkeypatch
):
    opening.forget()
    real = opening.flow.design

    def design(scheme, **asked):
        if asked.get("daily") is None:
            raise error
        return real(scheme, **asked)

    monkeypatch.setattr(opening.flow, "design", design)
    app = page(path, section, case="nepal-two-tank").run()
    opening.forget()
    assert not app.exception
    told = " ".join(item.value for item in app.error)
    assert (REASON if isinstance(error, MusdesignError) else "Something unforeseen") in told
    shown = words(app)
    assert "a mean year is shown" in shown
    assert "Traceback" not in told + shown
    assert len(app.get("tab")) > 1
    assert app.get("download_button")
    if section:
        assert "Reliability by use" in shown
