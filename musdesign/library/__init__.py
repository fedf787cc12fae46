"""Cited reference data (livestock, crops, enterprises, peaks, pipes, costs) and its lookup.

Each table is a CSV file in ``data/`` that anyone can extend: the key first, then the values with
their unit in the column name, then ``source``, ``basis``, ``date`` and ``note``.  A user's own rows
go into ``library/<table>.csv`` below a folder named in MUSDESIGN_PATH; they are added to the
shipped rows and replace those of the same key.
"""
