"""Reads pages as somebody does who knows one language alone: which words are not in it?"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from crest.content.library import Library
from tests.web.pages import root_of

# A title repeats the heading, and cannot mark a part of itself.
_UNREAD = {"script", "style", "template", "title"}
_SPOKEN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
# What stands in Latin letters in every language: the product, sorts of files, units, standards.
_EVERYWHERE = re.compile(
    r"""
    \b(?:CREST|Excel|Word|PDF|JPEG|PNG|WebP|HEIC|CSV|JSON|XLSForm|ODK|Kobo|UTF-8|UTC|EN|ISO|ISIC|ILO)\b
    | \b(?:MB|kB|kg|USD|KHR|EUR|GBP|THB|AUD|CAD)\b
    | \.(?:xlsx|xls|docx|csv|tsv|ics)\b                   # sorts of files
    | [\w.+-]+@[\w.-]+                                   # addresses
    | https?://\S+
    | \b[0-9a-f]{8}-[0-9a-f-]{27}\b | \b[0-9a-f]{12,64}\b  # ids, digests
    | \b[0-9a-f]{8}\b                                     # an id, shortened
    | \b[A-Z]{1,4}(?:-[A-Z0-9]+)+\b                        # codes of questions, suppliers, places
    | \b[a-z]{2}(?:\.[a-z0-9-]+)+\b                        # codes of laws and obligations
    | \b[a-z]+(?:[._-][a-z0-9]+)*[ ]20\d\d\.\d+\b           # versions of banks
    | \b[a-z][a-z0-9-]*-20\d\d(?:-\d+)?\b                  # editions of sources
    """,
    re.VERBOSE,
)
_LATIN = re.compile(r"[A-Za-z]+")


def foreign_words(page: str, *, known: Iterable[str]) -> list[str]:
    """Return the texts of a page that hold plain Latin words, without what is `known` or marked.

    Marked is what stands under another `lang` than the page's own.
    """
    root = root_of(page)
    names = sorted({one for one in known if one}, key=len, reverse=True)
    found = []
    for text in _texts(root, root.get("lang", "")):
        left = _EVERYWHERE.sub(" ", _without(text, names))
        if _LATIN.search(left):
            found.append(re.sub(r"\s+", " ", text).strip())
    return list(dict.fromkeys(found))


def names_of_laws(library: Library) -> list[str]:
    """Return what laws and their articles are called: names and citations stay as they are."""
    laws = library.instruments
    return [
        *(law.name for law in laws),
        *(part.citation for law in laws for part in law.obligations),
    ]


def _without(text: str, names: Iterable[str]) -> str:
    plain = re.sub(r"\s+", " ", text)
    for name in names:
        if name in plain:
            plain = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", " ", plain)
    return plain


def _texts(element: Element, language: str) -> Iterator[str]:
    if element.tag in _UNREAD or element.get("lang", language) != language:
        return
    yield from (element.get(name, "") for name in _SPOKEN_ATTRIBUTES)
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child, language)
        yield child.tail or ""
