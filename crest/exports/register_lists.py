"""The sheets Laws and Findings: their columns, declared once."""

from crest.domain.scores import InstrumentScore, Ternary
from crest.exports.register_book import FindingEntry, LawEntry
from crest.exports.register_words import in_words
from crest.exports.workbook import Column, Kind

_SCORE = "0 to 100"


def applies_in_words(score: InstrumentScore) -> str:
    """Return whether an instrument binds or reaches, or which facts would tell."""
    applies = score.applies
    if applies.binds is Ternary.YES:
        return "binds"
    if applies.reaches is Ternary.YES:
        return "reaches"
    return f"unknown - needs {', '.join(applies.needs)}" if applies.needs else "unknown"


def status_in_words(entry: LawEntry) -> str | None:
    """Return the status as it reads: a standard, or what does not bind, is conflicted with."""
    status = entry.score.status
    if status is None:
        return None
    binds = entry.score.applies.binds is Ternary.YES and not entry.is_standard
    if status.value == "breach_indicated" and not binds:
        return "conflicts with"
    partly_asked = entry.score.asked < entry.score.duties
    if status.value == "met" and partly_asked:
        return "met as far as asked"
    return in_words(status.value)


LAW_COLUMNS: tuple[Column[LawEntry], ...] = (
    Column(
        code="supplier_code",
        label="Supplier code",
        value=lambda entry: entry.supplier_code,
        width=12,
        note="As in the sheet Register.",
    ),
    Column(
        code="name",
        label="Name",
        value=lambda entry: entry.supplier_name,
        width=30,
        note="Name of the supplier.",
    ),
    Column(
        code="law",
        label="Law or standard",
        value=lambda entry: entry.score.id,
        width=12,
        note="Code of the instrument.",
    ),
    Column(
        code="law_name",
        label="Title",
        value=lambda entry: entry.law_name,
        width=38,
        wrap=True,
        note="Title of the instrument.",
    ),
    Column(
        code="sort",
        label="Sort",
        value=lambda entry: "standard" if entry.is_standard else "law",
        width=10,
        allowed="law, standard",
        note="Standards are no law.",
    ),
    Column(
        code="applies",
        label="Applies",
        value=lambda entry: applies_in_words(entry.score),
        width=34,
        wrap=True,
        allowed="binds, reaches, unknown - needs ...",
        note="Whether it binds or reaches the supplier, or which fact would tell.",
    ),
    Column(
        code="status",
        label="Status",
        value=status_in_words,
        width=20,
        note="Its worst must or ban.",
    ),
    Column(
        code="counts",
        label="Duties met",
        value=lambda entry: f"{entry.score.met} of {entry.score.counted} met",
        width=13,
        note="Scored duties that are met.",
    ),
    Column(
        code="basis",
        label="Basis",
        value=lambda entry: f"{entry.score.asked} of {entry.score.duties} asked",
        width=14,
        note="Duties that this bank asks about, of all that bind.",
    ),
    Column(
        code="declared",
        label="Declared",
        value=lambda entry: entry.score.figures.declared,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note="What was said.",
    ),
    Column(
        code="supported",
        label="Supported",
        value=lambda entry: entry.score.figures.supported,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note="What is shown.",
    ),
    Column(
        code="high",
        label="High",
        value=lambda entry: entry.score.figures.high,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note="If every open answer turned out well.",
    ),
    Column(
        code="triggers_open",
        label="Open triggers",
        value=lambda entry: entry.triggers_open,
        kind=Kind.WHOLE,
        note="Fired triggers linked to it that are open.",
    ),
)

FINDING_COLUMNS: tuple[Column[FindingEntry], ...] = (
    Column(
        code="supplier_code",
        label="Supplier code",
        value=lambda entry: entry.supplier_code,
        width=12,
        note="As in the sheet Register.",
    ),
    Column(
        code="name",
        label="Name",
        value=lambda entry: entry.supplier_name,
        width=30,
        note="Name of the supplier.",
    ),
    Column(
        code="question_code",
        label="Question code",
        value=lambda entry: entry.finding.question,
        width=14,
        note="Code of the question, the same in every language.",
    ),
    Column(
        code="question",
        label="Question",
        value=lambda entry: entry.question_text,
        width=44,
        wrap=True,
        note="The question as asked.",
    ),
    Column(
        code="answer",
        label="Answer",
        value=lambda entry: entry.finding.answer_text,
        width=34,
        wrap=True,
        note="The answer as given.",
    ),
    Column(
        code="obligations",
        label="Obligations",
        value=lambda entry: entry.obligations,
        width=40,
        wrap=True,
        note="What the answer falls short of, with the article.",
    ),
    Column(
        code="sort",
        label="Sort",
        value=lambda entry: in_words(entry.finding.kind.value),
        width=16,
        allowed="trigger, non compliance, observation",
        note="A trigger needs action now; an observation is about good practice.",
    ),
    Column(
        code="severity",
        label="Severity",
        value=lambda entry: entry.finding.severity.value,
        width=10,
        allowed="critical, major, minor",
        note="How grave it is.",
    ),
    Column(
        code="trigger",
        label="Trigger",
        value=lambda entry: entry.finding.trigger.value if entry.finding.trigger else None,
        width=10,
        allowed="open, remedy",
        note="Where a fired trigger stands.",
    ),
    Column(
        code="opened_on",
        label="Opened on",
        value=lambda entry: entry.finding.opened_on,
        kind=Kind.DATE,
        width=12,
        note="Day since which it is known.",
    ),
    Column(
        code="assurance",
        label="Assurance",
        value=lambda entry: entry.finding.assurance.value,
        width=13,
        allowed="stated, attached, documented, verified, contradicted",
        note="How far the answer is shown to be true.",
    ),
)
