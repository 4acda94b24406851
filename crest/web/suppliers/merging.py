"""Suppliers that may be one: pairs to decide, side by side, made one, parted again."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField, IntegerField

from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission
from crest.domain.supplier_match import Verdict
from crest.services.supplier_duplicates import (
    PairDecision,
    ask_search,
    decide_pair,
    list_duplicates,
)
from crest.services.supplier_merging import (
    MergeOrder,
    list_merges,
    merge_page,
    merge_suppliers,
    undo_merge,
)
from crest.web.context import library, now, session
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read, uuid_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import Paging, page_number
from crest.web.refusals import sentence
from crest.web.suppliers.value_words import column_label, reason_words, shown_value

blueprint = Blueprint("merging", __name__)
PAIRS_A_PAGE = 10
_GONE = "gone"


class PairForm(KeyForm):
    """Two suppliers, and what is said of them."""

    left = HiddenField()
    right = HiddenField()
    verdict = HiddenField()


class MergeForm(KeyForm):
    """The versions of two suppliers that were shown; whose values hold stands beside them."""

    kept_version = IntegerField()
    gone_version = IntegerField()


@blueprint.get("/suppliers/duplicates")
@requires(Permission.SUPPLIER_EDIT)
def index() -> ResponseReturnValue:
    """List the pairs that the last search found and nobody decided yet."""
    number = page_number(request.args.get("page"))
    offset = (number - 1) * PAIRS_A_PAGE
    found = list_duplicates(session(), actor(), limit=PAIRS_A_PAGE, offset=offset)
    return render_template(
        "suppliers/duplicates.html",
        found=found,
        is_mine=found.work is not None and found.work.asked_by == actor().user_id,
        paging=Paging(number=number, total=found.total, size=PAIRS_A_PAGE),
        reasons=reason_words,
    )


@blueprint.post("/suppliers/duplicates/search")
@requires(Permission.SUPPLIER_EDIT)
def search() -> ResponseReturnValue:
    """Have a worker look for suppliers that may be entered twice."""
    key = read(KeyForm).key.data or ""
    ask_search(session(), actor(), key=key, now=now())
    return redirect(url_for("merging.index"), code=303)


@blueprint.post("/suppliers/duplicates")
@requires(Permission.SUPPLIER_EDIT)
def decide() -> ResponseReturnValue:
    """Remember that two suppliers are not one, or that it is decided later."""
    form = read(PairForm)
    put_off = form.verdict.data == Verdict.LATER
    decision = PairDecision(
        left=uuid_of(form.left.data),
        right=uuid_of(form.right.data),
        verdict=Verdict.LATER if put_off else Verdict.DIFFERENT,
        key=form.key.data or "",
    )
    decide_pair(session(), actor(), decision, now=now())
    flash(_("You are asked again later.") if put_off else _("The two stay apart."), "success")
    return redirect(url_for("merging.index"), code=303)


@blueprint.get("/suppliers/<uuid:supplier_id>/merge/<uuid:other_id>")
@requires(Permission.SUPPLIER_EDIT)
def show(supplier_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Show two suppliers side by side; the first one stays."""
    return _page(supplier_id, other_id)


@blueprint.post("/suppliers/<uuid:supplier_id>/merge/<uuid:other_id>")
@requires(Permission.SUPPLIER_EDIT)
def merge(supplier_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Make the two one, or say why not."""
    form = read(MergeForm)
    order = MergeOrder(
        kept_id=supplier_id,
        gone_id=other_id,
        from_gone=_from_gone(),
        kept_version=form.kept_version.data or 0,
        gone_version=form.gone_version.data or 0,
        key=form.key.data or "",
    )
    try:
        merge_suppliers(session(), actor(), order, library=library(), now=now())
    except StaleVersionError:
        said = _("Somebody changed one of the two meanwhile. Look again, then say yes.")
        return _page(supplier_id, other_id, [Fault(id="", text=said)]), 409
    except RefusedInputError as error:
        return _page(supplier_id, other_id, [Fault(id="", text=sentence(error))]), 422
    flash(_("The two are one supplier now. You can undo this."), "success")
    return redirect(url_for("suppliers.show", supplier_id=supplier_id), code=303)


@blueprint.get("/suppliers/merges")
@requires(Permission.SUPPLIER_EDIT)
def merges() -> ResponseReturnValue:
    """List the merges that can be undone."""
    return _merges()


@blueprint.post("/suppliers/merges/<uuid:merge_id>/undo")
@requires(Permission.SUPPLIER_EDIT)
def undo(merge_id: UUID) -> ResponseReturnValue:
    """Part two suppliers again; what was changed since stays and is told."""
    key = read(KeyForm).key.data or ""
    try:
        left = undo_merge(session(), actor(), merge_id, key=key, library=library(), now=now())
    except RefusedInputError as error:
        return _merges([Fault(id="", text=sentence(error))]), 422
    flash(_("The two are apart again, each as it was."), "success")
    if left:
        said = _("Changed since, so left as it is: %(columns)s")
        flash(said % {"columns": ", ".join(map(column_label, left))}, "info")
    return redirect(url_for("merging.merges"), code=303)


def _from_gone() -> frozenset[str]:
    wins = (name.removeprefix("wins-") for name, won in request.form.items() if won == _GONE)
    return frozenset(wins)


def _page(kept_id: UUID, gone_id: UUID, faults: Sequence[Fault] = ()) -> str:
    page = merge_page(session(), actor(), kept_id, gone_id)
    if page.numbers_differ and not faults:
        faults = [Fault(id="", text=sentence("registrations_differ"))]
    return render_template(
        "suppliers/merge.html",
        page=page,
        faults=faults,
        label=column_label,
        shown=shown_value,
        from_gone=_from_gone(),
    )


def _merges(faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "suppliers/merges.html", merges=list_merges(session(), actor()), faults=faults
    )
