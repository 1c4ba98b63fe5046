"""What every part of a customer's page is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from dash import html

from dashboard.data.customers.detail import customer_summary
from dashboard.data.customers.profile import customer_profile
from dashboard.data.query.question import Question
from dashboard.services import services
from dashboard.ui.controls import Child


@dataclass(frozen=True)
class CustomerContext:
    """A customer as one user sees it; `question` has no filter."""

    question: Question
    profile: dict[str, Any]
    summary: dict[str, Any]
    today: date

    @property
    def key(self) -> int:
        """The customer's key in its region."""
        return int(self.profile["customer_key"])

    @property
    def org_id(self) -> str:
        """The customer's organisation id."""
        return str(self.profile["org_id"])

    def action(self, *path: str) -> str:
        """The address that a form of the page posts to."""
        ends = "/".join(quote(part, safe="") for part in (self.org_id, *path))
        return f"/customers/{ends}?{urlencode(self.query)}"

    @property
    def query(self) -> dict[str, str]:
        """The region and, unless it is today, the day, as the addresses of the page name them."""
        as_of = self.question.moment.as_of
        region = {"region": self.question.scope.region.code}
        return region if as_of == self.today else {**region, "as_of": as_of.isoformat()}


def customer_of(question: Question, org_id: str) -> CustomerContext:
    """The customer of an id. Raises NotFound, the same for an unknown one and for one the user may not see."""
    profile = customer_profile(question.scope, org_id)
    return CustomerContext(
        question, profile, customer_summary(question, profile["customer_key"]), services().settings.as_of()
    )


def named(row: Mapping[str, Any]) -> str:
    """What a subscription is called: a trial by the id under which lists show it, its own behind it."""
    own, shown = row["subscription_id"], row["enterprise_trial_id"] if row["trial"] else None
    return f"{shown} ({own})" if shown and shown != own else str(own)


def section(title: str, parts: Sequence[Child]) -> html.Section:
    """A part of a tab under its heading; the tables in it are the landmarks."""
    return html.Section([html.H2(title, className="finding"), *parts], className="section")
