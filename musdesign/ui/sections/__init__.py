"""The sections of the pages: each draws one part of the answer from a view."""
