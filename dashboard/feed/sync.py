"""`sync`: orders reports of a region, waits for them, and imports them like any other file.

An order is written down before it is waited for (`<data_dir>/sync/<region>.json`), so that a call that was stopped
goes on with it instead of ordering again.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.data.files.kinds import KINDS
from dashboard.data.storage.weeks import WEEK, completed_week, sunday
from dashboard.errors import Blank, UsageError
from dashboard.feed.partner_reports import Client, ReportFailed, Template

LOOKS, PAUSE = 120, 15.0  # half an hour
_WEEKLY = {kind.name.lower() for kind in KINDS if kind.period == "week"}
_DAILY = {kind.name.lower() for kind in KINDS if kind.period == "day"}
_KNOWN = {kind.name.lower() for kind in KINDS}

Import = Callable[[Path, date | None], bool]
"""Imports a file, of its week or day if need be; False when rows were rejected. Raises Blank without a row."""
Days = tuple[date, date]
"""The first and the last."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """A report that was ordered: whose template, which days, the provider's id of it."""

    title: str
    start: date
    end: date
    report_id: str

    @property
    def period(self) -> date | None:
        """The week that a usage report counts, or the day of an inventory; None for a report with dates of its own."""
        return self.start if self.title.lower() in _WEEKLY | _DAILY else None


@dataclass(frozen=True)
class Sync:
    """One region's reports."""

    client: Client
    region: str
    folder: Path  # of orders and downloads
    load: Import
    tell: Tell

    def run(self, titles: Sequence[str], today: date, days: Days | None = None) -> bool:
        """Fetches these templates' reports of these days, else the newest; without titles all that can be imported.

        True when no row was rejected. Raises UsageError for a title that nobody has, DashboardError for a failure.
        """
        templates = wanted(self.client.templates(), titles)
        wishes = [(template, span) for template in templates for span in _spans(template, today, days)]
        for template in templates:
            if days and template not in [wish for wish, _span in wishes]:
                self.tell(f"{template.title}: no complete week in {days[0]} to {days[1]}")
        clean = [self._fetch(template, span, exact=days is not None) for template, span in wishes]
        return all(clean)

    def _fetch(self, template: Template, span: Days, *, exact: bool) -> bool:
        order, address = self._ordered(template, span, exact=exact)
        path = self.folder / f"{self.region}-{template.template_id}.part"
        try:
            self.client.download(address, path)
            clean = self.load(path, order.period)
        except Blank:
            self.tell(f"{order.title}: no data for {self.region} in {order.start} to {order.end}")
            clean = True
        finally:
            path.unlink(missing_ok=True)
        self._forget(order)
        return clean

    def _ordered(self, template: Template, span: Days, *, exact: bool) -> tuple[Order, str]:
        """An order that is done and the address of its file: one that was begun earlier, else a new one.

        `exact`: an earlier one of other days is left for later.
        """
        for order in self._known():
            if order.title == template.title and (not exact or (order.start, order.end) == span):
                self.tell(f"{order.title}: going on with report {order.report_id}")
                if address := self._awaited(order):
                    return order, address
                self._forget(order)
        start, end = span
        new_order = Order(template.title, start, end, self.client.create(template, start, end, self.region))
        self._note([*self._known(), new_order])
        self.tell(f"{new_order.title}: ordered {start} to {end} as report {new_order.report_id}")
        address = self._awaited(new_order)
        if address is None:
            raise UsageError(
                f"report {new_order.report_id}: the provider does not know what it has just taken; try again"
            )
        return new_order, address

    def _awaited(self, order: Order) -> str | None:
        """The address of an order's file. An order that failed is forgotten: the next call makes a new one."""
        try:
            return self.client.wait(order.report_id, PAUSE, LOOKS)
        except ReportFailed:
            self._forget(order)
            raise

    def _forget(self, order: Order) -> None:
        self._note([other for other in self._known() if other != order])

    @property
    def _list(self) -> Path:
        return self.folder / f"{self.region}.json"

    def _known(self) -> list[Order]:
        try:
            return list(_orders(json.loads(self._list.read_text())))
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _note(self, orders: Sequence[Order]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._list.with_suffix(".new")
        part.write_text(json.dumps([vars(order) for order in orders], default=str))
        part.replace(self._list)


def _orders(noted: Any) -> Iterator[Order]:
    for fields in noted:
        days = date.fromisoformat(fields["start"]), date.fromisoformat(fields["end"])
        yield Order(str(fields["title"]), *days, str(fields["report_id"]))


def wanted(templates: Sequence[Template], titles: Sequence[str]) -> list[Template]:
    """The templates of these titles, whatever their case; without titles those that can be imported."""
    by_title = {template.title.lower(): template for template in templates}
    unknown = [title for title in titles if title.lower() not in by_title]
    if unknown:
        names = ", ".join(template.title for template in templates)
        raise UsageError(f"--template {unknown[0]}: unknown; the provider has {names}")
    return [by_title[title.lower()] for title in titles or by_title if title.lower() in _KNOWN or titles]


def _spans(template: Template, today: date, days: Days | None) -> list[Days]:
    """What to order: the newest, or for these days each complete week that they touch, their last day, or all."""
    newest = template.newest or today - timedelta(days=1)
    if days is None:
        return [_newest(template, newest)]
    start, end = days
    if template.title.lower() in _WEEKLY:
        weeks = [sunday(start) + WEEK * number for number in range((sunday(end) - sunday(start)) // WEEK + 1)]
        spans = [(week, week + WEEK - timedelta(days=1)) for week in weeks]
        return [span for span in spans if span[1] <= newest]
    return [(end, end)] if template.title.lower() in _DAILY else [days]


def _newest(template: Template, newest: date) -> Days:
    """The last complete week for a weekly report, else the newest day."""
    if template.title.lower() in _WEEKLY:
        week = completed_week(newest + timedelta(days=1))
        return week, week + WEEK - timedelta(days=1)
    return newest, newest
