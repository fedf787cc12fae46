"""What the page tells the browser, hence readers of the screen, beyond what Streamlit tells it."""

from __future__ import annotations

import streamlit as st

from musdesign.ui.words import current

# Streamlit's field for files is a region with a name that also claims to be mere decoration
# (role="presentation"): a reader of the screen passes it by, and axe reports it.
_DROP_ZONES = """
if (!window.musdesignWatches) {
  const mend = () => {
    for (const zone of document.querySelectorAll(
      '[data-testid="stFileUploaderDropzone"][role="presentation"]')) {
      zone.setAttribute('role', 'group');
    }
  };
  window.musdesignWatches = new MutationObserver(mend);
  window.musdesignWatches.observe(document.body,
    {childList: true, subtree: true, attributes: true, attributeFilter: ['role']});
  mend();
}
"""


def tell_browser() -> None:
    """Declare the language of the page, and give the fields for files their role."""
    code = current().code
    st.html(
        f"<script>document.documentElement.lang = '{code}';{_DROP_ZONES}</script>",
        unsafe_allow_javascript=True,
    )
