"""The words and addresses of the first steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from crest.domain.permissions import Actor, Permission, allows
from crest.services.home import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """How a step is called, why it is taken, and where; `act` is empty where reading is all."""

    title: str
    why: str
    url: str
    act: str


def step_words(actor: Actor) -> Mapping[Step, StepWords]:
    """Return the words of each step; acts are named only where the role may do them."""
    return {
        Step.PROFILE: StepWords(
            title=_("Complete the company profile"),
            why=_("Some facts decide which laws bind or reach you."),
            url=url_for("profile.edit"),
            act=_named(actor, Permission.PROFILE_EDIT, _("Complete the profile")),
        ),
        Step.WORKPLACES: StepWords(
            title=_("Add your workplaces"),
            why=_("Each place where people work under your control answers for itself."),
            url=url_for("workplaces.index"),
            act=_named(actor, Permission.WORKPLACE_EDIT, _("Add a workplace")),
        ),
        Step.SUPPLIERS: StepWords(
            title=_("Bring in your supplier list"),
            why=_("From whatever Excel or CSV file you have."),
            url=_supplier_address(actor),
            act=_named(actor, Permission.SUPPLIER_EDIT, _("Bring in suppliers")),
        ),
        Step.ASSESSMENT: StepWords(
            title=_("Answer and submit a first assessment"),
            why=_(
                "About your company, a workplace or a supplier. Every answer is saved by itself."
            ),
            url=url_for("assessments.index"),
            act=_named(actor, Permission.ASSESSMENT_START, _("Go to assessments")),
        ),
        Step.REGISTER: StepWords(
            title=_("Open the supplier risk register"),
            why=_("The list you hand to a buyer, an auditor or a customs officer."),
            url=url_for("register.show"),
            act=_named(actor, Permission.REGISTER_READ, _("Open the register")),
        ),
    }


def _named(actor: Actor, permission: Permission, words: str) -> str:
    return words if allows(actor, permission) else ""


def _supplier_address(actor: Actor) -> str:
    may_import = allows(actor, Permission.SUPPLIER_IMPORT)
    return url_for("imports.upload" if may_import else "suppliers.index")
