"""A day on the command line."""

from datetime import datetime

import click

_FIRST, _LAST = datetime(2000, 1, 1), datetime(2199, 12, 31)  # as everywhere: what anything here can be about


class _Day(click.DateTime):
    """A date of these two centuries: beyond them no sum of days can be counted on."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How the help names it."""
        return "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The day at midnight."""
        day: datetime = super().convert(value, param, ctx)
        if not _FIRST <= day <= _LAST:
            self.fail(f"{value!r} is not from {_FIRST:%Y-%m-%d} to {_LAST:%Y-%m-%d}.", param, ctx)
        return day


DAY = _Day()
