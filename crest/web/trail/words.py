"""Acts of the trail in plain words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from crest.domain.trail import Act

ACT: Mapping[str, str] = {
    Act.ASSESSMENT_START: _l("Began an assessment"),
    Act.ASSESSMENT_ANSWER: _l("Answered a question"),
    Act.ASSESSMENT_ANSWER_SECTION: _l("Answered a section"),
    Act.ASSESSMENT_SUBMIT: _l("Submitted an assessment"),
    Act.EVIDENCE_ADD: _l("Added a piece of evidence"),
    Act.EVIDENCE_REMOVE: _l("Removed a piece of evidence"),
    Act.SUPPLIER_CREATE: _l("Added a supplier"),
    Act.SUPPLIER_SAVE: _l("Changed a supplier"),
    Act.SUPPLIER_LIST_UPLOAD: _l("Uploaded a supplier list"),
    Act.SUPPLIER_LIST_TAKE_IN: _l("Took in a supplier list"),
    Act.SUPPLIER_LIST_IMPORT: _l("Took in a supplier list by command"),
    Act.WORKPLACE_CREATE: _l("Added a workplace"),
    Act.WORKPLACE_SAVE: _l("Changed a workplace"),
    Act.PROFILE_SAVE: _l("Changed the company profile"),
    Act.REGISTER_ASK: _l("Asked for a risk register"),
    Act.JOB_CANCEL: _l("Stopped a piece of work"),
    Act.JOB_FINISH: _l("Finished a file"),
    Act.JOB_FAIL: _l("Could not finish a file"),
    Act.JOB_CLEAR: _l("Deleted files whose day was over"),
    Act.MAIL_SETTLE: _l("Tried to send a mail"),
    Act.MAIL_HASTEN: _l("Let waiting mails be tried at once"),
    Act.USER_INVITE: _l("Invited a user"),
    Act.USER_WITHDRAW: _l("Withdrew an invitation"),
    Act.USER_CHANGE_ROLE: _l("Changed a user's role"),
    Act.USER_CLOSE: _l("Closed a user's access"),
    Act.USER_JOIN: _l("Took a role that was offered"),
    Act.USER_ADD: _l("Gave a person a role by command"),
    Act.USER_DISABLE: _l("Closed an account by command"),
    Act.ACCOUNT_ASK_LINK: _l("Asked for a link to a new password"),
    Act.ACCOUNT_MAKE_LINK: _l("Made a link to a new password by command"),
    Act.ACCOUNT_SET_PASSWORD: _l("Set a new password by a link"),
    Act.ACCOUNT_CHANGE_PASSWORD: _l("Changed the own password"),
    Act.ACCOUNT_PROVE: _l("Typed the own password once more"),
    Act.ACCOUNT_END_SESSION: _l("Signed out another browser"),
    Act.ACCOUNT_END_SESSIONS: _l("Signed out all other browsers"),
    Act.FACTOR_BEGIN: _l("Began to set up the telephone for signing in"),
    Act.FACTOR_CONFIRM: _l("Set up the telephone for signing in"),
    Act.FACTOR_RENEW: _l("Made new recovery codes"),
    Act.FACTOR_REMOVE: _l("Took the telephone off signing in"),
    Act.FACTOR_FORGET: _l("Forgot a lost telephone by command"),
    Act.SESSION_TRY: _l("Tried to sign in"),
    Act.SESSION_TRY_CODE: _l("Typed a code at the door"),
    Act.SESSION_PASS: _l("Gave the right password"),
    Act.SESSION_OPEN: _l("Signed in"),
    Act.SESSION_CLOSE: _l("Signed out"),
    Act.SESSION_SWITCH: _l("Acted for another organisation from then on"),
    Act.TENANT_ADD: _l("Added an organisation by command"),
    Act.FIXTURE_LOAD: _l("Loaded a described federation"),
    Act.DEMONSTRATION_LOAD: _l("Loaded the demonstration"),
    Act.ERASURE_DUE: _l("Erased what was past its time"),
    Act.ERASURE_PERSON: _l("Erased a person's name and address"),
    Act.ERASURE_COPY: _l("Took a copy of the own data"),
}
# Who acts without being a person.
DOER: Mapping[str, str] = {
    "worker": _l("Background work"),
    "operator": _l("The operator"),
    "visitor": _l("Somebody not signed in"),
}
