"""Bodies of what is to be done about customers, of rules that watch, and of a region's own rules. What is not given
stays; null takes away."""

from dataclasses import fields
from typing import Literal

from pydantic import Field, create_model

from dashboard.api.base.bodies import Body, Text
from dashboard.data.customers.work import MOST_AT_ONCE
from dashboard.data.storage.rules import Rules

State = Literal["open", "contacted", "quoted", "will_renew", "will_not_renew"]
Way = Literal["entered", "left", "either", "above", "below"]
Number = int | float | None


class WorkBody(Body):
    """Whose a customer is and what is next."""

    owner: str | None = Field(default=None, description="The address of a user who may see the customer.")
    next_step: str | None = Field(default=None, examples=["Send the offer"])
    due_on: str | None = Field(default=None, json_schema_extra={"format": "date"}, examples=["2026-11-27"])


class ManyWorkBody(Body):
    """The same change for many customers, all or none."""

    customers: list[str] = Field(min_length=1, max_length=MOST_AT_ONCE, description="Organisation IDs.")
    change: WorkBody


class RenewalBody(Body):
    """How a renewal stands, and the licences that are expected after it."""

    state: State = "open"
    meetings_forecast: int | None = None
    calling_forecast: int | None = None


class PairBody(Body):
    """A subscription of a customer."""

    org_id: Text
    subscription_id: Text


class ManyRenewalsBody(Body):
    """The same change for many subscriptions, all or none."""

    subscriptions: list[PairBody] = Field(min_length=1, max_length=MOST_AT_ONCE)
    change: RenewalBody


class AlertBody(Body):
    """A rule: what it watches, of whom, when it tells and how. Of a change every field may be left out."""

    name: str = ""
    region: str = Field(default="", examples=["EU"])
    subject: str = Field(default="", description="A table, or a KPI: `GET /alerts` lists them.", examples=["expiring"])
    product: Literal["meetings", "calling"] = "meetings"
    filters: dict[str, str] | list[list[str]] = Field(default={}, examples=[{"days_left": "<=30"}])
    tags: list[str] = []
    way: Way = Field(default="entered", description="Of a table the first three, of a KPI the last two.")
    threshold: Number = Field(default=None, description="Of a KPI; a share as 0..1.")
    mail: bool = False
    webhook: str | None = None
    shared: bool = False
    managed_by: Literal["external", "own"] | None = None
    search: str = ""
    paused: bool = False


class AlertPreviewBody(AlertBody):
    """A rule to try out."""

    recipient: str = Field(default="", description="For whom; of full administrators.")


RulesBody: type[Body] = create_model(
    "RulesBody",
    __base__=Body,
    __doc__="A region's own rules.",
    **{rule.name: (Number, Field(default=rule.default)) for rule in fields(Rules)},  # type: ignore[call-overload]
)
