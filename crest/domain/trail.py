"""The trail of acts: what an event says, how each seals those before it, and how damage shows.

An event holds who did what to which thing and when, and the digest of what was told of it; no
personal text. The hash of an entry is SHA-256 over the hash before it and the digest of its own
event, so that any change in the middle breaks every hash that follows. A chain belongs to one
tenant; what belongs to none stands in the chain `INSTALLATION`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from crest.domain.permissions import Actor

INSTALLATION = UUID(int=0)
# What stands before the first entry of every chain.
START = "0" * 64

_WRITE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class Act(StrEnum):
    """Everything that is written down as done; what stands before the dot is the kind of thing."""

    ASSESSMENT_START = "assessment.start"
    ASSESSMENT_ANSWER = "assessment.answer"
    ASSESSMENT_ANSWER_SECTION = "assessment.answer_section"
    ANSWERS_ASK_COPY = "answers.ask_copy"
    ANSWERS_UPLOAD = "answers.upload"
    ANSWERS_READ = "answers.read"
    ANSWERS_TAKE_IN = "answers.take_in"
    ANSWERS_LOAD = "answers.load"
    ASSESSMENT_SUBMIT = "assessment.submit"
    DELEGATION_MAKE = "delegation.make"
    DELEGATION_CLOSE = "delegation.close"
    DELEGATION_TRY = "delegation.try"
    DELEGATION_CLAIM = "delegation.claim"
    DELEGATION_RETURN = "delegation.return"
    CHECK_RECORD = "check.record"
    CHECK_REPLY = "check.reply"
    CHANGES_ASK = "change_request.ask"
    CHANGES_WITHDRAW = "change_request.withdraw"
    SIGN_OFF_RULE = "sign_off.rule"
    SIGN_OFF_ASK = "sign_off.ask"
    SIGN_OFF_TAKE_BACK = "sign_off.take_back"
    SIGN_OFF_TRY = "sign_off.try"
    SIGN_OFF_CLAIM = "sign_off.claim"
    SIGN_OFF_MAIL_CODE = "sign_off.mail_code"
    SIGN_OFF_RETURN = "sign_off.return"
    SIGN_OFF_SIGN = "sign_off.sign"
    SIGN_OFF_SEND_BACK = "sign_off.send_back"
    CONTRADICTION_EXPLAIN = "contradiction.explain"
    CONTRADICTION_SETTLE = "contradiction.settle"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_REMOVE = "evidence.remove"
    SUPPLIER_CREATE = "supplier.create"
    SUPPLIER_SAVE = "supplier.save"
    SUPPLIER_TAG = "supplier.tag"
    SUPPLIER_UNTAG = "supplier.untag"
    SUPPLIER_TAG_RENAME = "supplier_tag.rename"
    SUPPLIER_TAG_DELETE = "supplier_tag.delete"
    SUPPLIER_VIEW_SAVE = "supplier_view.save"
    SUPPLIER_VIEW_CHANGE = "supplier_view.change"
    SUPPLIER_VIEW_DELETE = "supplier_view.delete"
    SUPPLIER_CHANGE_MANY = "supplier.change_many"
    SUPPLIER_ASK_FILE = "supplier.ask_file"
    SUPPLIER_ASK_SEARCH = "supplier.ask_search"
    SUPPLIER_SEARCH = "supplier.search"
    SUPPLIER_DECIDE_PAIR = "supplier.decide_pair"
    SUPPLIER_MERGE = "supplier.merge"
    SUPPLIER_UNMERGE = "supplier.unmerge"
    SUPPLIER_TIE = "supplier.tie"
    SUPPLIER_UNTIE = "supplier.untie"
    SUPPLIER_LIST_UNDO = "supplier_list.undo"
    SUPPLIER_LIST_UPLOAD = "supplier_list.upload"
    SUPPLIER_LIST_TAKE_IN = "supplier_list.take_in"
    SUPPLIER_LIST_IMPORT = "supplier_list.import"
    SUPPLIER_LIST_READ = "supplier_list.read"
    SUPPLIER_LIST_MAP = "supplier_list.map"
    SUPPLIER_LIST_DECIDE = "supplier_list.decide"
    SUPPLIER_LIST_ASK_CHECK = "supplier_list.ask_check"
    SUPPLIER_LIST_CHECK = "supplier_list.check"
    SUPPLIER_LIST_CONFIRM = "supplier_list.confirm"
    SUPPLIER_LIST_DISCARD = "supplier_list.discard"
    SUPPLIER_LIST_ASK_ROWS = "supplier_list.ask_rows"
    WORKPLACE_CREATE = "workplace.create"
    WORKPLACE_SAVE = "workplace.save"
    PROFILE_SAVE = "profile.save"
    REGISTER_ASK = "register.ask"
    REGISTER_MAKE = "register.make"
    REGISTER_UPLOAD = "register.upload"
    REGISTER_TAKE_IN = "register.take_in"
    REGISTER_LOAD = "register.load"
    JOB_CANCEL = "job.cancel"
    JOB_FINISH = "job.finish"
    JOB_FAIL = "job.fail"
    JOB_CLEAR = "job.clear"
    MAIL_SETTLE = "mail.settle"
    MAIL_HASTEN = "mail.hasten"
    USER_INVITE = "user.invite"
    USER_WITHDRAW = "user.withdraw"
    USER_CHANGE_ROLE = "user.change_role"
    USER_CLOSE = "user.close"
    USER_JOIN = "user.join"
    USER_ADD = "user.add"
    USER_DISABLE = "user.disable"
    ACCOUNT_ASK_LINK = "account.ask_link"
    ACCOUNT_MAKE_LINK = "account.make_link"
    ACCOUNT_SET_PASSWORD = "account.set_password"  # noqa: S105  # an act, no secret
    ACCOUNT_CHANGE_PASSWORD = "account.change_password"  # noqa: S105  # an act, no secret
    ACCOUNT_PROVE = "account.prove"
    ACCOUNT_SET_LANGUAGE = "account.set_language"
    ACCOUNT_END_SESSION = "account.end_session"
    ACCOUNT_END_SESSIONS = "account.end_sessions"
    FACTOR_BEGIN = "factor.begin"
    FACTOR_CONFIRM = "factor.confirm"
    FACTOR_RENEW = "factor.renew"
    FACTOR_REMOVE = "factor.remove"
    FACTOR_FORGET = "factor.forget"
    SESSION_TRY = "session.try"
    SESSION_TRY_CODE = "session.try_code"
    SESSION_PASS = "session.pass"  # noqa: S105  # an act, no secret
    SESSION_OPEN = "session.open"
    SESSION_CLOSE = "session.close"
    SESSION_SWITCH = "session.switch"
    TENANT_ADD = "tenant.add"
    MEMBER_ADD = "member.add"
    MEMBER_CHANGE = "member.change"
    MEMBER_UPLOAD_LIST = "member.upload_list"
    MEMBER_TAKE_IN_LIST = "member.take_in_list"
    MEMBER_ASK_ROWS = "member.ask_rows"
    MEMBER_SUSPEND = "member.suspend"
    MEMBER_RESUME = "member.resume"
    MEMBER_LEAVE = "member.leave"
    MEMBER_STAY = "member.stay"
    MEMBER_AGREE = "member.agree"
    MEMBER_ASK_ERASURE = "member.ask_erasure"
    MEMBER_ERASE = "member.erase"
    COMPANY_COPY_ASK = "company_copy.ask"
    ASSOCIATION_ADD = "association.add"
    ASSOCIATION_CHANGE = "association.change"
    ASSOCIATION_REMOVE = "association.remove"
    FIXTURE_LOAD = "fixture.load"
    DEMONSTRATION_LOAD = "demonstration.load"
    ERASURE_DUE = "erasure.due"
    ERASURE_PERSON = "erasure.person"
    ERASURE_COPY = "erasure.copy"
    TRAIL_TELL = "trail.tell"
    GRANT_GIVE = "grant.give"
    GRANT_REVOKE = "grant.revoke"
    RESULT_LINK_GIVE = "result_link.give"
    RESULT_LINK_REVOKE = "result_link.revoke"
    OWN_RESULT_ASK = "own_result.ask"
    SUPPLIER_PROPOSE = "supplier.propose"
    SUPPLIER_DECIDE_PROPOSAL = "supplier.decide_proposal"
    SPACE_ASK = "space.ask"
    SPACE_OPEN = "space.open"
    SPACE_JOIN = "space.join"
    SPACE_SIT = "space.sit"
    SPACE_RETURN = "space.return"
    SPACE_SHARE = "space.share"
    SPACE_WITHDRAW = "space.withdraw"
    INVITATION_MAKE = "invitation.make"
    INVITATION_RENEW = "invitation.renew"
    INVITATION_EXTEND = "invitation.extend"
    INVITATION_REMIND = "invitation.remind"
    INVITATION_STOP = "invitation.stop"
    INVITATION_TRY = "invitation.try"
    INVITATION_CLAIM = "invitation.claim"
    INVITATION_MAIL_CODE = "invitation.mail_code"
    INVITATION_RETURN = "invitation.return"
    INVITATION_BEGIN_AFRESH = "invitation.begin_afresh"
    INVITATION_DECLINE = "invitation.decline"
    CAMPAIGN_MAKE = "campaign.make"
    CAMPAIGN_DELETE = "campaign.delete"
    CAMPAIGN_SEND = "campaign.send"
    CAMPAIGN_PLAN = "campaign.plan"
    CAMPAIGN_ASK = "campaign.ask"
    CAMPAIGN_SENT = "campaign.sent"
    CAMPAIGN_REMIND = "campaign.remind"
    CAMPAIGN_ASK_REMINDERS = "campaign.ask_reminders"
    CAMPAIGN_EXTEND = "campaign.extend"
    CAMPAIGN_CLOSE = "campaign.close"
    CAMPAIGN_STOP_ASKING = "campaign.stop_asking"
    CAMPAIGN_SHOW_LINKS = "campaign.show_links"
    TRANSLATION_REVIEW = "translation.review"
    REFERENCE_LOAD = "reference.load"
    REFERENCE_CHOOSE = "reference.choose"
    FIGURES_RELEASE = "figures.release"
    FIGURES_ASK_RELEASE = "figures.ask_release"
    FIGURES_ASK_FILE = "figures.ask_file"
    REPORT_STAND = "report.stand"
    REPORT_WRITE = "report.write"
    REPORT_ASK_FILE = "report.ask_file"
    BANK_PROPOSE = "bank.propose"
    BANK_PUBLISH = "bank.publish"
    BANK_RETIRE = "bank.retire"
    BANK_ASK_FORM = "bank.ask_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who acts, in which role, and in whose chain it is written down.

    `actor` is the id of a person, or `worker`, `operator` or `visitor` (nobody signed in).
    """

    chain_id: UUID
    actor: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act as it is kept; `told` is the digest of what was told of it."""

    at: datetime
    actor: str
    role: str
    act: str
    object_id: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event at its place in a chain; numbers begin at 1."""

    number: int
    event: Event
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How many entries a chain has, and the hash of the last."""

    number: int
    hash: str


class Damage(StrEnum):
    """How a chain is broken at its first broken place."""

    GONE = "gone"
    CHANGED = "changed"
    CUT = "cut"
    ADDED = "added"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a chain turned out to be: its head, and the first broken place if there is one."""

    head: Head
    damage: Damage | None = None
    place: int | None = None


