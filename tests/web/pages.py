"""What tests read from a page: the fields of its forms, and its text."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib


def root_of(page: str) -> Element:
    return html5lib.parse(page, namespaceHTMLElements=False)


def fields_of(page: str, *, form: str) -> dict[str, list[str]]:
    """Return what a browser would post for the form of this id, but for the buttons."""
    found: dict[str, list[str]] = {}
    element = next(one for one in root_of(page).iter("form") if one.get("id") == form)
    for name, value in posted_values(element):
        found.setdefault(name, []).append(value)
    return found


def words_of(page: str) -> str:
    """Return the text of the page's main part with single spaces."""
    main = next(root_of(page).iter("main"))
    return re.sub(r"\s+", " ", " ".join(main.itertext())).strip()


def posted_values(form: Element) -> Iterator[tuple[str, str]]:
    """Return the names and values that a browser would post for a form, but for the buttons."""
    for field in form.iter():
        name = field.get("name")
        if not name:
            continue
        if field.tag == "textarea":
            yield name, field.text or ""
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), options[0])
            yield name, chosen.get("value", "")
        elif field.tag == "input":
            kind = field.get("type", "text")
            if kind in {"radio", "checkbox"} and field.get("checked") is None:
                continue
            yield name, field.get("value", "")
