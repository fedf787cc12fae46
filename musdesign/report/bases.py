"""The words for how well a value was read."""

from musdesign.i18n import mark

BASES = {
    "primary": mark("primary"),
    "secondary": mark("secondary"),
    "unverified": mark("unverified"),
}
