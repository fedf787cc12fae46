"""Network files of other programs, tables, maps and our own, read into problems to be sized."""

from musdesign.network.files.model import FileLink, FileNode, FilePipe, NetworkFile, TapRules
from musdesign.network.files.neatwork import StoredSimulation, StoredTap, read_stored_simulation
from musdesign.network.files.own import document_problem
from musdesign.network.files.reading import ENDINGS, YAML, read_network
from musdesign.network.files.sizing import Wishes, sizing_problem

__all__ = [
    "ENDINGS",
    "YAML",
    "FileLink",
    "FileNode",
    "FilePipe",
    "NetworkFile",
    "StoredSimulation",
    "StoredTap",
    "TapRules",
    "Wishes",
    "document_problem",
    "read_network",
    "read_stored_simulation",
    "sizing_problem",
]
