"""Pick a case from the list, or open a file of one's own."""

from __future__ import annotations

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.ui import session
from musdesign.ui.messages import tell
from musdesign.ui.opening import Case, uploaded
from musdesign.ui.words import say, told

_REFUSED = "file-refused"
_JUST_OPENED = "file-opened"


def case_list() -> Case:
    """Show the list of cases; return the chosen one with its edits.

    Raises:
        ScenarioError: nothing is shipped.
    """
    titles = session.names()
    if st.session_state.get(session.CASE) not in titles:
        st.session_state[session.CASE] = next(iter(titles))
    st.selectbox(
        say("Case"),
        list(titles),
        format_func=lambda name: told(titles.get(name) or name),
        key=session.CASE,
        on_change=session.leave_link,
    )
    return session.case()


def file_opener(key: str) -> bool:
    """Show the field that opens a scenario file; it becomes the chosen case at once.

    Returns:
        Whether a file was opened just now.
    """
    just: bool = st.session_state.pop(_JUST_OPENED, False)

    def opened() -> None:
        st.session_state.pop(_REFUSED, None)
        file = st.session_state.get(key)
        if file is None:
            return
        try:
            session.open_case(uploaded(file.name, file.getvalue()))
            session.leave_link()
            st.session_state[_JUST_OPENED] = True
        except MusdesignError as error:
            st.session_state[_REFUSED] = error

    st.file_uploader(
        say("Scenario file (YAML, at most 1 MB)"),
        type=["yaml", "yml"],
        max_upload_size=1,
        key=key,
        on_change=opened,
    )
    return just


def refused() -> None:
    """Say why the last file could not be opened."""
    error = st.session_state.get(_REFUSED)
    if error is not None:
        tell(error)
