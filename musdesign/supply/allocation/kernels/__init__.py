"""Compiled code: numba functions on plain arrays, imported only when a simulation runs."""
