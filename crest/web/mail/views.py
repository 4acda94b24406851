"""Mails of a demonstration, which go no further than these pages, and mails that are not out."""

from email import message_from_bytes
from email.policy import default
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.adapters.mail import open_mail_folder
from crest.domain.errors import NotFoundError
from crest.domain.permissions import Permission
from crest.services import outbox as service
from crest.web.context import now, session, settings
from crest.web.filters import LabelFilter
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("mail", __name__)
blueprint.add_app_template_filter(
    LabelFilter(
        {
            "queued": _l("Waiting"),
            "sending": _l("Being sent"),
            "sent": _l("Written"),
            "unknown": _l("Unclear, sent once more"),
            "failed": _l("Failed"),
        }
    ),
    "mail_state_label",
)


@blueprint.get("/mail")
@requires(Permission.HOME_VIEW)
def index() -> ResponseReturnValue:
    """List the mails of the own tenant, newest first."""
    _check_demonstration()
    number = page_number(request.args.get("page"))
    page = service.list_mails(session(), actor(), limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    paging = Paging(number=number, total=page.total)
    return render_template("mail/index.html", mails=page.mails, paging=paging)


@blueprint.get("/mail/<uuid:mail_id>")
@requires(Permission.HOME_VIEW)
def show(mail_id: UUID) -> ResponseReturnValue:
    """Show a mail as its file holds it."""
    _check_demonstration()
    written = service.read_mail(session(), actor(), mail_id, folder=open_mail_folder(settings()))
    message = message_from_bytes(written.content, policy=default)
    text = str(message.get_content()).replace("\r\n", "\n")
    return render_template("mail/show.html", mail=written.mail, message=message, text=text)


@blueprint.get("/mail/unsent")
@requires(Permission.MAIL_MANAGE)
def unsent() -> ResponseReturnValue:
    """List the mails of the own tenant that a try has not brought out."""
    page = service.list_unsent(session(), actor())
    return render_template("mail/unsent.html", mails=page.mails, total=page.total)


@blueprint.post("/mail/<uuid:mail_id>/again")
@requires(Permission.MAIL_MANAGE)
def send_again(mail_id: UUID) -> ResponseReturnValue:
    """Let a failed mail be tried again."""
    key = read(KeyForm).key.data or ""
    service.send_again(session(), actor(), mail_id, key=key, now=now())
    flash(_("The mail waits to be sent. Look again in a minute."), "success")
    return redirect(url_for("mail.unsent"), code=303)


def _check_demonstration() -> None:
    if not settings().is_demonstration:
        raise NotFoundError
