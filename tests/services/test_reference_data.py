"""Reference data that an installation chose, and the newest word on a supplier, in its figures."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from crest.content.library import Library
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.method import Factor
from crest.domain.packs import OFF, Wish
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.scores import FactorState
from crest.persistence import scores
from crest.persistence.models import SupplierRow, UserRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services.reference_choice import (
    PackChoice,
    choose_by_command,
    choose_edition,
    load_by_command,
    load_pack,
)
from crest.services.reference_data import read_chosen_library
from crest.services.reference_editions import PackFiles
from crest.services.reference_packs import list_sources, pack_page, sources_page
from crest.services.results import explain_page
from crest.services.supplier_overview import SupplierOverview, supplier_overview
from tests.content.test_packs import sheet
from tests.services.world import NOW, World, give, key, save, start_supplier, submit

LATER = NOW + timedelta(days=3)
FILES = PackFiles(sheet=sheet("iso3,value").encode(), cells=b"iso3,value\nKHM,3\n")


def officer(session: DatabaseSession, world: World, email: str = "f@f.example") -> Actor:
    """A programme officer; the tenant is one that is there."""
    row = UserRow(
        id=uuid4(), email=email, name="Officer", language="en", password_hash="", created_at=NOW
    )
    with writing(session):
        session.add(row)
    return Actor(
        user_id=row.id,
        tenant_id=world.a.tenant_id,
        tenant_kind=TenantKind.FEDERATION,
        role=Role.FPO,
        email=email,
        name="Officer",
        language="en",
    )


def wanted(source: str, edition: str, *, write_key: str | None = None) -> PackChoice:
    return PackChoice(source=source, edition=edition, reason="Better", key=write_key or key())


def seen(session: DatabaseSession, world: World, library: Library) -> SupplierOverview:
    return supplier_overview(
        session, world.a.editor, world.a.supplier, library=library, as_of=LATER.date()
    )


def factor(found: SupplierOverview, name: Factor) -> Decimal | None:
    return next(one.value for one in found.score.inherent.factors if one.factor is name)


def tell(session: DatabaseSession, world: World, value: str, on: date) -> None:
    """Write what a list says of migrants, as taking it in does."""
    with writing(session):
        row = session.get(SupplierRow, world.a.supplier)
        assert row is not None
        told = {"value": value, "source": "list", "on": on.isoformat()}
        row.facts = {**row.facts, "workforce.migrants": told}


def submitted(session: DatabaseSession, world: World, library: Library) -> UUID:
    found = start_supplier(session, world.a, library)
    save(session, world.a.editor, found, give("PRO-010", "200"), library)
    save(session, world.a.editor, found, give("PRO-020", "20"), library)
    for code in ("PRO-030", "PRO-040"):
        save(session, world.a.editor, found, give(code, "0"), library)
    submit(session, world.a.editor, found, library)
    return found


def test_a_pack_is_loaded_by_one_chosen_by_another_and_read_by_factors(
    session: DatabaseSession, world: World, library: Library
) -> None:
    one, other = officer(session, world), officer(session, world, "g@f.example")
    edition = load_pack(session, one, FILES, key="k1", library=library, now=NOW)
    assert load_pack(session, one, FILES, key="k1", library=library, now=NOW) == edition
    before = seen(session, world, read_chosen_library(session, library))
    page = pack_page(session, one, "our-index", "7", library=library)
    assert (page.may_choose, page.line.in_use) == (False, False)
    with pytest.raises(RefusedInputError):
        choose_edition(session, one, wanted("our-index", "7"), library=library, now=NOW)

    choose_edition(session, other, wanted("our-index", "7"), library=library, now=NOW)

    chosen = read_chosen_library(session, library)
    after = seen(session, world, chosen)
    assert factor(before, Factor.COUNTRY) != factor(after, Factor.COUNTRY)
    assert "our-index" in {voice.source for voice in after.voices}
    assert chosen.digest != library.digest
    # a supplier's figures stand on the choice: what was kept of them is computed anew
    assert read_chosen_library(session, library) is chosen


def test_a_choice_sent_twice_is_made_once_and_the_last_one_holds(
    session: DatabaseSession, world: World, library: Library
) -> None:
    one = officer(session, world)
    for _ in range(2):
        off = wanted("wgi", OFF, write_key="k1")
        choose_edition(session, one, off, library=library, now=NOW)

    page = sources_page(session, one, library=library)
    assert [(choice.source, choice.is_off) for choice in page.choices] == [("wgi", True)]
    assert {line.source: line.used is None for line in page.sources}["wgi"]
    choose_edition(session, one, wanted("wgi", "2020"), library=library, now=NOW)
    reference = read_chosen_library(session, library).reference
    assert reference == library.reference


def test_the_operator_loads_and_chooses_alone(
    session: DatabaseSession, world: World, library: Library
) -> None:
    load_by_command(session, FILES, library=library, now=NOW)
    with pytest.raises(RefusedInputError):
        load_by_command(session, FILES, library=library, now=NOW)
    wish = Wish(source="our-index", edition="7", reason="Agreed", by=None)

    choose_by_command(session, wish, library=library, now=NOW)

    lines = {line.source: line for line in list_sources(session, library=library)}
    assert lines["our-index"].used is not None
    assert lines["our-index"].last is not None
    assert lines["our-index"].last.by_name == ""


def test_companies_read_and_do_not_change(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    assert not sources_page(session, editor, library=library).may_manage
    with pytest.raises(NotAllowedError):
        load_pack(session, editor, FILES, key=key(), library=library, now=NOW)
    with pytest.raises(NotAllowedError):
        choose_edition(session, editor, wanted("wgi", OFF), library=library, now=NOW)
    with pytest.raises(NotFoundError):
        pack_page(session, editor, "wgi", "1999", library=library)


def test_a_kept_score_names_its_editions_whatever_is_chosen_later(
    session: DatabaseSession, world: World, library: Library
) -> None:
    found = submitted(session, world, library)
    one = officer(session, world)
    choose_edition(session, one, wanted("us-tip", OFF), library=library, now=NOW)

    with reading(session):
        kept = scores.find_whole(session, found, tenant_id=world.a.tenant_id)

    assert kept is not None
    sources = {row[0]: row[3] for row in kept.body["parts"]["factors"]}
    assert sources["country"] == "us-tip-2025+wgi-2020"


def test_what_the_supplier_answered_goes_before_an_older_list(
    session: DatabaseSession, world: World, library: Library
) -> None:
    tell(session, world, "180", NOW.date() - timedelta(days=9))
    submitted(session, world, library)

    found = seen(session, world, library)

    # 10 % of the people; submitting wrote the answer over the list
    assert factor(found, Factor.WORKFORCE) == Decimal(40)
    assert found.conflicts == ()


def test_a_list_that_came_since_counts_and_both_words_are_shown(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment = submitted(session, world, library)
    tell(session, world, "120", LATER.date())

    found = seen(session, world, library)
    result = explain_page(
        session,
        world.a.editor,
        assessment,
        "inherent",
        library=library,
        now=LATER,
    )

    assert factor(found, Factor.WORKFORCE) == Decimal(90)
    (conflict,) = found.conflicts
    assert (conflict.used.value, conflict.used.source) == (Decimal(120), "list")
    assert (conflict.other.value, conflict.other.source) == (Decimal(20), "answers")
    assert result.scored.case.known.conflicts == found.conflicts
    workforce = next(
        one for one in result.scored.score.inherent.factors if one.factor is Factor.WORKFORCE
    )
    assert (workforce.state, workforce.value) == (FactorState.KNOWN, Decimal(90))
    assert found.row.migrant_share == Decimal(60)
