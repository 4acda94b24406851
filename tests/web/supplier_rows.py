"""Who gets what of the pages that are for suppliers alone."""

from tests.web.walker import Row

_ASKED = {"assessment_id": lambda world: world.asked}

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
)
