"""One look for the whole app: a colour for each use, how numbers are written, the style sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from musdesign.i18n import mark
from musdesign.report import colours
from musdesign.ui import words

USE_COLOURS = colours.USE_COLOURS
SOURCE_COLOURS: tuple[str, ...] = ("#1d5668", "#4592a3", "#8cc0c9", "#587b9c", "#a9b9d0", "#6f8f86")
UNMET = "#c0392b"
INK = "#1d2733"
FAINT = "#667381"
GRID = "#e3e8ed"
BEFORE = "#9fb3c4"
AFTER = "#1f5f8b"

VERDICTS: dict[str, tuple[str, str, str]] = {
    "breaks": ("✗", mark("breaks"), "bad"),
    "meets": ("✓", mark("meets"), "good"),
    "cannot_tell": ("?", mark("cannot tell"), "open"),
    "not_applicable": ("–", mark("does not apply"), "faint"),
}

STYLE = """<style>
.block-container {padding-top: 4.6rem; padding-bottom: 3rem; max-width: 1280px;}
.mus-title {font-size: 1.7rem; font-weight: 650; line-height: 1.2; margin: 0 0 .2rem 0;}
.mus-sub {color: #55616e; margin: 0 0 .4rem 0; font-size: .95rem;}
.mus-heading {font-size: 1.06rem; font-weight: 650; margin: .9rem 0 .1rem 0; padding: 0;}
.mus-note {color: #55616e; font-size: .86rem; margin: .1rem 0 .3rem 0;}
[data-testid="stCaptionContainer"] {opacity: 1;}
[data-testid="stCaptionContainer"] p {color: #55616e;}
[data-testid="stCheckbox"] p {white-space: normal;}
.mus-list {margin: .2rem 0 .6rem 0; padding-left: 1.2rem; font-size: .95rem;}
.mus-note.mus-warning {color: #a93226; font-weight: 600;}
.mus-list.mus-note {font-size: .86rem; padding-left: 1.1rem;}
.mus-figures {display: grid; gap: 1px; background: #e3e8ed; border: 1px solid #e3e8ed;
  grid-template-columns: repeat(4, 1fr); grid-auto-rows: 1fr;
  margin: .4rem 0 .2rem 0 !important;
  padding: 0 !important;}
.mus-figures:has(> :nth-child(3):last-child) {grid-template-columns: repeat(3, 1fr);}
.mus-figure {background: #fff; padding: .6rem .75rem .55rem; margin: 0; display: flex;
  flex-direction: column;}
.mus-figures:has(> :nth-child(3):last-child) dd {margin-top: auto;}
.mus-figure dt {color: #55616e; font-size: .82rem; font-weight: 400; margin: 0;}
.mus-figure dd {margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.25;
  font-variant-numeric: tabular-nums;}
.mus-figure dd small {font-size: .82rem; font-weight: 400; color: #55616e; white-space: nowrap;}
.mus-figure dd.was {font-size: .8rem; font-weight: 400; color: #55616e;}
.mus-figure.bad dd.now {color: #a93226;}
.mus-figure.coming dd.now {color: #667381; font-style: italic;}
.mus-coming {font-weight: 600; color: #7a5600;}
.mus-why {all: unset; cursor: pointer; border-radius: 3px; padding: .12rem .2rem;
  margin: -.12rem -.2rem; text-decoration: underline dotted #8a97a5 1px;
  text-underline-offset: 3px; white-space: inherit;}
.mus-why:hover {background: rgba(31, 95, 139, .1); text-decoration-color: #1f5f8b;}
.mus-why:focus-visible {outline: 2px solid #1f5f8b;}
.mus-why-value {font-size: 1.45rem; font-weight: 600; margin: .1rem 0 .3rem 0;}
.mus-why-value small {font-size: .82rem; font-weight: 400; color: #55616e;}
.mus-formula {font-family: monospace; font-size: .88rem; margin: .1rem 0; overflow-wrap: anywhere;}
.st-key-key-figures {position: relative; gap: 0;}
.st-key-key-figures .mus-figure dt {padding-right: 1.1rem;}
.st-key-key-figures-why {position: absolute; inset: .4rem 0 .2rem 0; display: grid; gap: 1px;
  grid-template-columns: repeat(4, 1fr); grid-auto-rows: 1fr; height: auto; width: auto;}
.st-key-key-figures-why .stElementContainer, .st-key-key-figures-why .stButton,
.st-key-key-figures-why button {width: 100%; height: 100%; min-height: 0; margin: 0;
  padding: 0; border-radius: 0;}
.st-key-key-figures-why button {position: relative;}
.st-key-key-figures-why button p {font-size: 0;}
.st-key-key-figures-why button p:after {content: "?"; font-size: .8rem; color: #667381;
  border: 1px solid #aab5c0; border-radius: 50%; width: 1.1rem; line-height: 1.05rem;
  text-align: center; position: absolute; top: .35rem; right: .4rem;}
.st-key-key-figures-why button:disabled p:after {content: "";  border: 0;}
.st-key-key-figures-why button:hover:enabled {background: rgba(31, 95, 139, .06);}
.mus-scroll {overflow-x: auto; margin: .3rem 0 .9rem 0; container-type: inline-size;
  background: linear-gradient(to right, #fff 1rem, rgba(255, 255, 255, 0)) 0 0,
    linear-gradient(to left, #fff 1rem, rgba(255, 255, 255, 0)) 100% 0,
    linear-gradient(to right, rgba(29, 39, 51, .22), rgba(29, 39, 51, 0)) 0 0,
    linear-gradient(to left, rgba(29, 39, 51, .22), rgba(29, 39, 51, 0)) 100% 0;
  background-size: 2rem 100%, 2rem 100%, .7rem 100%, .7rem 100%; background-repeat: no-repeat;
  background-attachment: local, local, scroll, scroll;}
.mus-tall {max-height: 70vh; overflow-y: auto; border-bottom: 1px solid #aab5c0;}
.mus-tall th {position: sticky; top: 0; background: #fff;}
.mus-table {border-collapse: collapse; width: 100%; font-size: .9rem;
  font-variant-numeric: tabular-nums;}
.mus-table caption {text-align: left; color: #55616e; padding: 0 0 .35rem 0; font-size: .86rem;}
.mus-table caption span {display: block; position: sticky; left: 0;
  max-width: 100cqw;}
.mus-table th {text-align: left; font-weight: 600; color: #3b4754; padding: .35rem .7rem;
  border-bottom: 1.5px solid #aab5c0; vertical-align: bottom;}
.mus-table td {padding: .32rem .7rem; border-bottom: 1px solid #e3e8ed; vertical-align: top;}
.mus-table th:first-child, .mus-table td:first-child {padding-left: .2rem;}
.mus-table .num {text-align: right; white-space: nowrap;}
.mus-table tr.total td {font-weight: 600; border-top: 1.5px solid #aab5c0;}
.mus-table .bad {color: #a93226; font-weight: 600;}
.mus-table .good {color: #2b6b38;}
.mus-table .open {color: #7a5600; font-weight: 600;}
.mus-table .differs {font-weight: 600;}
.mus-table .faint {color: #667381;}
.mus-table .wide {min-width: 13rem;}
.mus-table .key {white-space: nowrap;}
.mus-table .clause {min-width: 6.6rem;}
.mus-table .words {white-space: normal; text-align: left; min-width: 9rem;
  overflow-wrap: anywhere;}
.mus-table th.num, .mus-table th.key {white-space: normal;}
@media (min-width: 641px) and (max-width: 1600px) {
  .block-container {padding-left: 3rem; padding-right: 3rem;}
}
@media (max-width: 1600px) {
  .mus-table th, .mus-table td {padding-left: .4rem; padding-right: .4rem;}
  .mus-table .wide {min-width: 9.5rem;}
}
.mus-quote {margin: .25rem 0 .1rem 0; padding-left: .6rem; border-left: 3px solid #c9d9e6;
  color: #1d2733;}
.mus-cited {display: block; font-size: .78rem; color: #55616e; overflow-wrap: anywhere;}
.mus-swatch {display: inline-block; width: .75em; height: .75em; margin-right: .45em;
  border-radius: 2px;}
[class*="st-key-door-"] {position: relative; background: #f4f8fb; border-color: #c9d9e6;}
[class*="st-key-door-"]:hover {border-color: #1f5f8b;}
[class*="st-key-door-"] a::after {content: ""; position: absolute; inset: 0;}
[class*="st-key-door-"] a {position: static;}
[class*="st-key-card-"] {position: relative;}
[class*="st-key-card-"]:hover {border-color: #1f5f8b;}
[class*="st-key-card-"] button::after {content: ""; position: absolute; inset: 0;}
[class*="st-key-card-"] [data-testid="stElementContainer"],
[class*="st-key-card-"] button, [class*="st-key-card-"] .stButton {position: static;}
[class*="st-key-card-"] button {text-align: left; justify-content: flex-start;}
[class*="st-key-door-"] a p {font-size: 1.15rem;}
@media (min-width: 641px) {
  [data-testid="stTabs"] [role="tablist"] {gap: 0 .8rem; flex-wrap: wrap;}
}
.mus-answer {font-size: 1.3rem; font-weight: 600; line-height: 1.3; margin: .2rem 0 .6rem 0;
  padding-left: .7rem; border-left: 4px solid #2b6b38;}
.mus-answer.bad {border-left-color: #a93226;}
.mus-bars {position: relative; display: grid; grid-template-columns: repeat(12, 1fr); gap: 3px;
  border-bottom: 0;}
.mus-bars div {min-width: 0; text-align: center;}
.mus-bars div span {display: flex; flex-direction: column; justify-content: flex-end;
  height: 130px; border-bottom: 1px solid #aab5c0;}
.mus-bars u {position: absolute; inset: 0 0 auto 0; height: 130px; pointer-events: none;}
.mus-bars s {position: absolute; left: 0; right: 0; border-top: 2px dashed #1d2733;}
.mus-bars i {display: block;}
.mus-bars b {font-size: .74rem; font-weight: 400; color: #55616e; display: block;
  overflow: hidden; white-space: nowrap;}
.mus-bars .short b {color: #a93226; font-weight: 650;}
.mus-legend {display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .82rem; color: #3b4754;
  margin: .3rem 0 .4rem 0;}
.mus-dash {display: inline-block; width: 1.3em; border-top: 2px dashed #1d2733;
  vertical-align: middle; margin-right: .4em;}
pre, code {white-space: pre-wrap !important; word-break: break-word;}
/* by the room that a table has, and not by the window: a zoomed page or a sidebar takes of it */
@container (max-width: 720px) {
  .mus-stacked thead {position: absolute; left: -9999px;}
  .mus-stacked tr {display: block; padding: .45rem 0; border-bottom: 1px solid #aab5c0;}
  .mus-table.mus-stacked td {display: flex; gap: .8rem; border: 0; padding: .1rem .2rem;
    text-align: left; white-space: normal; overflow-wrap: anywhere;}
  .mus-table.mus-stacked td:empty {display: none;}
  .mus-stacked td:before {content: attr(data-label); color: #55616e; font-weight: 400;
    flex: 0 0 6.2rem;}
  .mus-table:not(.mus-stacked) td:first-child {position: sticky; left: 0; background: #fff;
    white-space: normal; min-width: 6rem; max-width: 8.5rem;}
}
@media (max-width: 640px) {
  .block-container {padding: 3.6rem .9rem 2rem .9rem;}
  .mus-figures, .st-key-key-figures-why {grid-template-columns: repeat(2, 1fr);}
  .mus-figures:has(> :nth-child(3):last-child) {grid-template-columns: 1fr;}
  .mus-figures:has(> :nth-child(3):last-child) {grid-auto-rows: auto;}
  .mus-figure dd {font-size: 1.2rem;}
  .mus-title {font-size: 1.35rem;}
}
</style>"""


def number(value: float | None, digits: int = 3) -> str:
    """Write a number for people, in the visitor's form; a dash where there is none.

    >>> number(1234.5), number(None), number(0.0)
    ('1,234', '–', '0')
    """
    return words.number(value, digits)


def fixed(value: float, decimals: int) -> str:
    """Write a number with so many decimals, in the visitor's form.

    >>> fixed(1234.5, 2), fixed(0.25, 0)
    ('1,234.50', '0')
    """
    return words.full(value) or words.localised(f"{value:,.{decimals}f}")


def money(value: float | None) -> str:
    """Write an amount for reading, not for adding up: millions to three figures.

    >>> money(10_190_287.0), money(45_046.0)
    ('10.2 million', '45,046')
    """
    if value is not None and abs(value) >= 1e6 and not words.full(value):
        return words.say("{amount} million", amount=number(value / 1e6))
    return number(value)


def count(value: float) -> str:
    """Write a number of households or people, which are whole; a part of one as below 1.

    >>> count(94.3), count(0.3), count(0.0)
    ('94', 'below 1', '0')
    """
    small = 0 < value < 0.5 and not words.full(value)
    return words.say("below 1") if small else fixed(value, 0)


def wrapped(text: str, width: int = 11) -> str:
    """Return a name below a bar, broken into lines so that it fits beside its neighbours.

    >>> wrapped("operation and renewal")
    'operation<br>and renewal'
    """
    return "<br>".join(textwrap.wrap(escape(text), width, break_on_hyphens=False))


def below(names: Iterable[str], height: int = 330) -> dict[str, float]:
    """Return where the legend stands below wrapped names, the room they take, and the gaps."""
    names = list(names)
    lines = max((name.count("<br>") for name in names), default=0)
    tall = height + 14.0 * lines
    # one bar alone would fill the page
    gap = {1: 0.75, 2: 0.55}.get(len(set(names)), 0.35)
    return {"legend_y": -(42.0 + 14.0 * lines) / tall, "height": tall, "bargap": gap}


def percent(share: float | None) -> str:
    """Write a share as per cent, never rounding up to all of it.

    >>> percent(0.9996), percent(1.0), percent(0.5)
    ('99.9 %', '100 %', '50 %')
    """
    if share is None:
        return "–"
    value = 100.0 * share
    if text := words.full(value):
        return f"{text} %"
    text = "99.9" if 99.9 < value < 100.0 - 1e-9 else f"{value:.1f}".removesuffix(".0")
    return f"{words.localised(text)} %"


def layout(y_title: str, height: int = 330, **more: Any) -> dict[str, Any]:
    """Return the layout common to all figures."""
    return {
        "height": height,
        "separators": words.localised(".,"),
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "font": {"size": 13, "color": INK},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": -42.0 / height,
            "yanchor": "top",
            "traceorder": "normal",
        },
        "xaxis": {
            "showgrid": False,
            "automargin": True,
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 11},
        },
        "yaxis": {
            "title": {"text": y_title},
            "gridcolor": GRID,
            "automargin": True,
            "rangemode": "tozero",
            "fixedrange": True,
            "separatethousands": True,
            "exponentformat": "none",
        },
        "bargap": 0.35,
        "hovermode": "x unified",
        **more,
    }


CHART_CONFIG: dict[str, Any] = {"displayModeBar": False, "displaylogo": False}


def source_colours(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each source, in their order."""
    return {name: SOURCE_COLOURS[i % len(SOURCE_COLOURS)] for i, name in enumerate(names)}
