"""Why each table is kept and for how long; a table without a line here fails a test."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The purpose of a table, the days its rows are kept, and whether they hold personal data.

    `days` is None where a row lives as long as its tenant: it goes when the tenant leaves. They
    count from the column `since`; a row without a time there is still in use.
    """

    purpose: str
    days: int | None
    personal: bool
    since: str | None = None


RETENTION: Mapping[str, Retention] = {
    "tenant": Retention(purpose="whose data it is", days=None, personal=True),
    "user_account": Retention(purpose="signing in, and who did what", days=None, personal=True),
    "membership": Retention(purpose="what a person may do, and where", days=None, personal=True),
    "association": Retention(
        purpose="which association of the federation names which companies",
        days=None,
        personal=True,
    ),
    "association_company": Retention(
        purpose="which company belongs to which association", days=None, personal=False
    ),
    "member_load": Retention(
        purpose="lists of members until they are taken in, and what they changed",
        days=30,
        personal=True,
        since="created_at",
    ),
    "session": Retention(purpose="staying signed in", days=1, personal=True, since="expires_at"),
    "account_link": Retention(
        purpose="new passwords, second steps", days=30, personal=True, since="expires_at"
    ),
    "user_invitation": Retention(
        purpose="roles offered, not yet taken", days=30, personal=True, since="expires_at"
    ),
    "second_factor": Retention(purpose="codes asked for at the door", days=None, personal=True),
    "recovery_code": Retention(purpose="a way in without the telephone", days=None, personal=True),
    "throttle": Retention(
        purpose="slowing down guesses at the door", days=30, personal=True, since="window_ends_at"
    ),
    "write_key": Retention(
        purpose="doing a repeated write once", days=30, personal=False, since="created_at"
    ),
    "workplace": Retention(purpose="the places assessed", days=None, personal=False),
    "supplier": Retention(purpose="the suppliers assessed and ranked", days=None, personal=True),
    "supplier_tag": Retention(purpose="grouping suppliers", days=None, personal=False),
    "supplier_tagged": Retention(
        purpose="which supplier is in which group", days=None, personal=False
    ),
    "supplier_view": Retention(
        purpose="filters of the list that people come back to", days=None, personal=True
    ),
    "supplier_band": Retention(
        purpose="how the risk of suppliers went over time", days=None, personal=False
    ),
    "invitation": Retention(
        purpose="who was asked to answer, and how it went",
        days=365,
        personal=True,
        since="expires_at",
    ),
    "campaign": Retention(
        purpose="who was asked together, by which day", days=None, personal=False
    ),
    "campaign_recipient": Retention(
        purpose="whom a campaign asked, and how far each is", days=None, personal=False
    ),
    "supplier_import": Retention(
        purpose="showing what a list held", days=365, personal=True, since="created_at"
    ),
    "supplier_list_draft": Retention(
        purpose="lists that were sent and wait to be taken in, with their files",
        days=1,
        personal=True,
        since="expires_at",
    ),
    "supplier_list_page": Retention(
        purpose="showing what a list changed, row by row", days=365, personal=True, since="made_at"
    ),
    "supplier_list_memory": Retention(
        purpose="what the columns of a company's lists mean", days=None, personal=False
    ),
    "supplier_pair": Retention(
        purpose="not asking twice whether two entries are one", days=None, personal=False
    ),
    "supplier_search": Retention(
        purpose="when suppliers were last looked through for pairs", days=None, personal=False
    ),
    "supplier_twin": Retention(
        purpose="pairs of suppliers to decide, until the next search",
        days=365,
        personal=False,
        since="found_at",
    ),
    "supplier_merge": Retention(
        purpose="finding merged suppliers again, and undoing it", days=None, personal=True
    ),
    "supplier_parent": Retention(purpose="who supplies whom", days=None, personal=False),
    "supplier_import_made": Retention(
        purpose="undoing an import", days=90, personal=False, since="made_at"
    ),
    "supplier_import_step": Retention(
        purpose="undoing an import", days=90, personal=True, since="made_at"
    ),
    "register_snapshot": Retention(
        purpose="telling what changed since a register, and what was written into it",
        days=400,
        personal=True,
        since="made_at",
    ),
    "register_load": Retention(
        purpose="showing what a filled register changed",
        days=365,
        personal=True,
        since="created_at",
    ),
    "answer_load": Retention(
        purpose="filled copies of questionnaires until they are taken in",
        days=30,
        personal=True,
        since="created_at",
    ),
    "assessment": Retention(purpose="the record behind a score", days=None, personal=False),
    "answer": Retention(purpose="the record behind a score", days=None, personal=False),
    "answer_revision": Retention(purpose="what was said before", days=None, personal=False),
    "evidence": Retention(purpose="proof behind answers", days=None, personal=True),
    "evidence_use": Retention(purpose="which proof backs which answer", days=None, personal=False),
    "verification": Retention(purpose="what a reviewer found", days=None, personal=False),
    "trigger_record": Retention(purpose="harms that nobody may lose", days=None, personal=False),
    "contradiction": Retention(
        purpose="what did not fit together, and how people explained it", days=None, personal=False
    ),
    "delegation": Retention(
        purpose="who was asked by whom to answer which questions", days=None, personal=True
    ),
    "sign_off": Retention(
        purpose="who signed which answers, in which words", days=None, personal=True
    ),
    "change_request": Retention(
        purpose="which answers a buyer asked to have changed, and why", days=None, personal=False
    ),
    "score": Retention(purpose="figures as they were handed over", days=None, personal=False),
    "job": Retention(
        purpose="background work and its files", days=30, personal=False, since="finished_at"
    ),
    "audit_event": Retention(purpose="who did what, and when", days=None, personal=False),
    "trail_head": Retention(purpose="where the trail of acts ends", days=None, personal=False),
    "data_grant": Retention(purpose="who was let to read what", days=None, personal=False),
    "result_link": Retention(
        purpose="which result a link opened, why and until when", days=None, personal=False
    ),
    "space_claim": Retention(
        purpose="accounts that suppliers want, until the address is confirmed",
        days=30,
        personal=True,
        since="expires_at",
    ),
    "space_tie": Retention(
        purpose="what a supplier was asked, for the supplier alone", days=None, personal=False
    ),
    "supplier_correction": Retention(
        purpose="what a supplier says is wrong in a buyer's record",
        days=365,
        personal=True,
        since="made_at",
    ),
    "access_log": Retention(purpose="who looked at shared data", days=None, personal=False),
    "bank_release": Retention(
        purpose="who published and retired which questions", days=None, personal=False
    ),
    "reference_pack": Retention(
        purpose="reference data that old figures stand on", days=None, personal=False
    ),
    "reference_choice": Retention(
        purpose="who chose which reference data, when and why", days=None, personal=False
    ),
    "translation_review": Retention(
        purpose="who took which translated text", days=None, personal=False
    ),
    "cube_release": Retention(
        purpose="which figures about all members were told", days=None, personal=False
    ),
    "released_cube": Retention(purpose="the figures as they were told", days=None, personal=False),
    "cube_audit": Retention(
        purpose="the proof that they gave nobody away", days=None, personal=False
    ),
    "cube_basis": Retention(
        purpose="holding the next release against the last", days=None, personal=False
    ),
    "protocol_report": Retention(
        purpose="which figures the federation's report of a year stands on",
        days=None,
        personal=False,
    ),
    "protocol_text": Retention(
        purpose="what the federation wrote in its reports", days=None, personal=False
    ),
    "outbox": Retention(
        purpose="mails that must reach somebody", days=30, personal=True, since="finished_at"
    ),
}
