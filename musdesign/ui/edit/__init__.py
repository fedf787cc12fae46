"""Edit a scenario as tables: cells are text, read by our own parser, and go into the file."""
