"""``python -m musdesign``."""

from musdesign.cli import main

main()
