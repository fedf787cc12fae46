"""Serve the app and its programming interface to one person or to an alliance."""

from musdesign.serve.limits import Limits

__all__ = ["Limits"]
