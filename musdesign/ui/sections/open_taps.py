"""Taps opened at random on the designed pipes: what each gives, and the flow limiters."""

from __future__ import annotations

import streamlit as st

from musdesign import flow
from musdesign.flow import Scheme
from musdesign.flow.network_taps import TapResult, taps_of_design
from musdesign.ui import jobs
from musdesign.ui.parts import Column, note, table
from musdesign.ui.theme import fixed
from musdesign.ui.view import View
from musdesign.ui.words import number, say, told


def show(view: View) -> None:
    """Offer the draws of open taps, and show them where they are asked for."""
    jobs.asked_for(
        view,
        say("Taps opened at random"),
        say("What each tap gives when neighbours open theirs"),
        say("Sets of open taps are drawn a thousand times on the designed pipes."),
        "network-taps",
        lambda: _opened(view),
    )


def _opened(view: View) -> None:
    with st.spinner(say("Opening taps …")):
        found = jobs.done(lambda: taps_of_design(view.result))
    study = found.study
    st.html(
        note(
            say(
                "{draws} draws, each tap open with the chance {chance} %: an open tap gives "
                "{mean} L/s in the mean; {below} % of open taps give less than {least} L/s. "
                "Worst off: {worst}.",
                draws=number(study.draws),
                chance=number(100 * study.open_probability),
                mean=number(study.mean_lps, 3),
                below=number(100 * study.below_share),
                least=number(study.min_lps, 3),
                worst=study.worst,
            )
        )
    )
    with view.study("open taps", _tables):
        st.html(taps_table(found))
    for text in found.notes:
        st.html(note(told(text)))


def _tables(scheme: Scheme) -> list[str]:
    return [taps_table(taps_of_design(flow.design_until(scheme, "network")))]


def taps_table(found: TapResult) -> str:
    """Return what the taps of each node give, and the flow limiter that they take."""
    limiters = {orifice.node: orifice for orifice in found.study.orifices}
    rows = []
    for tap in found.study.taps:
        limiter = limiters.get(tap.node)
        sold = limiter.sold_mm if limiter else None
        rows.append(
            (
                tap.node,
                number(tap.taps),
                fixed(tap.low_lps, 3),
                fixed(tap.mean_lps, 3),
                fixed(tap.high_lps, 3),
                fixed(100 * tap.below_share, 0),
                say("none") if sold is None else fixed(sold, 1),
            )
        )
    return table(
        [
            Column(say("Node"), "key"),
            Column(say("Taps"), "num", say("taps of the households at the node")),
            Column(
                say("Low, L/s"),
                "num",
                say("least flow of an open tap in any draw in which it is open"),
            ),
            Column(
                say("Mean, L/s"),
                "num",
                say("mean flow of an open tap over the draws in which it is open"),
            ),
            Column(
                say("High, L/s"),
                "num",
                say("largest flow of an open tap in any draw in which it is open"),
            ),
            Column(
                say("Below the least, %"),
                "num",
                say(
                    "draws in which an open tap gives less than the least flow, over those in "
                    "which it is open"
                ),
            ),
            Column(
                say("Flow limiter, mm"),
                "num",
                say("bore sold nearest to the one that takes up the pressure to spare"),
            ),
        ],
        rows,
        say("Flow of an open tap, and the orifice sold that suits it"),
        tall=True,
    )
