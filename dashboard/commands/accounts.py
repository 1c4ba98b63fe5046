"""Users and tokens: `user add`, `user password`, `user assign`, `token create`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args

import click

from dashboard.commands.session import Session
from dashboard.roles import Role

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def _asked(_context: click.Context, _parameter: click.Parameter, password: str | None) -> str:
    """The password, asked for twice on a terminal, so that no history keeps it."""
    if password:
        return password
    if not sys.stdin.isatty():
        raise click.UsageError("no password: set DASHBOARD_PASSWORD, or call this on a terminal to be asked")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


_password = click.option(
    "--password",
    envvar="DASHBOARD_PASSWORD",
    callback=_asked,
    hidden=True,
    help="From DASHBOARD_PASSWORD, or asked for.",
)


@click.group()
def user() -> None:
    """Who may sign in."""


@user.command("add", epilog="Example: `user add ana@example.com --role read_only_admin`")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(get_args(Role)), help="What they may see and do.")
@_password
@click.pass_obj
def user_add(session: Session, email: str, role: str, password: str) -> None:
    """Add a user."""
    from dashboard.access.accounts import add_user

    with _store(session) as store:
        added = add_user(store, email, role, password)
    session.console.out(f"added {added.email} as {added.role}")


@user.command("password", epilog="Example: `user password ana@example.com`")
@click.argument("email")
@_password
@click.pass_obj
def user_password(session: Session, email: str, password: str) -> None:
    """Set a user's password; it ends their sessions."""
    from dashboard.access.accounts import set_password

    with _store(session) as store:
        set_password(store, email, password)
    session.console.out(f"password of {email} changed")


@user.command("assign", epilog="Example: `user assign ana@example.com 3f2a9c1e-0c5e-4b1c-9a56-0d5a5f0f3a77`")
@click.argument("email")
@click.argument("org_ids", nargs=-1, required=True, metavar="ORG_ID...")
@click.pass_obj
def user_assign(session: Session, email: str, org_ids: tuple[str, ...]) -> None:
    """Add customers to those that a partner admin looks after."""
    from dashboard.access.assignments import assign, org_id_of

    asked = {org_id_of(text) for text in org_ids}
    with session.open() as services:
        new = assign(services, email, asked)
    session.console.out(f"{new} new, {len(asked) - new} assigned already")


@click.group()
def token() -> None:
    """Personal tokens of the HTTP API."""


@token.command("create", epilog="Example: `token create ana@example.com`")
@click.argument("email")
@click.pass_obj
def token_create(session: Session, email: str) -> None:
    """Print a new token of a user, this once."""
    from dashboard.access.tokens import create_token

    with _store(session) as store:
        session.console.out(create_token(store, email))


@contextmanager
def _store(session: Session) -> Iterator["Engine"]:
    """The store without the regions: those may be a server's, and nothing of theirs is needed."""
    from dashboard.services import open_ready_store

    store = open_ready_store(session.settings)
    try:
        yield store
    finally:
        store.dispose()


COMMANDS = (user, token)
