"""Bodies of what people keep: notes on customers, views, schedules, digests. In a change what is not given stays."""

from typing import Literal

from pydantic import Field

from dashboard.api.base.bodies import Body, Text
from dashboard.reports.limits import WEEKS_MOST

Every = Literal["daily", "weekly", "monthly"]
Format = Literal["csv", "csv-bom", "csv-semicolon", "csv-semicolon-bom", "xlsx"]
Mail = Literal["none", "link", "attachment"]


class NoteBody(Body):
    """A note on a customer."""

    text: str = Field(min_length=1, max_length=20_000, pattern=r"\S", examples=["They said yes."])


class ViewBody(Body):
    """A view to keep; one of the same page and name is replaced."""

    page: Text = Field(examples=["/renewals"])
    name: Text = Field(examples=["Mine"])
    query: str = Field(default="", description="The query string of its address.", examples=["region=EU&days=30"])
    shared: bool = False


class ViewChangeBody(Body):
    """What changes of a view."""

    name: Text = Field(default_factory=str)
    query: str = Field(default_factory=str)
    shared: bool = Field(default_factory=bool)
    start: bool = Field(default_factory=bool, description="Whether its page begins with it.")
    home: bool = Field(default_factory=bool, description="Whether its owner begins with it after signing in.")


class ScheduleBody(Body):
    """A report that is made by itself."""

    template: Text = Field(examples=["subscription_details"])
    region: Text = Field(examples=["EU"])
    every: Every
    at: Text = Field(description="Local to the zone.", examples=["06:30"])
    zone: Text = Field(examples=["Europe/Berlin"])
    weekday: int = Field(default=1, ge=1, le=7, description="1 is Monday, of weekly ones.")
    day: int = Field(default=1, ge=1, le=31, description="Of monthly ones; 31 is the last day.")
    weeks: int = Field(default=1, ge=1, le=WEEKS_MOST, description="Completed weeks, of usage.")
    headers: Literal["en", "de"] = "en"
    mail: Mail = "none"
    format: Format = "csv"
    recipients: list[str] = Field(
        default=[],
        max_length=20,
        description="Addresses of users who get it too, each with the customers they may see.",
    )


class ScheduleChangeBody(Body):
    """What changes of a schedule."""

    template: Text = Field(default_factory=str)
    region: Text = Field(default_factory=str)
    every: Every = Field(default_factory=lambda: "weekly")
    at: Text = Field(default_factory=str)
    zone: Text = Field(default_factory=str)
    weekday: int = Field(default_factory=int, ge=1, le=7)
    day: int = Field(default_factory=int, ge=1, le=31)
    weeks: int = Field(default_factory=int, ge=1, le=WEEKS_MOST)
    headers: Literal["en", "de"] = Field(default_factory=lambda: "en")
    mail: Mail = Field(default_factory=lambda: "none")
    format: Format = Field(default_factory=lambda: "csv")
    recipients: list[str] = Field(default_factory=list, max_length=20)


class DigestBody(Body):
    """When the weekly mail goes out."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday.")
    at: Text = Field(examples=["06:30"])
    zone: Text = Field(examples=["Europe/Berlin"])
