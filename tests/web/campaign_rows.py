"""Rows of the matrix about campaigns; each world has a draft and one on its way."""

from typing import Any

from tests.web.walker import Row

_DRAFT = {"campaign_id": lambda world: world.campaign}
_RUNNING = {"campaign_id": lambda world: world.sent_campaign}
_ASKED = {**_RUNNING, "recipient_id": lambda world: world.campaign_asked}
# People of the federation have campaigns of their own, and find none of a member's.
_FEDERATION = "fpo fadm"
_FINDS_NONE: dict[str, Any] = {
    "nearly": _FEDERATION,
    "special": dict.fromkeys(_FEDERATION.split(), 404),
    "owned": True,
}


def _page(endpoint: str, args: Any) -> Row:
    return Row(endpoint=endpoint, allowed="view edit adm", args=args, **_FINDS_NONE)


def _act(endpoint: str, args: Any, **more: Any) -> Row:
    known = {"status": 303, "allowed": "edit adm", **_FINDS_NONE, **more}
    return Row(endpoint=endpoint, method="POST", args=args, **known)


CAMPAIGNS = (
    Row(endpoint="campaigns.index", allowed=f"view edit adm {_FEDERATION}"),
    Row(endpoint="campaigns.create", allowed=f"edit adm {_FEDERATION}"),
    Row(
        endpoint="campaigns.add",
        method="POST",
        allowed=f"edit adm {_FEDERATION}",
        status=303,
        fields=lambda _: {"scope": "all", "bank": "supplier", "due_on": "2026-12-05"},
        # what is for suppliers is not for members
        special=dict.fromkeys(_FEDERATION.split(), 422),
    ),
    _page("campaigns.show", _DRAFT),
    _page("campaigns.preview", _DRAFT),
    _act("campaigns.links", _RUNNING, status=200),
    _act("campaign_acts.send", _DRAFT, fields=lambda _: {"whom": "all"}),
    _act("campaign_acts.plan", _DRAFT, fields=lambda _: {"send_on": "2026-11-25"}),
    _act("campaign_acts.leave_out", _DRAFT, fields=lambda world: {"one": str(world.campaign_one)}),
    _act("campaign_acts.remind", _RUNNING),
    _act("campaign_acts.remind_one", _ASKED),
    _act("campaign_acts.stop", _ASKED),
    _act("campaign_acts.extend", _RUNNING, fields=lambda _: {"due_on": "2027-01-15"}),
    _act("campaign_acts.close", _RUNNING),
    _act("campaign_acts.delete", _DRAFT, allowed="adm", nearly="", special={}),
)
