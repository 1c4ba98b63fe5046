"""What the API says that a page's marks and controls must be. A page that is not named here is held to its tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.browser.application import Application, Query

Numbers = dict[str, float | None]


@dataclass(frozen=True)
class Said:
    """The numbers by the keys of their marks, and the choices by the names of their controls."""

    numbers: Numbers
    controls: dict[str, str] = field(default_factory=dict)


def marks_of(application: Application, path: str, query: Query) -> Said | None:
    """What a page under an address must show, None where nothing is known but its rows."""
    said = _PAGES.get(path)
    return said(application, query) if said else None


def _overview(application: Application, query: Query) -> Said:
    days = [(key, value) for key, value in query if key in ("as_of", "compare")]
    answer = application.api("/overview", days)
    numbers: Numbers = {}
    for row in answer["regions"]:
        figures = {key: one["now"] for key, one in row["figures"].items()}
        numbers |= {f"{row['region']}.{key}": value for key, value in (figures | {"findings": row["findings"]}).items()}
    return Said(numbers, _controls(answer, "as_of"))


def _subscriptions(application: Application, query: Query) -> Said:
    answer = application.api("/subscriptions", query)
    numbers = dict(answer["kpis"])
    for name, section in answer["sections"].items():
        numbers |= {f"{name}.{key}": value for key, value in section["kpis"].items()}
    return Said(numbers, _controls(answer, "region", "product", "as_of"))


def _calling(application: Application, query: Query) -> Said:
    answer = application.api("/calling", query)
    return Said(dict(answer["kpis"]), _controls(answer, "region", "as_of"))


def _queues(application: Application, query: Query) -> Said:
    answer = application.api("/queues", query)
    return Said(dict(answer["kpis"]), _controls(answer, "region", "as_of"))


def _changes(application: Application, query: Query) -> Said:
    answer = application.api("/changes", query)
    return Said(
        {key: answer[key] for key in ("before", "now", "change")}, _controls(answer, "region", "measure", "as_of")
    )


def _renewals(application: Application, query: Query) -> Said:
    answer = application.api("/renewals", [*own(query, "renewals"), ("limit", "1")])
    numbers = {f"renewals.{key}": value for key, value in answer["kpis"].items()}
    return Said(numbers, _controls(answer, "region", "product", "as_of") | {"days": str(answer["days"])})


def own(query: Query, table: str) -> list[tuple[str, str]]:
    """What the API is asked for the rows of a table that stands under an address."""
    mine = [(key.removeprefix(f"{table}."), value) for key, value in query if key.startswith(f"{table}.")]
    shared = [(key, value) for key, value in query if "." not in key]
    return [(key, value) for key, value in shared + mine if key != "columns"]


def _quality(application: Application, query: Query) -> Said:
    answer = application.api("/tables/data_quality", [*own(query, "data_quality"), ("limit", "1")])
    return Said({"data_quality.findings": answer["total"]} if answer["total"] else {})  # none may be none known


def _controls(answer: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: answer[name] for name in names if answer.get(name)}


_PAGES: dict[str, Callable[[Application, Query], Said]] = {
    "/": _overview,
    "/subscriptions": _subscriptions,
    "/calling": _calling,
    "/queues": _queues,
    "/changes": _changes,
    "/quality": _quality,
    "/renewals": _renewals,
}
