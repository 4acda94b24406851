"""How complete each language is, and one text after the other for a reviewer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from crest.domain.errors import NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission
from crest.domain.reviews import source_digest
from crest.i18n import catalogue_languages, catalogue_share
from crest.services import translations as service
from crest.services.translations import ReviewPage, WantedReview, WantedTexts
from crest.web.context import library, now, session, settings
from crest.web.faults import Fault
from crest.web.forms import KeyForm, SpokenForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import own_name
from crest.web.paging import Paging, page_number
from crest.web.refusals import sentence
from crest.web.translations.words import STATE, part_choices, state_choices

blueprint = Blueprint("translations", __name__)
_SIZE = 10


class ChoiceForm(SpokenForm):
    """Which texts are shown; read from the address."""

    part = SelectField(validate_choice=False)
    state = SelectField(validate_choice=False)


class TextForm(KeyForm):
    """One text as its reviewer takes it."""

    code = StringField(validators=[InputRequired()])
    part = StringField(validators=[InputRequired()])
    source = StringField(validators=[InputRequired()])
    seen = IntegerField(validators=[InputRequired()])
    said = TextAreaField()


@blueprint.get("/translations")
@requires(Permission.BANK_INSPECT)
def index() -> ResponseReturnValue:
    """Show how complete each language is."""
    pages = service.completeness_page(session(), actor(), library=library(), languages=_languages())
    return render_template(
        "translations/index.html",
        pages=pages,
        names={page.language: own_name(page.language) for page in pages},
        interface={page.language: catalogue_share(page.language) for page in pages},
    )


@blueprint.get("/banks/<slug:bank>/<slug:version>/translations/<slug:language>")
@requires(Permission.BANK_INSPECT)
def show(bank: str, version: str, language: str) -> ResponseReturnValue:
    """Show texts beside their originals, the open ones unless others are wanted."""
    return _page(bank, version, language)


@blueprint.post("/banks/<slug:bank>/<slug:version>/translations/<slug:language>")
@requires(Permission.TRANSLATION_REVIEW)
def save(bank: str, version: str, language: str) -> ResponseReturnValue:
    """Keep one text as reviewed, and go on with the next."""
    form = read(TextForm)
    if not form.validate():
        return _page(bank, version, language, refused=(form, sentence("bad_key"))), 422
    try:
        wanted = _wanted_review(bank, version, _known(language), form)
        service.review_text(session(), actor(), wanted, library=library(), now=now())
    except (RefusedInputError, StaleVersionError) as error:
        return _page(bank, version, language, refused=(form, sentence(error))), 422
    flash(_("Reviewed by you: %(code)s", code=form.code.data), "success")
    return redirect(_address(bank, version, language), code=303)


def _page(
    bank: str, version: str, language: str, refused: tuple[TextForm, str] | None = None
) -> str:
    form, number = ChoiceForm(request.args), page_number(request.args.get("page"))
    wanted = WantedTexts(
        bank=bank,
        version=version,
        language=_known(language),
        part=form.part.data or "",
        state=form.state.data or service.OPEN,
        offset=(number - 1) * _SIZE,
        limit=_SIZE,
    )
    page = service.review_page(session(), actor(), wanted, library=library())
    spoken = library().questionnaire(bank, version)
    form.part.choices, form.state.choices = part_choices(page, spoken), state_choices()
    form.state.data = wanted.state
    return render_template(
        "translations/show.html",
        page=page,
        form=form,
        name=own_name(language),
        choice=_choice(),
        kept=_choice("page"),
        paging=Paging(number=page.offset // _SIZE + 1, total=page.total, size=_SIZE),
        digest=source_digest,
        states=STATE,
        refused=None if refused is None else refused[0],
        faults=_faults(page, refused),
    )


def _faults(page: ReviewPage, refused: tuple[TextForm, str] | None) -> list[Fault]:
    if refused is None:
        return []
    form, text = refused
    place = f"{form.code.data}-{form.part.data}"
    shown = {f"{line.code}-{line.part}" for line in page.lines}
    return [Fault(id=f"said-{place}" if place in shown else "", text=text)]


def _wanted_review(bank: str, version: str, language: str, form: TextForm) -> WantedReview:
    return WantedReview(
        bank=bank,
        bank_version=version,
        language=language,
        code=form.code.data or "",
        part=form.part.data or "",
        source=form.source.data or "",
        said=form.said.data or "",
        version=form.seen.data or 0,
        key=form.key.data or "",
    )


def _address(bank: str, version: str, language: str) -> str:
    choice: dict[str, Any] = dict(_choice("page"))
    return url_for("translations.show", bank=bank, version=version, language=language, **choice)


def _choice(*more: str) -> dict[str, str]:
    """Return the filters of the address, to come back to the same list."""
    names = ("part", "state", *more)
    return {name: request.args[name] for name in names if request.args.get(name)}


def _languages() -> tuple[str, ...]:
    offered = (*settings().languages, *catalogue_languages())
    return tuple(dict.fromkeys(one for one in offered if one != "en"))


def _known(language: str) -> str:
    if language not in _languages():
        raise NotFoundError(language=language)
    return language
