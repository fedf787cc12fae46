"""A click on a number, or the key Enter on it, asks why it is what it is.

Numbers stand in tables as buttons that carry the key of their explanation (``data-why``), points
of charts carry it as their ``id``.  One listener for the whole page hears them all and opens the
explanation without drawing the page again.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from musdesign.ui import explaining
from musdesign.ui.view import View

_LISTEN = """
export default function ({ setTriggerValue }) {
  const pointAt = (target) => {
    const chart = target.closest?.('.js-plotly-plot');
    const points = (chart?._hoverdata ?? []).filter((point) => point.id);
    return points.length === 1 || chart?._fullLayout?.hovermode === 'closest' ? points[0]?.id : '';
  };
  const heard = (event) => {
    const button = event.target.closest?.('[data-why]');
    const key = button?.dataset.why || pointAt(event.target);
    const row = button?.closest('tr')?.firstElementChild?.innerText;
    const title = [button?.closest('td')?.dataset.label, row].filter(Boolean).join(' · ');
    if (key) setTriggerValue('why', { key, title });
  };
  document.addEventListener('click', heard);
  return () => document.removeEventListener('click', heard);
}
"""
_listener = st.components.v2.component("musdesign_why", js=_LISTEN)


@st.fragment
def listen(view: View) -> None:
    """Wait for a click on a number of the page, and open its explanation."""
    key, title = heard("why-asked")
    if key:
        explaining.dialog(view, key, title)


def heard(place: str) -> tuple[str, str]:
    """Return the key of the number that was clicked just now, and its title; empty where none."""
    asked: Any = _listener(key=place, on_why_change=lambda: None)
    if not asked.why:
        return "", ""
    return str(asked.why.get("key", "")), str(asked.why.get("title", ""))