def by(actor: Actor, *, in_chain: UUID | None = None) -> Doer:
    """Return a person as doer, in the chain of the tenant acted for unless another is named."""
    return Doer(
        chain_id=in_chain or actor.tenant_id, actor=str(actor.user_id), role=actor.role.value
    )


def by_person(user_id: UUID | None, *, role: str = "", in_chain: UUID = INSTALLATION) -> Doer:
    """Return somebody without session as doer: known by a link or a password, or a visitor."""
    return Doer(chain_id=in_chain, actor=str(user_id or "visitor"), role=role)


def by_operator(in_chain: UUID = INSTALLATION) -> Doer:
    """Return the operator, who acts by commands, as doer."""
    return Doer(chain_id=in_chain, actor="operator", role="")


def by_worker(in_chain: UUID = INSTALLATION) -> Doer:
    """Return the background worker as doer."""
    return Doer(chain_id=in_chain, actor="worker", role="")


def digest_of_told(told: Mapping[str, object]) -> str:
    """Return the SHA-256 of what is told of an act, as canonical JSON: the same for the same."""
    return _sha256(_WRITE(_plain(told)))


def digest_of_event(chain_id: UUID, event: Event) -> str:
    """Return the SHA-256 of an event as it stands in a chain."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [
        str(chain_id),
        at,
        event.actor,
        event.role,
        event.act,
        event.object_id,
        event.told,
    ]
    return _sha256(_WRITE(parts))


def sealed(before: str, event_digest: str) -> str:
    """Return the hash of an entry: over the hash before it and the digest of its event."""
    return _sha256(before + event_digest)


def examine(
    chain_id: UUID, entries: Iterable[Entry], *, head: Head | None, kept: Mapping[int, str]
) -> Examined:
    """Return the first broken place of a chain, or none.

    `entries` come by number; `head` is what the database names as the end; `kept` are the hashes,
    by number, that were written down outside of it.
    """
    number, last = 0, START
    for entry in entries:
        damage = _damage_at(number, last, chain_id, entry)
        if damage is None and kept.get(entry.number, entry.hash) != entry.hash:
            damage = Damage.REWRITTEN
        if damage is not None:
            return Examined(head=Head(number=number, hash=last), damage=damage, place=number + 1)
        number, last = entry.number, entry.hash
    return _ended(Head(number=number, hash=last), head, max(kept, default=0))


def _damage_at(number: int, last: str, chain_id: UUID, entry: Entry) -> Damage | None:
    if entry.number != number + 1:
        return Damage.GONE
    if entry.hash != sealed(last, digest_of_event(chain_id, entry.event)):
        return Damage.CHANGED
    return None


def _ended(found: Head, named: Head | None, least: int) -> Examined:
    """Compare where a chain ends with where it is said to end."""
    said = 0 if named is None else named.number
    if found.number < max(said, least):
        return Examined(head=found, damage=Damage.CUT, place=found.number + 1)
    if found.number > said:
        return Examined(head=found, damage=Damage.ADDED, place=said + 1)
    if named is not None and found.hash != named.hash:
        return Examined(head=found, damage=Damage.REWRITTEN, place=found.number)
    return Examined(head=found)


def _plain(value: object) -> object:
    """Return the value as JSON knows it: texts for ids, days, times and exact numbers."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        plain = [_plain(one) for one in value]
        return sorted(plain, key=str) if isinstance(value, frozenset | set) else plain
    return str(value) if isinstance(value, UUID | Decimal | date) else value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
