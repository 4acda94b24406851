"""The sheets Laws and Findings: their columns, declared once."""

from crest.domain.answers import Assurance
from crest.domain.findings import FindingKind, Severity
from crest.domain.scores import InstrumentScore, Ternary
from crest.exports.fact_names import facts_in_words
from crest.exports.register_book import FindingEntry, LawEntry
from crest.exports.register_whose import whose
from crest.exports.register_words import in_words
from crest.exports.workbook import Column, Kind
from crest.i18n import N_, Phrase

_LAW, _STANDARD = N_("law"), N_("standard")
_SCORE = N_("0 to 100")


def applies_in_words(score: InstrumentScore) -> Phrase:
    """Return whether an instrument binds or reaches, or which facts would tell."""
    applies = score.applies
    if applies.binds is Ternary.YES:
        return Phrase(N_("binds"))
    if applies.reaches is Ternary.YES:
        return Phrase(N_("reaches"))
    if not applies.needs:
        return Phrase(N_("unknown"))
    return Phrase(N_("unknown - needs %(facts)s"), facts=facts_in_words(applies.needs))


def status_in_words(entry: LawEntry) -> Phrase | None:
    """Return the status as it reads: a standard, or what does not bind, is conflicted with."""
    status = entry.score.status
    if status is None:
        return None
    binds = entry.score.applies.binds is Ternary.YES and not entry.is_standard
    if status.value == "breach_indicated" and not binds:
        return Phrase(N_("conflicts with"))
    partly_asked = entry.score.asked < entry.score.duties
    if status.value == "met" and partly_asked:
        return Phrase(N_("met as far as asked"))
    return in_words(status.value)


def _sort(entry: LawEntry) -> Phrase:
    return Phrase(_STANDARD if entry.is_standard else _LAW)


def _counts(entry: LawEntry) -> Phrase | None:
    score = entry.score
    if not score.counted:
        return None  # no duty of it is scored, and "0 of 0" would read like a result
    return Phrase(N_("%(met)s of %(counted)s met"), met=score.met, counted=score.counted)


def _basis(entry: LawEntry) -> Phrase | None:
    score = entry.score
    if not score.duties:
        return None
    return Phrase(N_("%(asked)s of %(duties)s asked"), asked=score.asked, duties=score.duties)


def _trigger(entry: FindingEntry) -> Phrase | None:
    trigger = entry.finding.trigger
    return in_words(trigger.value) if trigger else None


LAW_COLUMNS: tuple[Column[LawEntry], ...] = (
    *whose(LawEntry),
    Column(
        code="law",
        label=N_("Law or standard"),
        value=lambda entry: entry.score.id,
        width=12,
        note=N_("Code of the instrument."),
    ),
    Column(
        code="law_name",
        label=N_("Title"),
        value=lambda entry: entry.law_name,
        width=38,
        wrap=True,
        note=N_("Title of the instrument."),
    ),
    Column(
        code="sort",
        label=N_("Sort"),
        value=_sort,
        width=10,
        allowed=(_LAW, _STANDARD),
        note=N_("Standards are no law."),
    ),
    Column(
        code="applies",
        label=N_("Applies"),
        value=lambda entry: applies_in_words(entry.score),
        width=48,
        wrap=True,
        allowed=(N_("binds"), N_("reaches"), N_("unknown")),
        note=N_("Whether it binds or reaches the supplier, or which fact would tell."),
    ),
    Column(
        code="status",
        label=N_("Status"),
        value=status_in_words,
        width=20,
        note=N_("Its worst must or ban."),
    ),
    Column(
        code="counts",
        label=N_("Duties met"),
        value=_counts,
        width=13,
        note=N_("Scored duties that are met."),
    ),
    Column(
        code="basis",
        label=N_("Basis"),
        value=_basis,
        width=14,
        note=N_("Duties that this bank asks about, of all that bind."),
    ),
    Column(
        code="declared",
        label=N_("Declared"),
        value=lambda entry: entry.score.figures.declared,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note=N_("What was said."),
    ),
    Column(
        code="supported",
        label=N_("Supported"),
        value=lambda entry: entry.score.figures.supported,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note=N_("What is shown."),
    ),
    Column(
        code="high",
        label=N_("High"),
        value=lambda entry: entry.score.figures.high,
        kind=Kind.SCORE,
        allowed=_SCORE,
        note=N_("If every open answer turned out well."),
    ),
    Column(
        code="triggers_open",
        label=N_("Open triggers"),
        value=lambda entry: entry.triggers_open,
        kind=Kind.WHOLE,
        note=N_("Fired triggers linked to it that are open."),
    ),
)

FINDING_COLUMNS: tuple[Column[FindingEntry], ...] = (
    *whose(FindingEntry),
    Column(
        code="question_code",
        label=N_("Question code"),
        value=lambda entry: entry.finding.question,
        width=14,
        note=N_("Code of the question, the same in every language."),
    ),
    Column(
        code="question",
        label=N_("Question"),
        value=lambda entry: entry.question_text,
        width=44,
        wrap=True,
        note=N_("The question as asked."),
    ),
    Column(
        code="answer",
        label=N_("Answer"),
        value=lambda entry: entry.finding.answer_text,
        width=34,
        wrap=True,
        note=N_("The answer as given."),
    ),
    Column(
        code="obligations",
        label=N_("Obligations"),
        value=lambda entry: entry.obligations,
        width=40,
        wrap=True,
        note=N_("What the answer falls short of, with the article."),
    ),
    Column(
        code="sort",
        label=N_("Sort"),
        value=lambda entry: in_words(entry.finding.kind.value),
        width=16,
        allowed=tuple(in_words(one.value) for one in FindingKind),
        note=N_("A trigger needs action now; an observation is about good practice."),
    ),
    Column(
        code="severity",
        label=N_("Severity"),
        value=lambda entry: in_words(entry.finding.severity.value),
        width=10,
        allowed=tuple(in_words(one.value) for one in Severity),
        note=N_("How grave it is."),
    ),
    Column(
        code="trigger",
        label=N_("Trigger"),
        value=_trigger,
        width=10,
        allowed=(in_words("open"), in_words("remedy")),
        note=N_("Where a fired trigger stands."),
    ),
    Column(
        code="opened_on",
        label=N_("Opened on"),
        value=lambda entry: entry.finding.opened_on,
        kind=Kind.DATE,
        width=12,
        note=N_("Day since which it is known."),
    ),
    Column(
        code="assurance",
        label=N_("Assurance"),
        value=lambda entry: in_words(entry.finding.assurance.value),
        width=13,
        allowed=tuple(in_words(one.value) for one in Assurance),
        note=N_("How far the answer is shown to be true."),
    ),
)
