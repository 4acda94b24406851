"""Banks as a whole: codes, sections, contradiction checks and the balance of the rungs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from crest.content.faults import Fault, Path_, Severity
from crest.content.rules.asked import Asked, BankFile
from crest.content.rules.conditions import facts_and_answers
from crest.content.rules.credits import faults_of_credits
from crest.content.rules.gates import faults_of_gates
from crest.content.rules.questions import faults_of_questions
from crest.domain.bank import Basis, Rung, SectionSubject, SubjectKind
from crest.domain.method import Group, Method

# More do not fit on a phone's page without losing one's place.
MOST_IN_SECTION = 12
MOST_PAPER = Decimal("0.4")

_PAPER = frozenset({Rung.RULE, Rung.TOLD})
_SECTION_OF = {
    SubjectKind.COMPANY: SectionSubject.COMPANY,
    SubjectKind.WORKPLACE: SectionSubject.SITE,
}


def faults_of_bank(bank: BankFile) -> Iterator[Fault]:
    """Yield everything wrong with this version of a bank."""
    yield from _name(bank)
    yield from _codes(bank)
    yield from _sections(bank)
    yield from faults_of_questions(bank)
    yield from faults_of_credits(bank)
    yield from faults_of_gates(bank)
    yield from _checks(bank)
    if bank.known.method is not None:
        yield from _paper(bank, bank.known.method)


def _name(bank: BankFile) -> Iterator[Fault]:
    one = bank.questionnaire
    wanted = f"banks/{one.id}/{one.version}.yaml"
    if bank.document.file != wanted:
        yield bank.document.fault(("id",), f"id and version belong in the file {wanted}")


def _codes(bank: BankFile) -> Iterator[Fault]:
    places: list[tuple[str, Path_]] = [
        (section.code, ("sections", index, "code"))
        for index, section in enumerate(bank.questionnaire.sections)
    ]
    yield from _twins(bank, places, "section")
    asked = [(one.question.code, (*one.path, "code")) for one in bank.asked]
    checks: list[tuple[str, Path_]] = [
        (check.code, ("checks", index, "code"))
        for index, check in enumerate(bank.questionnaire.checks)
    ]
    yield from _twins(bank, [*asked, *checks], "question or check")


def _twins(bank: BankFile, places: Iterable[tuple[str, Path_]], what: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for code, path in places:
        line = bank.document.line(path)
        if code in first:
            message = f"{code} is the code of another {what} (line {first[code]}); give a new one"
            yield bank.document.fault(path, message)
        first.setdefault(code, line)


def _sections(bank: BankFile) -> Iterator[Fault]:
    for index, section in enumerate(bank.questionnaire.sections):
        if len(section.questions) > MOST_IN_SECTION:
            message = (
                f"{section.code} has {len(section.questions)} questions; "
                f"split it, a section is one page of at most {MOST_IN_SECTION}"
            )
            yield bank.document.fault(
                ("sections", index, "code"), message, severity=Severity.WARNING
            )
    subjects = {section.subject for section in bank.questionnaire.sections}
    for kind, wanted in _SECTION_OF.items():
        if kind in bank.questionnaire.subjects and wanted not in subjects:
            message = f"subjects name {kind.value}, but no section has subject {wanted.value}"
            yield bank.document.fault(("subjects",), message)


def _checks(bank: BankFile) -> Iterator[Fault]:
    questions = {code: one.question for code, one in bank.by_code.items()}
    for index, check in enumerate(bank.questionnaire.checks):
        path: Path_ = ("checks", index)
        yield from facts_and_answers(
            check.when,
            bank.document,
            (*path, "if"),
            known=bank.known,
            questions=questions,
        )
        for place, code in enumerate(check.asks):
            if code not in questions:
                message = f"{check.code} asks {code}, which is not in this bank"
                yield bank.document.fault((*path, "asks", place), message)


def _paper(bank: BankFile, method: Method) -> Iterator[Fault]:
    by_group: dict[str, list[tuple[Asked, Decimal]]] = defaultdict(list)
    by_obligation: dict[str, list[tuple[Asked, Decimal]]] = defaultdict(list)
    for one in bank.asked:
        if not one.is_control or one.question.weight_class is None:
            continue
        weight = method.weight_class.get(one.question.weight_class, Decimal(0))
        group = method.themes.get(one.question.theme, Group.MANAGEMENT)
        by_group[group.value].append((one, weight))
        if one.question.basis is Basis.LAW:
            for link in one.question.obligations:
                by_obligation[link.id].append((one, link.weight or weight))
    by_group.pop(Group.MANAGEMENT.value, None)
    yield from _balance(by_group, "the group")
    counting = {name: by_obligation[name] for name in by_obligation if name in bank.known.counting}
    yield from _balance(counting, "the obligation")


def _balance(parts: Mapping[str, list[tuple[Asked, Decimal]]], what: str) -> Iterator[Fault]:
    for name, weighed in parts.items():
        whole = sum((weight for _, weight in weighed), Decimal(0))
        paper = sum((weight for one, weight in weighed if one.question.rung in _PAPER), Decimal(0))
        if paper > MOST_PAPER * whole:
            share = round(100 * paper / whole)
            message = (
                f"rungs rule and told carry {share} % of the weight of {what} {name}; "
                "ask more about practice and remedy"
            )
            first = weighed[0][0]
            yield first.document.fault(first.path, message, severity=Severity.WARNING)
