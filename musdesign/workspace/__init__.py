"""What people keep between visits: saved variants and decisions, in one SQLite file."""

from musdesign.workspace.store import Decision, Store, Variant, open_store

__all__ = ["Decision", "Store", "Variant", "open_store"]
