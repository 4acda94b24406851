"""Who gets questionnaires to fill and sends them back: rows of the matrix."""

from typing import Any

from tests.web.walker import Row

_COMPANY = "view edit adm"
_DRAFT = {"assessment_id": lambda world: world.draft}
_ASKED = {"assessment_id": lambda world: world.asked}
_LOAD = {**_DRAFT, "load_id": lambda world: world.answer_load}
_ASKED_LOAD = {**_ASKED, "load_id": lambda world: world.asked_load}

COPIES = (
    Row(endpoint="copies.show", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(
        endpoint="copies.make",
        method="POST",
        allowed=_COMPANY,
        nearly="site",
        status=303,
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="copies.download",
        allowed=_COMPANY,
        nearly="site",
        status=404,
        args=_DRAFT,
        owned=True,
    ),
    Row(endpoint="copies.paper", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(
        endpoint="answer_loads.upload",
        method="POST",
        allowed=_COMPANY,
        nearly="site",
        status=422,
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="answer_loads.preview",
        allowed=_COMPANY,
        nearly="site",
        special={"view": 404, "adm": 404},
        args=_LOAD,
        owned=True,
    ),
    Row(
        endpoint="answer_loads.commit",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=303,
        args=_LOAD,
        owned=True,
    ),
)


def _invited(endpoint: str, *, status: int = 200, **more: Any) -> Row:
    return Row(
        endpoint=endpoint,
        variant="of an invited supplier",
        allowed=f"{_COMPANY} site",
        status=404,
        special={"resp": status},
        owned=True,
        **more,
    )


INVITED_COPIES = (
    _invited("copies.show", args=_ASKED),
    _invited("copies.make", method="POST", status=303, args=_ASKED),
    _invited("copies.download", status=404, args=_ASKED),
    _invited("copies.paper", args=_ASKED),
    _invited("answer_loads.upload", method="POST", status=422, args=_ASKED),
    _invited("answer_loads.preview", args=_ASKED_LOAD),
    _invited("answer_loads.commit", method="POST", status=303, args=_ASKED_LOAD),
)
