"""`crest user`: accounts, the first of them included."""

import secrets
import sys

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.domain.permissions import Role, TenantKind
from crest.services.members import add_tenant, is_made
from crest.services.password_links import make_link
from crest.services.second_factor import forget_factor
from crest.services.users import NewAccount, add_account, disable_account, list_accounts

_FEDERATION_CODE = "federation"
_LOCAL = "http://localhost:8000"


@click.group("user")
def user_group() -> None:
    """Make, list and close accounts."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--tenant", "tenant_code", help="Code of the tenant; the federation's by default.")
@click.option("--federation", help="Make the federation under this name first, if it is not there.")
@click.option("--member", help="Make a member company under this name and --tenant first.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_command(  # noqa: PLR0913  # one argument for each option
    email: str,
    *,
    name: str,
    role: str,
    tenant_code: str | None,
    federation: str | None,
    member: str | None,
    password_stdin: bool,
) -> None:
    """Give EMAIL a role, and an account where it has none; prints the password it made, once."""
    runtime = open_installation()
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(15)
    code = tenant_code or _FEDERATION_CODE
    wanted = NewAccount(
        email=email, name=name, role=Role(role), tenant_code=code, password=password
    )
    now = runtime.clock()
    with database_session(runtime) as session:
        for kind, title in ((TenantKind.FEDERATION, federation), (TenantKind.MEMBER, member)):
            if title and not is_made(session, kind=kind, code=code, name=title):
                add_tenant(session, kind=kind, code=code, name=title, now=now)
        is_new = add_account(session, wanted, passwords=runtime.passwords, now=now)
    click.echo(f"{email}: {role} of {code}")
    if is_new and not password_stdin:
        click.echo(f"password (shown once): {password}")


@user_group.command("list")
@click.option("--tenant", "tenant_code", help="Only this tenant.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_command(tenant_code: str | None, *, as_json: bool) -> None:
    """List the accounts, one line for each role."""
    with database_session(open_installation()) as session:
        accounts = list_accounts(session, tenant_code=tenant_code)
    lines = [
        {
            "email": account.email,
            "name": account.name,
            "role": account.role.value if account.role else None,
            "tenant": account.tenant_code,
            "disabled": account.disabled,
        }
        for account in accounts
    ]
    if as_json:
        print_json({"users": lines})
        return
    for line in lines:
        ending = "  disabled" if line["disabled"] else ""
        click.echo(f"{line['email']:<40} {line['role'] or '-':<5} {line['tenant'] or '-'}{ending}")


@user_group.command("disable")
@click.argument("email")
def disable_command(email: str) -> None:
    """Close the account of EMAIL; its sessions end at once."""
    runtime = open_installation()
    with database_session(runtime) as session:
        disable_account(session, email, now=runtime.clock())
    click.echo(f"{email}: closed")


@user_group.command("reset-link")
@click.argument("email")
def reset_link_command(email: str) -> None:
    """Print a link with which EMAIL chooses a new password: once, within 24 hours."""
    runtime = open_installation()
    with database_session(runtime) as session:
        token = make_link(session, email, now=runtime.clock())
    base = runtime.settings.base_url or _LOCAL
    click.echo(f"{base.rstrip('/')}/login/password/{token}")


@user_group.command("forget-second-factor")
@click.argument("email")
def forget_second_factor_command(email: str) -> None:
    """Forget telephone and recovery codes of EMAIL, who lost both; sets them up anew."""
    runtime = open_installation()
    with database_session(runtime) as session:
        had_one = forget_factor(session, email, now=runtime.clock())
    click.echo(f"{email}: {'forgotten' if had_one else 'there was none'}")
