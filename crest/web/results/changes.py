"""Words for what moved a figure since the last assessment."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.change import ChangedFigure, ChangePart, FigureChange, QuestionMove
from crest.domain.scores import FactorValue, QuestionScore
from crest.web.labels import ASSURANCE, STATE
from crest.web.words import number

_PART: Mapping[str, str] = {
    ChangePart.METHOD: _l("Method"),
    ChangePart.DATA: _l("Data"),
    ChangePart.QUESTIONS: _l("Questions"),
    ChangePart.ANSWERS: _l("Answers"),
    ChangePart.PROOF: _l("Proof"),
}
_MEANING: Mapping[str, str] = {
    ChangePart.METHOD: _l("Another version of the method reads the same answers otherwise."),
    ChangePart.DATA: _l(
        "Reference data in a newer edition, facts that moved a factor, and how fresh it is."
    ),
    ChangePart.QUESTIONS: _l(
        "Questions that opened or closed, with all that they count, or another questionnaire."
    ),
    ChangePart.ANSWERS: _l("What is said otherwise, shown as far as it was shown before."),
    ChangePart.PROOF: _l(
        "Files added, seen, expired or rejected, what reviewers found, and triggers moved on."
    ),
}
_FIGURE: Mapping[str, str] = {
    ChangedFigure.RESIDUAL: _l("Residual risk"),
    ChangedFigure.INHERENT: _l("Inherent risk"),
    ChangedFigure.DECLARED: _l("Control score, declared"),
    ChangedFigure.SUPPORTED: _l("Control score, supported"),
}
_MOVE: Mapping[str, str] = {
    QuestionMove.OPENED: _l("opened"),
    QuestionMove.CLOSED: _l("closed"),
    QuestionMove.CHANGED: _l("changed"),
}

_PLUS, _MINUS = "+", "\N{MINUS SIGN}"


class ChangeWords:
    """The words of a change: its parts, figures, factors and answers."""

    parts = tuple(ChangePart)

    def part(self, part: ChangePart) -> str:
        """Return the name of a part."""
        return str(_PART[part])

    def meaning(self, part: ChangePart) -> str:
        """Return what belongs to a part."""
        return str(_MEANING[part])

    def figure(self, figure: ChangedFigure) -> str:
        """Return the name of a figure."""
        return str(_FIGURE[figure])

    def move(self, move: QuestionMove) -> str:
        """Return what happened to a question."""
        return str(_MOVE[move])

    def signed(self, by: Decimal) -> str:
        """Return by how much, with its sign."""
        if not by:
            return "0"
        return (_PLUS if by > 0 else _MINUS) + number(abs(by), 1)

    def parts_of(self, change: FigureChange) -> str:
        """Return the parts that moved the figure, the largest first, as one line."""
        moved = sorted(
            ((part, by) for part, by in change.parts.items() if by),
            key=lambda one: -abs(one[1]),
        )
        return "; ".join(f"{self.part(part)} {self.signed(by)}" for part, by in moved)

    def factor(self, value: FactorValue | None) -> str:
        """Return a factor's value with where it comes from."""
        if value is None or value.value is None:
            return str(STATE["out"])
        return f"{number(value.value, 0)}, {STATE[value.state]}"

    def said(self, text: str, score: QuestionScore | None, *, unasked: bool) -> str:
        """Return an answer with how far it is shown; what was not asked says so."""
        if unasked:
            return str(STATE["not_asked"])
        if score is None:
            return text or str(STATE["blank"])
        shown = text or str(STATE[score.state])
        if score.credit is None:
            return shown
        words = _("%(answer)s (%(assurance)s)", answer=shown, assurance=ASSURANCE[score.assurance])
        return str(words)
