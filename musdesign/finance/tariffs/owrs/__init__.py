"""Import rate files of the Open Water Rate Specification (OWRS) into tariffs.

Semantics: a block list of kind ``Tiered`` names the first whole unit billed at each price, so that
a start of 15 breaks at 14; of kind ``Budget`` the break is the start itself, rounded to a whole
unit.  What the caller gives wins over fields of the file; ``X_commodity`` answers to ``X``; table
keys compare as text; volumes are in the unit of the file, although they are called usage_ccf.
Source: README and behaviour of the specification's own parser, California Data Collaborative
(github.com/California-Data-Collaborative, read 2026).
"""

from musdesign.finance.tariffs.owrs.reading import OwrsFile, read_owrs

__all__ = ["OwrsFile", "read_owrs"]
