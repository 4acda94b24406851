"""Who may sign in to the demonstration; the addresses end in `.example`, which nobody owns."""

from dataclasses import dataclass

from crest.domain.permissions import Role

PASSWORD = "show-me-crest-2026"  # noqa: S105 - printed with the logins, refused in production
FEDERATION_CODE = "FED"
SUPPLIERS_CODE = "SUPPLIERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplePerson:
    """One login of the demonstration."""

    email: str
    name: str
    role: Role
    tenant: str
    workplaces: tuple[str, ...] = ()


PEOPLE: tuple[ExamplePerson, ...] = (
    ExamplePerson(
        email="officer@lotus.example", name="Dara Example", role=Role.EDIT, tenant="LOTUS"
    ),
    ExamplePerson(
        email="admin@lotus.example", name="Sophea Example", role=Role.ADM, tenant="LOTUS"
    ),
    ExamplePerson(
        email="director@lotus.example", name="Vanna Example", role=Role.VIEW, tenant="LOTUS"
    ),
    ExamplePerson(
        email="plant@lotus.example",
        name="Bopha Example",
        role=Role.SITE,
        tenant="LOTUS",
        workplaces=("PP1",),
    ),
    ExamplePerson(
        email="officer@river.example", name="Rith Example", role=Role.EDIT, tenant="RIVER"
    ),
    ExamplePerson(
        email="officer@stone.example", name="Channary Example", role=Role.EDIT, tenant="STONE"
    ),
    ExamplePerson(
        email="officer@gulf.example", name="Piseth Example", role=Role.EDIT, tenant="GULF"
    ),
    ExamplePerson(
        email="admin@federation.example",
        name="Kunthea Example",
        role=Role.FADM,
        tenant=FEDERATION_CODE,
    ),
    ExamplePerson(
        email="programme@federation.example",
        name="Makara Example",
        role=Role.FPO,
        tenant=FEDERATION_CODE,
    ),
    ExamplePerson(
        email="analyst@federation.example",
        name="Sreymom Example",
        role=Role.FAN,
        tenant=FEDERATION_CODE,
    ),
    # answers for the suppliers that answered for themselves; sees nothing of its buyers
    ExamplePerson(
        email="respondent@suppliers.example",
        name="Supplier Example",
        role=Role.SUP,
        tenant=SUPPLIERS_CODE,
    ),
)
