"""What help says without anybody's file: what each page answers, how each report is had, what words mean."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.i18n import N_
from dashboard.pages.base.menu import carrying, menu
from dashboard.ui.controls import Child

ANSWERS = {
    "/": N_("What needs me today, in every region: what changed since my last visit, and the numbers side by side."),
    "/subscriptions": N_(
        "Who is new, whose subscription ends or renews, who pays for licences nobody uses, who is over the limit. "
        "Every number leads to its rows and to its proof."
    ),
    "/changes": N_("Why a number is another than last week, or than on any date: each cause with its customers."),
    "/calling": N_("How much customers call, whose calls sound bad and on which devices, which features they use."),
    "/queues": N_("How long callers wait in call queues, and how many hang up."),
    "/renewals": N_("What ends or renews next, the most at risk first, each point of the risk with its reason."),
    "/customers": N_(
        "Every customer with its statuses: search, filter, tag, assign and start trials, for one or for many at once. "
        "A customer's page has a brief to print for a review meeting."
    ),
    "/quality": N_("What is wrong or missing in the data, which numbers it touches, and what to do about it."),
    "/reports": N_("Tables as files: made now or by schedule, in Excel or CSV, mailed if you like."),
    "/alerts": N_("What was told to whom when a number crossed a limit, and the rules that watch."),
    "/data": N_("Load files of reports, see first what they change, and take an import back."),
    "/settings": N_("A region's own rules, its price list, notes in charts, and the contact of the help desk."),
    "/users": N_("Who may sign in, with which role, and who looks after which customers."),
    "/audit": N_("Who did what and when."),
    "/account": N_("Your language, theme, password, sessions and API tokens."),
    "/help": N_("This page."),
}
"""What a page answers, by its address."""

_OF_PARTNER = N_(
    "Partner Hub, Reports, Templates: choose %(name)s and the region, let it be made, and download it when it is done. "
    "Load the file, zipped or not, on the page Data."
)
_OF_CUSTOMER = N_("Control Hub of the customer, Reports, Templates: choose %(name)s and the days, and download it.")
_OWN = N_("No report of the provider has it: fill in the empty file that the page Data offers under Formats.")

REPORTS: tuple[tuple[str, str, str], ...] = (
    ("Subscription Details", _OF_PARTNER, N_("Weekly: subscriptions, trials, licences, renewal dates.")),
    (
        "Calling Usage Detail",
        _OF_PARTNER,
        N_("Weekly: calls, minutes and quality by customer. Choose one whole week, Sunday to Saturday."),
    ),
    ("Devices", _OF_PARTNER, N_("When you want it: the devices of all customers.")),
    ("Phone Numbers", _OF_PARTNER, N_("When you want it: the phone numbers of all customers.")),
    ("Webex App Versions", _OF_PARTNER, N_("When you want it: the versions of the app in use.")),
    (
        "Call Queue Stats",
        _OF_CUSTOMER,
        N_("Weekly: calls and waits of each call queue. The file names no customer: you name it as you load the file."),
    ),
    (
        "Detailed Call History",
        _OF_CUSTOMER,
        N_("Every call leg with its device and its features. A webhook of the provider can send them by itself."),
    ),
    ("Call Legs", _OWN, N_("Call legs with measured jitter, latency and packet loss.")),
    ("Customers", _OWN, N_("Names, countries, who manages the customer, when its administrators signed in.")),
    ("Users", _OWN, N_("E-mail addresses of users, to find a customer by.")),
    ("Orders", _OWN, N_("Orders and invoices of subscriptions, with amounts.")),
)
"""Kind of file, how it is had, what it brings."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (N_("As-of date"), N_("The day that a page speaks of. Any past day can be chosen; nothing younger is looked at.")),
    (
        N_("Snapshot"),
        N_("What a report of subscriptions says on its day. The newest by the as-of date counts."),
    ),
    (N_("Subscription"), N_("What a customer bought, or tries: trials count unless one is named.")),
    (N_("Purchased, assigned, used"), N_("Licences that were bought, given to users, used at least once.")),
    (N_("Overage"), N_("Licences that are assigned beyond the purchased ones.")),
    (N_("Peak use"), N_("The highest number of used licences in a stretch of weeks.")),
    (N_("Right-sizing"), N_("The licences that are needed: the peak use and a margin on it.")),
    (N_("Week"), N_("Sunday to Saturday in UTC, named by its Sunday.")),
    (N_("Call leg"), N_("One party's part of a call; a call has at least one.")),
    (
        N_("Poor quality"),
        N_("A call leg with too much jitter, latency or packet loss: the region's rule sets the limits."),
    ),
    (N_("Abandonment rate"), N_("Callers who hung up in a queue, of all who called it.")),
    (N_("Region"), N_("Where a customer's data lies. Numbers of regions are never added.")),
    (N_("Not known"), N_("A dash: no report says it. It is never counted as zero.")),
)
"""Words of the field, and what they mean here."""


def pages_part(query: str) -> html.Dl:
    """What each page answers that the reader may open; its links keep the query."""
    pages = [(href, label) for group in menu("/help", query) for href, _icon, label, _here in group]
    answers = [(html.A(label, href=href), ANSWERS.get(href.partition("?")[0])) for href, label in pages]
    return _terms([(link, gettext(answer)) for link, answer in answers if answer])


def reports_part(query: str) -> list[Child]:
    """How each kind of file is had, and where it is brought."""
    lines: list[tuple[Child, str]] = [
        (gettext(name), f"{gettext(brings)} {gettext(way) % {'name': name}}") for name, way, brings in REPORTS
    ]
    if not may(current_user, "imports"):
        return [_terms(lines)]
    return [_terms(lines), html.P(html.A(gettext("To the page Data"), href=carrying("/data", query)))]


def glossary_part() -> html.Dl:
    """What words mean."""
    return _terms([(gettext(term), gettext(meaning)) for term, meaning in GLOSSARY])


def _terms(entries: Sequence[tuple[Child, str]]) -> html.Dl:
    return html.Dl([html.Div([html.Dt(term), html.Dd(text)]) for term, text in entries], className="guide")
