"""What a form of a page is answered: done, in words, or what is wrong, beside the field."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import no_update
from flask_babel import gettext

from dashboard.errors import BadParameter, Conflict, Forbidden, NotFound

Answer = str | BadParameter
"""What was done, in words, or what of a form is wrong."""


def tried(work: Callable[[], str]) -> Answer:
    """What the work tells; a refusal that is of no field has no parameter."""
    try:
        return work()
    except BadParameter as problem:
        return problem
    except (Conflict, Forbidden, NotFound) as problem:
        return BadParameter("", str(problem))


def said(answer: Answer) -> str:
    """What is announced; a field that is wrong is told beside it, and here that something is."""
    if isinstance(answer, str):
        return answer
    if answer.parameter:
        return gettext("Nothing was changed: a field is not right.")
    return gettext(answer.text, **answer.values)


def beside(answer: Answer, form: str, errors: Sequence[Any]) -> list[Any]:
    """What each field's place says: the wrong one what it may hold, the others of the form nothing."""
    wrong = answer.parameter.partition(".")[0] if isinstance(answer, BadParameter) else None
    field = "filters" if wrong == "filter" else wrong
    text = gettext(answer.text, **answer.values) if isinstance(answer, BadParameter) else ""
    names = [error.get("name", "") if isinstance(error, dict) else "" for error in errors]
    return [
        no_update if not name.startswith(f"{form}-") else text if name == f"{form}-{field}" else "" for name in names
    ]
