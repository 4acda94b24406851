"""Texts that readers see, and what is to be known of one."""


class Untranslated(str):
    """A text that stands in the language it was written in: a translation of it is missing."""

    __slots__ = ()
