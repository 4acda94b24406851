"""The forms of answering that have fixed fields; questions make their own."""

from wtforms import StringField

from crest.domain.bank import SubjectKind
from crest.domain.errors import RefusedInputError
from crest.services.assessments import NewAssessment
from crest.web.forms import KeyForm, uuid_of


class StartForm(KeyForm):
    """Which bank is to be answered about whom."""

    subject_kind = StringField()
    subject_id = StringField()
    bank = StringField()

    def wanted(self) -> NewAssessment:
        """Return the assessment asked for, or refuse a subject of no kind."""
        try:
            kind = SubjectKind(self.subject_kind.data or "")
        except ValueError:
            raise RefusedInputError("subject_kind") from None
        return NewAssessment(
            kind=kind, subject_id=uuid_of(self.subject_id.data), bank=self.bank.data or ""
        )
