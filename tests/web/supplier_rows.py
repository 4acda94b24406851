"""Who gets what of the pages that are for suppliers alone."""

from tests.web.walker import Row

_ASKED = {"assessment_id": lambda world: world.asked}
_GIVEN = {"grant_id": lambda world: world.space_grant}
_SUPPLIER = {"supplier_id": lambda world: world.other_supplier}
_TOKEN = {"token": lambda _: "x" * 43}

SUPPLIER_PAGES = (
    *(
        Row(endpoint=f"own_result.{page}", args=_ASKED, owned=True, special={"resp": 200})
        for page in ("show", "paper")
    ),
    Row(
        endpoint="own_result.ask",
        method="POST",
        args=_ASKED,
        owned=True,
        special={"resp": 303},
    ),
    Row(endpoint="claims.show", public=True, status=404, args=_TOKEN),
    Row(endpoint="claims.confirm", method="POST", public=True, status=404, args=_TOKEN),
    Row(endpoint="claims.form", special={"resp": 200}),
    Row(endpoint="claims.ask", method="POST", special={"resp": 422}),
    Row(endpoint="claims.join", method="POST", args=_TOKEN),
    # What follows is for accounts of suppliers, which walk in tests/web/test_supplier_walk.py.
    Row(endpoint="spaces.show"),
    Row(endpoint="spaces.asked", args=_ASKED, owned=True),
    Row(endpoint="spaces.sit", method="POST", args=_ASKED, owned=True),
    Row(endpoint="spaces.stand", method="POST", special={"resp": 404}),
    Row(endpoint="sharing.index"),
    Row(endpoint="sharing.give", method="POST"),
    Row(endpoint="sharing.withdraw", method="POST", args=_GIVEN, owned=True),
    Row(endpoint="reuse.show", args=_ASKED, owned=True),
    Row(endpoint="reuse.confirm", method="POST", args=_ASKED, owned=True),
    Row(endpoint="correcting.form", args=_ASKED, owned=True, special={"resp": 200}),
    Row(
        endpoint="correcting.propose",
        method="POST",
        args=_ASKED,
        fields=lambda _: {"name_": "Another name"},
        owned=True,
        special={"resp": 303},
    ),
    Row(endpoint="correcting.index", allowed="view edit adm", args=_SUPPLIER, owned=True),
    Row(
        endpoint="correcting.decide",
        method="POST",
        allowed="edit adm",
        status=303,
        args={**_SUPPLIER, "correction_id": lambda world: world.correction},
        fields=lambda _: {"decision": "accept"},
        owned=True,
    ),
    Row(endpoint="sharing.given", allowed="view edit adm"),
    Row(endpoint="sharing.show", allowed="view edit adm", args=_GIVEN, owned=True),
)
