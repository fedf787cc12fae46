"""Words, numbers and dates in the reader's language.

English is the language of the source; each other language is one catalogue in ``catalogues/``
(a gettext .po file named after the language).  A text without a translation is shown in English.
"""

from musdesign.i18n.language import Language, known_languages, language, mark, named

__all__ = ["Language", "known_languages", "language", "mark", "named"]
