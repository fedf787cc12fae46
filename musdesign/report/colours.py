"""One colour for each use of water, on the screen and on paper."""

USE_COLOURS: dict[str, str] = {
    "domestic": "#2f6fa8",
    "institutions": "#7d6aa8",
    "livestock": "#b5763a",
    "enterprises": "#c9a227",
    "gardens": "#4f9a58",
    "losses": "#b4bcc4",
}
