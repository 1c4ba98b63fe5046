"""Runs a command line and turns whatever happens into an exit code and one line."""

import traceback
from collections.abc import Sequence

import click

from dashboard.commands.session import Session
from dashboard.errors import DashboardError, UsageError, told


def run(command: click.Command, arguments: Sequence[str], session: Session) -> int:
    """Exit code of a command: 0 done, 1 failed, 2 wrong usage. Every failure is one line on the console."""
    try:
        code = command.main(list(arguments), "python -m dashboard", standalone_mode=False, obj=session)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        session.console.out(error.format_message())
        return 2
    except (click.UsageError, UsageError) as error:
        return _failed(session, error, 2)
    except (click.ClickException, DashboardError) as error:
        return _failed(session, error, 1)
    except (click.Abort, KeyboardInterrupt):
        session.console.err("Stopped.")
        return 1
    except BrokenPipeError:
        raise  # who read the output went away: nobody is left to be told here
    except Exception as error:
        if session.settings.debug:
            session.console.err(traceback.format_exc())
        session.console.err(told(error))
        return 1


def _failed(session: Session, error: Exception, code: int) -> int:
    text = error.format_message() if isinstance(error, click.ClickException) else str(error)
    session.console.err(f"Error: {_one_line(text)}")
    return code


def _one_line(text: str) -> str:
    return " ".join(text.split())
