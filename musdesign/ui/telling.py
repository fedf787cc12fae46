"""What the page tells the browser, hence readers of the screen, beyond what Streamlit tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from musdesign.i18n import Language, mark
from musdesign.i18n.language import SOURCE
from musdesign.ui.words import current

# The words of Streamlit's own fields, which it has in English alone, with ours for them.
OWN_WORDS: Mapping[str, str] = {
    "Upload": mark("Upload"),
    "Add files": mark("Add files"),
    "Drag and drop a file here": mark("Drag and drop a file here"),
    "Drag and drop files here": mark("Drag and drop files here"),
    "file upload": mark("file upload"),
    "Choose an option": mark("Choose an option"),
    "Choose options": mark("Choose options"),
    "No results": mark("No results"),
    "Open": mark("Open the list"),
    "Close": mark("Close"),
    "Collapse sidebar": mark("Collapse sidebar"),
    "Expand sidebar": mark("Expand sidebar"),
    "Copy to clipboard": mark("Copy to clipboard"),
    "Clear all": mark("Clear all"),
    "Clear value": mark("Clear value"),
    "Clear selection": mark("Clear selection"),
    "Choose date": mark("Choose date"),
    "Add row": mark("Add row"),
    "Delete row(s)": mark("Delete row(s)"),
    "Search": mark("Search"),
    "Fullscreen": mark("Fullscreen"),
    "Close fullscreen": mark("Close fullscreen"),
    "Download as CSV": mark("Download as CSV"),
    "Show/hide columns": mark("Show/hide columns"),
    "Press Enter to apply": mark("Press Enter to apply"),
    "Press Enter to submit form": mark("Press Enter to submit form"),
    "Skip to main content": mark("Skip to main content"),
}
OWN_FORMS: tuple[str, ...] = (
    mark("{0} per file"),
    mark("Help for {0}"),
    mark("Remove {0}"),
    mark("Add row: {0}"),
    mark("Search: {0}"),
    mark("Fullscreen: {0}"),
    mark("Download as CSV: {0}"),
    mark("Show/hide columns: {0}"),
    mark("year, {0}"),
    mark("month, {0}"),
    mark("day, {0}"),
)

# Streamlit's field for files is a region with a name that also claims to be mere decoration
# (role="presentation"): a reader of the screen passes it by, and axe reports it.  Its own words are
# English; they are exchanged where they stand.  What was there is kept, for the way back into
# English and because Streamlit writes its own again; what people typed, and what we wrote, is
# left alone.
_WATCH = """
window.musdesignWords = __WORDS__;
if (!window.musdesignWatches) {
  const held = new WeakMap();
  const ours = '[data-testid="stHtml"], [data-testid="stMarkdown"], '
    + '[data-testid="stIconMaterial"], pre, code, script, style';
  const names = ['aria-label', 'placeholder', 'title'];
  const told = (text, slider) => {
    const words = window.musdesignWords, plain = text.trim();
    if (words.exact[plain]) { return text.replace(plain, words.exact[plain]); }
    for (const [before, after, first, last] of words.forms) {
      if (plain.length > before.length + after.length
          && plain.startsWith(before) && plain.endsWith(after)) {
        return first + plain.slice(before.length, plain.length - after.length) + last;
      }
    }
    return slider ? text.replace(/(\\d)[.,](\\d)/, '$1' + words.point + '$2') : text;
  };
  const exchange = (node, key, now, write, slider) => {
    const kept = held.get(node) || {};
    const own = kept[key] && kept[key].shown === now ? kept[key].own : now;
    const shown = told(own, slider);
    if (shown !== own || kept[key]) {
      kept[key] = {own, shown};
      held.set(node, kept);
    }
    if (shown !== now) { write(shown); }
  };
  const text = (node) => {
    const around = node.parentElement;
    if (!around || !node.data.trim() || node.data.length > 80 || around.closest(ours)) { return; }
    exchange(node, 'data', node.data, (shown) => { node.data = shown; },
      around.closest('[data-testid="stSlider"]'));
  };
  const named = (element) => {
    if (element.matches('[data-testid="stFileUploaderDropzone"][role="presentation"]')) {
      element.setAttribute('role', 'group');
    }
    for (const name of names) {
      const now = element.getAttribute(name);
      if (now && !element.closest(ours)) {
        exchange(element, name, now, (shown) => element.setAttribute(name, shown), false);
      }
    }
  };
  const mend = (root) => {
    if (root.nodeType === Node.TEXT_NODE) { text(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(ours)) { return; }
    named(root);
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.nodeType === Node.TEXT_NODE) { text(node); } else { named(node); }
    }
  };
  window.musdesignMend = () => mend(document.body);
  window.musdesignWatches = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') { change.addedNodes.forEach(mend); }
      else if (change.type === 'characterData') { text(change.target); }
      else { named(change.target); }
    }
  });
  window.musdesignWatches.observe(document.body, {childList: true, subtree: true,
    characterData: true, attributes: true, attributeFilter: ['role', ...names]});
}
window.musdesignMend();
"""


def tell_browser() -> None:
    """Declare the language of the page, give the fields for files their role, tell its words."""
    language = current()
    words = json.dumps(browser_words(language), ensure_ascii=False).replace("<", "\\u003c")
    script = _WATCH.replace("__WORDS__", words)
    st.html(
        f"<script>document.documentElement.lang = '{language.code}';{script}</script>",
        unsafe_allow_javascript=True,
    )


def browser_words(language: Language) -> dict[str, object]:
    """Return Streamlit's own words in a language: whole, as forms, and the decimal sign."""
    exact = {own: language.text(ours) for own, ours in OWN_WORDS.items()}
    forms = [[*form.split("{0}"), *language.text(form).split("{0}")] for form in OWN_FORMS]
    if language.code == SOURCE:
        exact, forms = {}, []
    return {"exact": exact, "forms": forms, "point": language.localised(".")}
