"""What a digest says: a region after the other, in plain text and in HTML without anything that is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from html import escape

from babel.numbers import format_decimal, format_percent

from dashboard.access.accounts import User
from dashboard.access.overview import overview, question_in
from dashboard.data.alerts.evaluation import evaluate
from dashboard.data.alerts.history import named
from dashboard.data.alerts.subjects import Subject, at
from dashboard.data.overview.region_status import KEYS, Figure, Standing
from dashboard.data.query.question import PRODUCTS, Product, Question, View
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.data.subscriptions.sections import TABLES
from dashboard.i18n import N_, translated
from dashboard.reports.smtp import new_letter
from dashboard.services import Services
from dashboard.ui.formats import MINUS, is_nothing

_WEEK = timedelta(days=7)
_NAMED = 10
_LABELS = {metric.key: metric.label for metric in HEADLINE} | {
    "poor_rate": N_("Poor call quality"),
    "abandonment_rate": N_("Average abandonment rate"),
}
_PRODUCTS = {"meetings": "Meetings", "calling": "Calling"}


@dataclass(frozen=True)
class Moves:
    """Who entered and who left a section of a product in a region: how many, and the first names."""

    title: str
    product: str
    entered: int
    left: int
    names: tuple[tuple[str, ...], tuple[str, ...]]


def letter(services: Services, user: User) -> EmailMessage:
    """A user's digest of today."""
    language, today = user.language or services.settings.language or "en", services.settings.as_of()
    written = new_letter(services.settings, user.email, f"{translated(N_('Weekly digest'), language)} · {today}")
    parts = [(row, _moves(services, user, row)) for row in overview(services, user)]
    written.set_content(_text(services, parts, language))
    written.add_alternative(_html(services, parts, language), subtype="html")
    return written


def _moves(services: Services, user: User, row: Standing) -> list[Moves]:
    """What entered and left the sections in the week up to today."""
    question = None if row.down else question_in(services, user, services.regions[row.region])
    if question is None:
        return []
    before, moves = at(question, question.moment.as_of - _WEEK), []
    for table in TABLES:
        for product in PRODUCTS:
            pair = [_customers(asked, Subject(table), product) for asked in (question, before)]
            new, gone = pair[0] - pair[1], pair[1] - pair[0]
            names = tuple(named(question.scope, sorted(some)[:_NAMED]) for some in (new, gone))
            if new or gone:
                moves.append(Moves(table.short, product, len(new), len(gone), (names[0], names[1])))
    return moves


def _customers(question: Question, subject: Subject, product: Product) -> set[int]:
    return set(evaluate((replace(question, product=product), subject, View())).members.customers.tolist())


_Parts = Sequence[tuple[Standing, list[Moves]]]


def _text(services: Services, parts: _Parts, language: str) -> str:
    lines: list[str] = []
    for row, moves in parts:
        lines += [row.region, *(f"  {line}" for line in _facts(row, language)), *_told(moves, language)]
        lines += [f"  {_link(services, row)}"] if services.settings.public_url else []
        lines.append("")
    return "\n".join(lines)


def _html(services: Services, parts: _Parts, language: str) -> str:
    """A document of plain elements: no image, no style sheet, no script, nothing that is fetched."""
    body = ""
    for row, moves in parts:
        address = escape(_link(services, row)) if services.settings.public_url else ""
        link = f'<p><a href="{address}">{escape(row.region)}</a></p>' if address else ""
        items = "".join(f"<li>{escape(line)}</li>" for line in (*_facts(row, language), *_told(moves, language)))
        body += f"<h2>{escape(row.region)}</h2><ul>{items}</ul>{link}"
    return f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"></head><body>{body}</body></html>'


def _facts(row: Standing, language: str) -> list[str]:
    if row.down:
        return [translated(N_("The region is out of reach."), language)]
    shown = [f"{translated(N_('As of'), language)}: {row.data_as_of or '–'}"]
    for key in KEYS:
        shown.append(f"{translated(_LABELS[key], language)}: {_number(key, row.figures[key], language)}")
    if row.findings:
        shown.append(f"{translated(N_('Findings'), language)}: {row.findings}")
    return shown


def _number(key: str, figure: Figure, language: str) -> str:
    """A number with its change, of a rate in percentage points; an en dash where it is unknown."""
    if figure.now is None:
        return "–"
    rate, change = key.endswith("_rate"), figure.change or 0.0
    now = format_percent(figure.now, "#,##0.0 %", language) if rate else format_decimal(figure.now, locale=language)
    size = abs(change) * 100 if rate else abs(change)
    moved = format_decimal(size, "#,##0.0" if rate else None, locale=language)
    if is_nothing(moved):  # what rounds to nothing has not changed
        return now
    signed = f"{'+' if change > 0 else MINUS}{moved}"
    return f"{now} ({translated(N_('%(n)s pp'), language) % {'n': signed} if rate else signed})"


def _told(moves: list[Moves], language: str) -> list[str]:
    lines = []
    for move in moves:
        title = f"{translated(move.title, language)} ({_PRODUCTS[move.product]})"
        for word, number, names in (
            (N_("came in"), move.entered, move.names[0]),
            (N_("left"), move.left, move.names[1]),
        ):
            if number:
                more = ", …" if number > len(names) else ""
                lines.append(f"{title}: {number} {translated(word, language)}: {', '.join(names)}{more}")
    return lines


def _link(services: Services, row: Standing) -> str:
    return f"{services.settings.public_url.rstrip('/')}/subscriptions?region={row.region}"
