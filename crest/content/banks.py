"""Turns a bank's file into a questionnaire of the domain."""

from crest.content.digests import digest_of
from crest.content.faults import Document
from crest.content.schemas.bank import (
    BandModel,
    BankModel,
    EvidenceModel,
    FollowsModel,
    OptionModel,
    QuestionModel,
    SectionModel,
)
from crest.content.schemas.common import condition
from crest.content.validation import validated
from crest.domain.bank import (
    Allow,
    Asks,
    Band,
    Check,
    Column,
    EvidenceHint,
    Follows,
    Kind,
    ObligationLink,
    Option,
    Question,
    Questionnaire,
    Reason,
    Section,
)


def questionnaire_from(document: Document) -> Questionnaire:
    """Return the version that the file describes, or raise DamagedContentError."""
    model = validated(document, BankModel)
    return Questionnaire(
        id=model.id,
        version=model.version,
        state=model.state,
        title=model.title,
        about=model.about,
        minutes=model.minutes,
        audience=model.audience,
        subjects=tuple(model.subjects),
        sections=tuple(_section(part) for part in model.sections),
        checks=tuple(
            Check(
                code=check.code,
                when=check.when.domain(),
                says=check.says,
                asks=tuple(check.asks),
            )
            for check in model.checks
        ),
        asks=tuple(Asks(size=one.size, least=one.least, most=one.most) for one in model.asks),
        digest=digest_of(document.data, leave_out="state"),
    )


def _section(model: SectionModel) -> Section:
    return Section(
        code=model.code,
        title=model.title,
        subject=model.subject,
        about=model.about or "",
        questions=tuple(_question(question) for question in model.questions),
    )


def _question(model: QuestionModel) -> Question:
    return Question(
        code=model.code,
        theme=model.theme,
        kind=model.kind,
        type=model.type,
        text=model.text,
        help=model.help or "",
        purpose=model.purpose or "",
        unit=model.unit,
        rung=model.rung,
        weight_class=model.weight_class,
        basis=model.basis,
        evidence=_evidence(model.evidence),
        options=tuple(_option(option) for option in model.options),
        bands=tuple(_band(band) for band in model.bands),
        columns=tuple(
            Column(code=column.code, label=column.label, type=column.type)
            for column in model.columns
        ),
        allow=_allow(model),
        na_reasons=tuple(
            Reason(code=reason.code, label=reason.label) for reason in model.na_reasons
        ),
        scope=condition(model.scope),
        follows=_follows(model.follows),
        asked_when=_follows(model.asked_when),
        decline=condition(model.decline),
        obligations=tuple(
            ObligationLink(id=link.id, weight=link.weight) for link in model.obligations
        ),
        fact=model.fact,
        recommendation=model.recommendation or "",
        glossary=tuple(model.glossary),
    )


def _option(model: OptionModel) -> Option:
    return Option(
        code=model.code,
        label=model.label,
        credit=model.credit,
        cap=model.cap,
        trigger=model.trigger,
        exclusive=model.exclusive,
        fact_value=model.fact_value,
    )


def _band(model: BandModel) -> Band:
    return Band(start=model.start, below=model.below, credit=model.credit, trigger=model.trigger)


def _allow(model: QuestionModel) -> Allow:
    given = model.allow
    stops = any(option.trigger for option in model.options)
    stops = stops or any(band.trigger for band in model.bands)
    plannable = model.kind is Kind.CONTROL and not stops
    return Allow(
        not_applicable=bool(given.not_applicable),
        dont_know=True if given.dont_know is None else given.dont_know,
        planned=plannable if given.planned is None else given.planned,
    )


def _evidence(model: EvidenceModel | None) -> EvidenceHint:
    if model is None:
        return EvidenceHint()
    return EvidenceHint(
        expected=model.expected,
        kinds=tuple(model.kinds),
        good=tuple(model.good),
        not_enough=tuple(model.not_enough),
    )


def _follows(model: FollowsModel | None) -> Follows | None:
    if model is None:
        return None
    return Follows(question=model.question, op=model.op, value=tuple(model.value))
