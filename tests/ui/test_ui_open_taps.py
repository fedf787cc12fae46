"""The Network section opens taps at random where it is asked to, and not before."""

from __future__ import annotations

from tests.ui.opened import page, words


def test_taps_are_opened_on_a_click_alone():
    app = page("design", "Network", case="four-hamlets").run()
    assert not app.exception
    assert "Worst off" not in words(app)
    app.toggle(key="network-taps").set_value(True).run()
    assert not app.exception
    shown = words(app)
    assert "Worst off: lower-village" in shown
    assert "Flow limiter, mm" in shown
    assert "unverified" in shown
