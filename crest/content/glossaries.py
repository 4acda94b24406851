"""Turns a glossary's file into terms."""

from crest.content.faults import Document
from crest.content.schemas.glossary import GlossaryModel
from crest.content.terms import Glossary, Term
from crest.content.validation import validated


def glossary_from(document: Document) -> Glossary:
    """Return the terms that the file lists, or raise DamagedContentError."""
    model = validated(document, GlossaryModel)
    return Glossary(
        terms=tuple(Term(id=term.id, term=term.term, meaning=term.meaning) for term in model.terms)
    )
