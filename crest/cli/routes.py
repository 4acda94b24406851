"""`crest routes`: every address with its methods and permission."""

import json

import click

from crest.app import create_app
from crest.web.guards import list_routes


@click.command("routes")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def routes_command(*, as_json: bool) -> None:
    """List every address, its methods and the permission it needs."""
    routes = list_routes(create_app())
    if as_json:
        click.echo(json.dumps({"routes": [route._asdict() for route in routes]}))
        return
    for route in routes:
        click.echo(f"{','.join(route.methods):8} {route.address:60} {route.permission}")
