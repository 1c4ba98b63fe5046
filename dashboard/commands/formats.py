"""Which files can be imported: `formats`."""

import textwrap
from collections.abc import Iterator

import click

from dashboard.commands.session import Session
from dashboard.data.files.catalogue import KindHelp, catalogue, empty_file, kind_named
from dashboard.data.files.document import document
from dashboard.errors import NotFound, UsageError


@click.command("formats", epilog="Example: `formats 'Call Queue Stats'`")
@click.argument("kind", required=False, metavar="[KIND]")
@click.option("--empty", is_flag=True, help="An empty file of the kind, its headers alone, as CSV.")
@click.option("--markdown", is_flag=True, help="All kinds with all columns, as docs/files.md has them.")
@click.pass_obj
def formats_command(session: Session, kind: str | None, empty: bool, markdown: bool) -> None:
    """Name the kinds of file that can be imported, or the columns of one: required or not, meaning, example."""
    if markdown:
        session.console.out(document().rstrip())
        return
    if kind is None:
        if empty:
            raise UsageError("--empty: name the kind of file")
        for kind_help in catalogue():
            session.console.out(f"{kind_help.name}: {kind_help.period}")
        return
    try:
        chosen = kind_named(kind)
    except NotFound:
        names = ", ".join(entry.name for entry in catalogue())
        raise UsageError(f"{kind}: no such kind of file; there are {names}") from None
    for line in [empty_file(chosen.name).rstrip("\r\n")] if empty else _lines(chosen):
        session.console.out(line)


def _lines(kind: KindHelp) -> Iterator[str]:
    yield f"{kind.name}: {kind.period}"
    for column in kind.columns:
        need = "required" if column.required else "optional"
        yield f"  {column.english} ({need})" + (f", for example {column.example}" if column.example else "")
        yield textwrap.indent(textwrap.fill(column.meaning, 110), "      ")


COMMANDS = (formats_command,)
