"""The bodies that the API takes: declared once, checked by their types, described by `/openapi.json`."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dashboard.data.storage.texts import torn
from dashboard.errors import BadParameter, Invalid
from dashboard.reports.limits import WEEKS_MOST

Text = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"\S")]


class Body(BaseModel):
    """A JSON object whose fields are exactly these, of exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TagsBody(Body):
    """A customer's tags: they replace those that it has."""

    tags: list[str] = Field(max_length=50, examples=[["Gold"]])


class ManyTagsBody(Body):
    """What to do with tags of many customers."""

    customers: list[str] = Field(max_length=10_000, description="Organisation IDs.")
    way: Literal["add", "replace", "remove"]
    tags: list[str] = Field(max_length=50, examples=[["Gold"]])


class RenameBody(Body):
    """A tag's old and new name."""

    old: Text = Field(alias="from", examples=["Gold"])
    new: Text = Field(alias="to", examples=["Silver"])


class TrialBody(Body):
    """A trial to start."""

    licences: dict[str, int] = Field(description="Licences by product.", examples=[{"meetings": 25}])
    days: int = Field(description="30, 60 or 90.", examples=[30])


class ReportBody(Body):
    """A report to be made."""

    template: Text = Field(examples=["subscription_details"])
    region: Text = Field(examples=["EU"])
    weeks: int = Field(default=1, ge=1, le=WEEKS_MOST, description="Completed weeks, of usage.")
    headers: Literal["en", "de"] = Field(default="en", description="The language of the header and of closed values.")
    format: Literal["csv", "csv-bom", "csv-semicolon", "csv-semicolon-bom", "xlsx"] = "csv"


class FilterBody(Body):
    """A filter as an address writes it."""

    column: Text
    filter: Text


class NewTemplateBody(Body):
    """A template of a report, or of any table as it is shown."""

    name: Text = Field(examples=["Expiring soon, Gold"])
    base: Text = Field(description="A report or a table by its name.", examples=["expiring"])
    columns: list[str] = Field(default=[], max_length=500, description="Column keys, empty for all.")
    filters: list[FilterBody] = Field(default=[], max_length=100)
    shared: bool = Field(default=False, description="Others may run it too, each over the customers they may see.")
    narrowed: str = Field(
        default="",
        max_length=2_000,
        description="What narrows its page, as an address states it: product, tag, managed_by, q, days …",
        examples=["product=calling&tag=Gold"],
    )


class TemplateBody(Body):
    """What changes of a template; what is not given stays."""

    name: Text | None = None
    columns: list[str] | None = Field(default=None, max_length=500, description="Column keys, empty for all.")
    filters: list[FilterBody] | None = Field(default=None, max_length=100)
    shared: bool | None = None


class ChartNoteBody(Body):
    """A note on a date."""

    day: Text = Field(examples=["2026-11-14"], json_schema_extra={"format": "date"})
    note: Text = Field(description="1 to 80 characters.", examples=["Migration weekend"])


B = TypeVar("B", bound=Body)

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is no field of this body",
    "string_type": "a text",
    "string_too_short": "a text",
    "string_pattern_mismatch": "a text",
    "list_type": "a list",
    "dict_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
}
_UNION = re.compile(r"int|float|str|(dict|list)\[.*\]")
"""What pydantic adds to a field's place where it may be of several types."""


def body(model: type[B]) -> B:
    """The request's body. Raises BadParameter for what is no JSON object, Invalid with each field that is wrong."""
    sent = request.get_json(silent=True) if request.is_json else None
    if not isinstance(sent, dict):
        raise BadParameter("body", "a JSON object, sent as application/json")
    if fields := [*_torn(sent)]:
        raise Invalid([BadParameter(field, "a text") for field in fields])
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise Invalid(_wrong(error.errors(include_url=False, include_input=False))) from None


def given(model: type[B]) -> dict[str, Any]:
    """The fields of the request's body that were sent. Raises as `body`."""
    return body(model).model_dump(exclude_unset=True)


def _torn(value: Any, field: str = "") -> Iterator[str]:
    """The fields whose texts hold half a character: JSON can write one (`"\\ud800"`), and no database can keep it."""
    if isinstance(value, str) and torn(value):
        yield field or "body"
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            name = [*_torn(key, field)]  # which cannot be told itself
            yield from name or _torn(part, f"{field}.{key}" if field else str(key))


def _wrong(errors: Iterable[Any]) -> list[BadParameter]:
    """Each field that is wrong, once, with all that it may be."""
    allowed: dict[str, dict[str, None]] = {}
    for error in errors:
        path = [str(part) for part in error["loc"] if not _UNION.fullmatch(str(part))]
        allowed.setdefault(".".join(path) or "body", {})[_allowed(error)] = None
    return [BadParameter(field, " or ".join(texts)) for field, texts in allowed.items()]


def _allowed(error: Any) -> str:
    if error["type"] == "literal_error":
        return f"one of {str(error['ctx']['expected']).replace(' or ', ', ').replace(chr(39), '')}"
    return _WORDS.get(error["type"], str(error["msg"]))
