"""The reference of W1: the page of questions written by a plain Jinja loop over tuples.

It stands behind the same door and in the same layout and writes the same words. Its tuples are
ready before it is asked: it reads nothing from the database, asks no rule what is shown and looks
up no translation of the words between, which stand in its template as they are.
"""

from pathlib import Path

from flask import Flask, render_template

from crest.domain.bank import Question
from crest.domain.permissions import Permission
from crest.web.guards import requires

PLAIN_VIEW = "/measured/plain"
_PAGE = Path(__file__).with_name("plain_page.html")
_STATES = (
    ("dont_know", "I do not know"),
    ("planned", "Not yet: planned by a day that I name"),
    ("not_applicable", "This does not apply to us"),
)


def add_plain_view(app: Flask) -> None:
    """Add the view to the measured application; the product has no such address."""
    bank = app.extensions["crest"].library.questionnaire("supplier")
    questions = bank.sections[0].questions
    rows = [_row(number, question) for number, question in enumerate(questions, 1)]
    template = app.jinja_env.from_string(_PAGE.read_text(encoding="utf-8"))

    @requires(Permission.ASSESSMENT_READ)
    def plain() -> str:
        return render_template(template, rows=rows)

    app.add_url_rule(PLAIN_VIEW, "measured_plain", plain)


def _row(number: int, question: Question) -> tuple[object, ...]:
    offered = (question.allow.dont_know, question.allow.planned, question.allow.not_applicable)
    return (
        number,
        question.code,
        f"q_{question.code}",
        question.text,
        question.help,
        question.purpose,
        0,
        [(place, one.code, one.label) for place, one in enumerate(question.options)],
        [state for state, is_open in zip(_STATES, offered, strict=True) if is_open],
        "; ".join(question.evidence.good),
        "; ".join(question.evidence.not_enough),
        "",
    )
