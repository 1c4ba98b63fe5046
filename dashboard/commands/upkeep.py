"""Looking after the databases: `upgrade`, `backup`, `restore`, `doctor`."""

import click

from dashboard.checkup import checkup
from dashboard.commands.session import Session
from dashboard.data.backup import backup, databases, restore
from dashboard.services import upgrade_all


@click.command("upgrade", epilog="Example: `upgrade`, after installing a new version")
@click.option("--distribute", is_flag=True, help="Spread every region over its Citus cluster; see docs/citus.md.")
@click.pass_obj
def upgrade_command(session: Session, distribute: bool) -> None:
    """Bring every database to this version's schema."""
    for name in upgrade_all(session.settings, distribute) or ["nothing: every database"]:
        session.console.out(f"{name} is up to date")


@click.command("backup", epilog="Example: `backup /srv/backups/monday`")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def backup_command(session: Session, directory: str) -> None:
    """Save the store and every region into a new directory, while the server runs if it does."""
    with session.open() as services:
        found = databases(services.store, services.regions)
        saved = backup(found, session.path(directory), session.console.progress)
    for name, rows in saved.items():
        session.console.out(f"{name}: {rows} rows saved")


@click.command("restore", epilog="Example: `restore /srv/backups/monday`")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def restore_command(session: Session, directory: str) -> None:
    """Replace the store and every saved region by what a backup holds."""
    with session.open() as services:
        found = databases(services.store, services.regions)
        restored = restore(found, session.path(directory), session.console.progress)
    for name, rows in restored.items():
        session.console.out(f"{name}: {rows} rows restored")


@click.command("doctor", epilog="Example: `doctor && echo all is well`")
@click.pass_context
def doctor_command(context: click.Context) -> None:
    """Check configuration, databases and freshness; exit code 1 on a fault."""
    session: Session = context.obj
    findings = checkup(session.settings, session.open)
    for finding in findings:
        session.console.out(f"{finding.level:5} {finding.text}")
    context.exit(1 if any(finding.level == "FAULT" for finding in findings) else 0)


COMMANDS = (upgrade_command, backup_command, restore_command, doctor_command)
