"""The forms about campaigns."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from crest.domain.campaigns import MOST_NAME, Audience, audiences_of
from crest.domain.errors import NotFoundError
from crest.domain.invitations import MOST_MESSAGE, USUAL_DAYS
from crest.services.campaigns import CampaignPlan, Choice, WantedCampaign
from crest.services.supplier_selection import Selection
from crest.web.forms import KeyForm
from crest.web.identity import actor
from crest.web.language.choice import offered_languages
from crest.web.record_fields import KeptText, Needed, text
from crest.web.suppliers.choosing import ALL, selection_fields, selection_of
from crest.web.suppliers.listing import wanted_suppliers


class DueForm(KeyForm):
    """The last day for the answers."""

    due_on = DateField(
        _l("Last day for the answers"), validators=[InputRequired(_l("Choose a day."))]
    )


class PlanForm(KeyForm):
    """The day on which the worker sends."""

    send_on = DateField(_l("Send on"), validators=[InputRequired(_l("Choose a day."))])


class CampaignForm(DueForm):
    """What a new campaign asks, by when and in which words."""

    audience = HiddenField()
    bank = SelectField(
        _l("Questionnaire"),
        validators=[Needed(_l("Choose a questionnaire."))],
        validate_choice=False,
    )
    name = text(_l("Name of the campaign"), most=MOST_NAME)
    language = SelectField(_l("Language of the invitation"), validate_choice=False)
    message = TextAreaField(_l("Your own words"), validators=[KeptText(MOST_MESSAGE)])
    needs_sign_off = BooleanField(_l("A second person signs"))

    def offer(self, plan: CampaignPlan) -> None:
        """Set what can be chosen."""
        self.audience.data = plan.audience.value
        self.bank.choices = [(one.id, one.title) for one in plan.banks]
        own = (("", str(_l("Each in the language of its country"))),)
        named = ((one.code, one.name) for one in offered_languages())
        self.language.choices = [*own, *named]

    def prefill(self, plan: CampaignPlan, *, today: date) -> None:
        """Fill in the usual last day, and the bank that was looked at."""
        self.bank.data, self.language.data = plan.bank, ""
        self.due_on.data = today + timedelta(days=USUAL_DAYS)

    def wanted(self, due_on: date) -> WantedCampaign:
        """Return what was entered."""
        languages = [one.code for one in offered_languages()]
        chosen = self.language.data or ""
        return WantedCampaign(
            audience=audience_of(request.form),
            name=self.name.data or "",
            bank=self.bank.data or "",
            due_on=due_on,
            language=chosen if chosen in languages else "",
            message=self.message.data or "",
            languages=languages,
            needs_sign_off=bool(self.needs_sign_off.data),
            selection=whom_of(request.form),
        )


def audience_of(sent: MultiDict[str, str]) -> Audience:
    """Return whom an address or a form means, the usual ones if it says nothing.

    NotFoundError for what is no audience.
    """
    usual = audiences_of(actor().tenant_kind)[0].value
    try:
        return Audience(sent.get("audience", usual))
    except ValueError:
        raise NotFoundError from None


def whom_of(sent: MultiDict[str, str]) -> Selection:
    """Return which suppliers are meant: those marked, else all that fit the filters."""
    if sent.get("scope") != ALL and sent.getlist("supplier"):
        return selection_of(sent)
    return Selection(wanted=wanted_suppliers(sent))


def whom_fields(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return the hidden fields by which a form means the same suppliers."""
    fields = selection_fields(sent)
    is_marked = any(name == "supplier" for name, _ in fields)
    return fields if is_marked or ("scope", ALL) in fields else [*fields, ("scope", ALL)]


def choice_of(sent: MultiDict[str, str]) -> Choice:
    """Return whom an address means, and for which bank."""
    return Choice(
        audience=audience_of(sent), bank=sent.get("bank", "")[:60], selection=whom_of(sent)
    )


def ticked(sent: MultiDict[str, str]) -> frozenset[UUID]:
    """Return who is marked on the board; odd ids are none."""
    return frozenset(_ids(sent.getlist("one")))


def _ids(texts: Iterable[str]) -> Iterable[UUID]:
    for one in texts:
        try:
            yield UUID(one)
        except ValueError:
            continue
