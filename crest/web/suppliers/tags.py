"""Tags of suppliers: put on marked rows or the whole filtered list, renamed, deleted."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services.supplier_selection import selected_suppliers
from crest.services.supplier_tags import (
    MOST_SIGNS,
    TagAct,
    TagChange,
    change_tags,
    delete_tag,
    rename_tag,
    tag_page,
)
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import text
from crest.web.refusals import sentence
from crest.web.suppliers.choosing import list_url, selection_fields, selection_of

blueprint = Blueprint("supplier_tags", __name__)


class TagForm(KeyForm):
    """A tag, what is done with it, and how many suppliers the person saw."""

    name = text(_l("Tag"), most=MOST_SIGNS)
    act = RadioField(
        _l("What to do with it"),
        choices=[
            SelectChoice(TagAct.PUT_ON.value, _l("Put it on")),
            SelectChoice(TagAct.TAKE_OFF.value, _l("Take it off")),
        ],
        default=TagAct.PUT_ON.value,
    )
    count = HiddenField()


class NameForm(KeyForm):
    """The name of a tag."""

    name = text(_l("Name"), most=MOST_SIGNS)


@blueprint.get("/suppliers/tags")
@requires(Permission.SUPPLIER_READ)
def index() -> ResponseReturnValue:
    """List the tags of the company."""
    return _index()


@blueprint.get("/suppliers/tagging")
@requires(Permission.SUPPLIER_EDIT)
def choose() -> ResponseReturnValue:
    """Show what is selected, and ask for the tag."""
    return _page(TagForm())


@blueprint.post("/suppliers/tagging")
@requires(Permission.SUPPLIER_EDIT)
def change() -> ResponseReturnValue:
    """Put a tag on the selected suppliers or take it off, or show what is to be mended."""
    form = read(TagForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        changed = change_tags(session(), actor(), _change(form), now=now())
    except RefusedInputError as error:
        return _page(form, _refused(form, error)), 422
    said = ngettext(
        "The tag changed on %(num)d supplier.", "The tag changed on %(num)d suppliers.", changed
    )
    flash(said, "success")
    return redirect(list_url(request.form), code=303)


@blueprint.post("/suppliers/tags/<uuid:tag_id>")
@requires(Permission.SUPPLIER_EDIT)
def rename(tag_id: UUID) -> ResponseReturnValue:
    """Give a tag another name, or show what is to be mended."""
    form = read(NameForm)
    key, name = form.key.data or "", form.name.data or ""
    try:
        rename_tag(session(), actor(), tag_id, name, key=key, now=now())
    except RefusedInputError as error:
        return _index([Fault(id=f"name-{tag_id}", text=sentence(error))], typed={tag_id: name}), 422
    flash(_("The tag is renamed."), "success")
    return redirect(url_for("supplier_tags.index"), code=303)


@blueprint.post("/suppliers/tags/<uuid:tag_id>/delete")
@requires(Permission.SUPPLIER_EDIT)
def delete(tag_id: UUID) -> ResponseReturnValue:
    """Take a tag off all suppliers and delete it."""
    delete_tag(session(), actor(), tag_id, key=read(KeyForm).key.data or "", now=now())
    flash(_("The tag is deleted."), "success")
    return redirect(url_for("supplier_tags.index"), code=303)


def _change(form: TagForm) -> TagChange:
    seen = form.count.data or ""
    return TagChange(
        name=form.name.data or "",
        act=TagAct(form.act.data),
        selection=selection_of(request.form),
        count=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        key=form.key.data or "",
    )


def _said(changed: int) -> str:
    return str(
        ngettext(
            "The tag changed on %(num)d supplier.",
            "The tag changed on %(num)d suppliers.",
            changed,
        )
    )


def _refused(form: TagForm, error: RefusedInputError) -> list[Fault]:
    said = sentence(error)
    if error.reason in {"tag_missing", "tag_unknown", "name_too_long"}:
        form.name.errors = [said]
        return [Fault(id="name", text=said)]
    return [Fault(id="", text=said)]


def _page(form: TagForm, faults: Sequence[Fault] = ()) -> str:
    sent = request.values if request.method == "GET" else request.form
    return render_template(
        "suppliers/tagging.html",
        form=form,
        selected=selected_suppliers(session(), actor(), selection_of(sent)),
        fields=selection_fields(sent),
        tags=tag_page(session(), actor()).tags,
        back=list_url(sent),
        faults=faults,
    )


def _index(faults: Sequence[Fault] = (), typed: dict[UUID, str] | None = None) -> str:
    return render_template(
        "suppliers/tags.html", page=tag_page(session(), actor()), faults=faults, typed=typed or {}
    )
