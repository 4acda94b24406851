"""Words for where members stand and for what a row of a list does."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from crest.domain.member_list import RowFate
from crest.domain.members import MemberState

STATE: Mapping[MemberState, str] = {
    MemberState.ACTIVE: _l("Takes part"),
    MemberState.SUSPENDED: _l("Suspended"),
    MemberState.LEAVING: _l("Leaves"),
    MemberState.LEFT: _l("Has left"),
}
# How a tag of it looks.
STATE_KIND: Mapping[MemberState, str] = {
    MemberState.ACTIVE: "good",
    MemberState.SUSPENDED: "warn",
    MemberState.LEAVING: "warn",
    MemberState.LEFT: "",
}
FATE: Mapping[RowFate, str] = {
    RowFate.CREATE: _l("Is added"),
    RowFate.CHANGE: _l("Changes"),
    RowFate.SAME: _l("Stays as it is"),
    RowFate.REFUSED: _l("Is left out"),
}
COLUMN: Mapping[str, str] = {
    "name": _l("Name"),
    "sector_group": _l("Sector"),
    "size": _l("People at work"),
    "associations": _l("Associations"),
    "contact_name": _l("Contact person"),
    "contact_email": _l("E-mail of the contact"),
    "language": _l("Language of the contact"),
}
