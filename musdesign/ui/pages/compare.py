"""Compare: saved variants side by side, sensitivities, and the record of decisions."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.ui import headline
from musdesign.ui.pages.kind import Page
from musdesign.ui.sections import decisions, sensitivity, variants
from musdesign.ui.tabs import Section

PAGE = Page(
    "compare",
    mark("Compare"),
    ":material/compare_arrows:",
    (
        Section(mark("Variants"), variants.show),
        Section(mark("Sensitivity"), sensitivity.show),
        Section(mark("Decisions"), decisions.show),
    ),
    top=headline.title,
)
