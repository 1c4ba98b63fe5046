"""A day on the command line."""

from datetime import datetime

import click


class _Day(click.DateTime):
    """A date of these two centuries: beyond them no sum of days can be counted on."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How the help names it."""
        return "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The day at midnight."""
        from dashboard.days import FIRST_DAY, LAST_DAY

        day: datetime = super().convert(value, param, ctx)
        if not FIRST_DAY <= day.date() <= LAST_DAY:
            self.fail(f"{value!r} is not from {FIRST_DAY} to {LAST_DAY}.", param, ctx)
        return day


DAY = _Day()
