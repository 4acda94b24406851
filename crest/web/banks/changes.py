"""What changed between two versions, with conditions in words."""

from collections.abc import Mapping
from dataclasses import replace

from crest.domain.bank import Questionnaire
from crest.domain.bank_changes import BankChanges, ItemChange
from crest.domain.conditions import Condition
from crest.services.banks import ChangesPage
from crest.web.banks.words import said_change

Conditions = Mapping[tuple[str, str], Condition | None]


def said_changes(page: ChangesPage) -> BankChanges:
    """Return the changes of the page with who is asked, and when, in plain words."""
    if page.before is None:
        return page.changes
    before, after = _conditions(page.before), _conditions(page.after)

    def said(items: tuple[ItemChange, ...]) -> tuple[ItemChange, ...]:
        return tuple(_said(item, before, after) for item in items)

    changes = page.changes
    return replace(changes, questions=said(changes.questions), checks=said(changes.checks))


def _said(item: ItemChange, before: Conditions, after: Conditions) -> ItemChange:
    return replace(
        item,
        parts=tuple(
            said_change(
                part, before.get((item.code, part.place)), after.get((item.code, part.place))
            )
            for part in item.parts
        ),
    )


def _conditions(bank: Questionnaire) -> Conditions:
    found: dict[tuple[str, str], Condition | None] = {}
    for code, question in bank.questions.items():
        found[code, "scope"], found[code, "decline"] = question.scope, question.decline
    return found | {(check.code, "if"): check.when for check in bank.checks}
