"""Looking after the databases: `upgrade`, `backup`, `restore`, `doctor`."""

import click

from dashboard.commands.session import Session


@click.command("upgrade", epilog="Example: `upgrade`, after installing a new version")
@click.option("--distribute", is_flag=True, help="Spread every region over its Citus cluster; see docs/citus.md.")
@click.pass_obj
def upgrade_command(session: Session, distribute: bool) -> None:
    """Bring every database to this version's schema."""
    from dashboard.services import upgrade_all

    for name in upgrade_all(session.settings, distribute) or ["nothing: every database"]:
        session.console.out(f"{name} is up to date")


@click.command("init", epilog="Example: `init && restore /srv/backups/monday`, on a new machine")
@click.pass_obj
def init_command(session: Session) -> None:
    """Begin with empty databases where none are; what is there stays as it is."""
    from dashboard.services import begin

    for code in begin(session.settings):
        session.console.out(f"{code}: begun, empty")
    session.console.out("every database is there")


@click.command("backup", epilog="Example: `backup /srv/backups/monday`")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def backup_command(session: Session, directory: str) -> None:
    """Save the store and every region into a new directory, while the server runs if it does."""
    from dashboard.data.storage.backup import backup, databases
    from dashboard.services import refuse_nothing_there

    refuse_nothing_there(session.settings)
    with session.open() as services:
        every = databases(services.store, services.regions)
        saved = backup(every, session.path(directory), session.console.progress)
    for name, rows in saved.items():
        session.console.out(f"{name}: {rows} rows saved")


@click.command("restore", epilog="Example: `restore /srv/backups/monday`")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def restore_command(session: Session, directory: str) -> None:
    """Replace the store and every saved region by what a backup holds: all of them, or none."""
    from dashboard.data.storage.backup import databases, restore
    from dashboard.services import refuse_nothing_there

    refuse_nothing_there(session.settings)
    with session.open() as services:
        every = databases(services.store, services.regions)
        restored = restore(every, session.path(directory), session.console.progress)
    for name, rows in restored.items():
        session.console.out(f"{name}: {rows} rows restored")


@click.command("doctor", epilog="Example: `doctor && echo all is well`")
@click.pass_context
def doctor_command(context: click.Context) -> None:
    """Check configuration, databases and freshness; exit code 1 on a fault."""
    from dashboard.checkup import checkup

    session: Session = context.obj
    findings = checkup(session.settings, session.open)
    for finding in findings:
        session.console.out(f"{finding.level:5} {finding.text}")
    context.exit(1 if any(finding.level == "FAULT" for finding in findings) else 0)


COMMANDS = (init_command, upgrade_command, backup_command, restore_command, doctor_command)
