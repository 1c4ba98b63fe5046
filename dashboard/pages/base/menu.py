"""The menu: every page says its entry when it is registered, and the forms say theirs here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlencode

import dash
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.account.saved_views import home_of
from dashboard.access.rights import Right, may
from dashboard.days import stated_day
from dashboard.errors import Forbidden, RegionUnavailable
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.ui import shell
from dashboard.ui.icons import Icon

Group = Literal["analytics", "reports", "administration"]


@dataclass(frozen=True)
class Entry:
    """Where a page stands in the menu."""

    path: str
    icon: Icon
    label: str  # English message id
    right: Right | None = None  # what a role must have to see it
    group: Group = "analytics"


FORMS = (
    Entry("/data", "plus", N_("Data"), "imports", "administration"),
    Entry("/settings", "settings", N_("Settings"), "settings_edit", "administration"),
    Entry("/users", "people", N_("Users"), "users_view", "administration"),
    Entry("/audit", "table", N_("Audit log"), "audit_view", "administration"),
    Entry("/account", "account", N_("Account"), None, "administration"),
)
"""Pages that are no pages of Dash's."""


def menu(path: str, query: str = "") -> list[list[shell.Entry]]:
    """The entries that the user may open, by group, the one of the path as the current page.

    `query` is what they carry along.
    """
    shown = _shown()
    groups = [[_link(entry, path, query) for entry in shown if entry.group == group] for group in get_args(Group)]
    return [group for group in groups if group]


def addresses(query: str) -> dict[str, str]:
    """Where the links of the navigation lead, by path; "" is the product's name."""
    return {"": carrying("/", query), **{entry.path: _address(entry, query) for entry in _shown()}}


def _shown() -> list[Entry]:
    entries: Iterable[Entry] = [*FORMS, *(page["menu"] for page in dash.page_registry.values() if page["menu"])]
    return [entry for entry in entries if entry.right is None or may(current_user, entry.right)]


def _link(entry: Entry, path: str, query: str) -> shell.Entry:
    return _address(entry, query), entry.icon, gettext(entry.label), entry.path == path


def _address(entry: Entry, query: str) -> str:
    return carrying(entry.path, query or (_overview_itself() if entry.path == "/" else ""))


def _overview_itself() -> str:
    """What leads to the overview whoever begins elsewhere: `/` alone leads to their first page."""
    begins = home_of(services().store, current_user) is not None
    return f"as_of={services().settings.as_of().isoformat()}" if begins else ""


def kept(arguments: Mapping[str, Any]) -> str:
    """What the links of a page that asks no question keep of its address: the region and the day, as `carried` has
    them of one that does. "" for what the user may not see or means nothing."""
    try:
        codes = list(request_scope.scopes("customers"))
    except (Forbidden, RegionUnavailable):
        return ""
    region, day = str(arguments.get("region") or ""), stated_day(str(arguments.get("as_of") or ""))
    return kept_of(region if region in codes[1:] else "", day)


def kept_of(region: str, day: date | None) -> str:
    """A query string of a region that is not the first, and of a day that is not today."""
    parameters = {"region": region, "as_of": day.isoformat() if day and day != services().settings.as_of() else ""}
    return urlencode({name: text for name, text in parameters.items() if text})


def carrying(path: str, query: str) -> str:
    """The address of a page that keeps the query string."""
    return f"{path}?{query}" if query else path
