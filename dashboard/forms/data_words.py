"""What became of files, in words of the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from dashboard.i18n import N_
from dashboard.ui.formats import count, date_text, unknown, week_text
from dashboard.uploads.batches import Batch

Fields = Mapping[str, Any]

# Names of kinds (data/files/kinds.py) that no report of ours has too.
_KINDS = (N_("Call Legs"), N_("Detailed Call History"), N_("Call Queue Stats"), N_("Orders"))

_SHOWN_COLUMNS = 20
_SHOWN_VALUE = 200
_ANSWERS = {"numbers": "numbers", "period": "week", "customer": "org", "replace": "replace"}
"""The field that answers a refusal, by its code."""


@dataclass(frozen=True)
class Card:
    """What is shown of one file, or of several that are one. `mapped`: the number of a file whose header is unknown."""

    title: str
    kind: str
    period: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    rejects: tuple[tuple[str, str, str, str], ...]  # line, column, value, reason
    more_rejects: int
    refusal: str
    answer: str  # the field that would answer the refusal, "" for none
    mapped: int | None
    import_id: int | None
    kept_rejects: bool
    loads: bool


def cards(batch: Batch) -> list[Card]:
    """A card for each outcome, in the order of the files."""
    return [_card(batch, outcome) for outcome in batch.outcomes]


def _card(batch: Batch, outcome: Fields) -> Card:
    refusal, kind, done = outcome["refusal"], outcome["kind"], batch.stage == "done"
    names = [file.name for file in batch.files]
    number = names.index(outcome["files"][0]) if outcome["files"] and outcome["files"][0] in names else 0
    return Card(
        title=" + ".join(outcome["files"]),
        kind=gettext(kind) if kind else unknown(),
        period=period(outcome),
        sentences=() if refusal else tuple(_sentences(outcome, done)),
        warnings=tuple(replaced_sentence(part, done) for part in outcome["replaced"]),
        rejects=tuple(map(_reject, outcome["rejects"])),
        more_rejects=max(outcome["rejected"] - len(outcome["rejects"]), 0),
        refusal=_refusal(refusal) if refusal else "",
        answer=_ANSWERS.get(refusal["code"], "") if refusal else "",
        mapped=number if refusal and refusal["code"] == "header" else None,
        import_id=outcome["import_id"],
        kept_rejects=bool(outcome["rejected"] and outcome["import_id"]),
        loads=not refusal and not outcome["unchanged"],
    )


def period(outcome: Fields) -> str:
    """What a file speaks of; an en dash for one without dates."""
    first, last = (date.fromisoformat(day) if day else None for day in (outcome["first_date"], outcome["last_date"]))
    show = week_text if outcome["weeks"] else date_text
    if first is None or last is None:
        return unknown()
    return show(first) if first == last else f"{show(first)} – {show(last)}"


def _sentences(outcome: Fields, done: bool) -> list[str]:
    if outcome["unchanged"]:
        same = gettext("Loaded before, as import %(number)s: nothing changes.", number=outcome["import_id"])
        return [same, *_aside(outcome)]
    loaded = (
        ngettext("%(num)s row was loaded.", "%(num)s rows were loaded.", outcome["rows"])
        if done
        else ngettext("%(num)s row loads.", "%(num)s rows load.", outcome["rows"])
    )
    sentences = [loaded]
    if outcome["older"]:
        text = ngettext(
            "%(num)s row changes nothing: a newer report of the same call is known.",
            "%(num)s rows change nothing: newer reports of the same calls are known.",
            outcome["older"],
        )
        sentences.append(text)
    if outcome["rejected"]:
        sentences.append(ngettext("%(num)s row is rejected.", "%(num)s rows are rejected.", outcome["rejected"]))
    if outcome["adds_to"]:
        sentences.append(
            gettext("These are mended rows: they are added to import %(number)s.", number=outcome["adds_to"])
        )
    if outcome["cleared_sample"]:
        sentences.append(gettext("The region's sample data give way."))
    return sentences + _aside(outcome)


def _aside(outcome: Fields) -> list[str]:
    """What of the files is not read: copies, which a batch of an earlier version has none of, and unknown columns."""
    sentences: list[str] = []
    if copies := outcome.get("copies"):
        sentences.append(gettext("The same file came again, as %(names)s: it is read once.", names=listed(copies)))
    if outcome["unknown_columns"]:
        sentences.append(gettext("Unknown columns, kept aside: %(names)s", names=listed(outcome["unknown_columns"])))
    return sentences


def listed(names: Sequence[str]) -> str:
    """Names with commas between, the first ones of many."""
    shown, more = ", ".join(names[:_SHOWN_COLUMNS]), len(names) - _SHOWN_COLUMNS
    return shown if more <= 0 else gettext("%(names)s and %(n)s more", names=shown, n=count(more))


def replaced_sentence(part: Fields, done: bool = True) -> str:
    """What gives way, or gave way: "5 rows of import 12 for 18 Nov 2026, of which 5 customers are not in this file"."""
    day = date_text(date.fromisoformat(part["day"])) if part["day"] else ""
    rows = ngettext("%(num)s row", "%(num)s rows", part["rows"])
    if part["import_id"] is None:
        of = gettext("%(rows)s for %(day)s", rows=rows, day=day) if day else rows
    elif day:
        of = gettext("%(rows)s of import %(number)s for %(day)s", rows=rows, number=part["import_id"], day=day)
    else:
        of = gettext("%(rows)s of import %(number)s", rows=rows, number=part["import_id"])
    if part["missing"]:
        left_out = ngettext(
            "of which %(num)s customer is not in this file",
            "of which %(num)s customers are not in this file",
            part["missing"],
        )
        of = f"{of}, {left_out}"
    return gettext("Replaced: %(what)s.", what=of) if done else gettext("It replaces %(what)s.", what=of)


def said(refusal: Fields) -> str:
    """A text for people in their language, from its message id and values."""
    text, values = refusal["text"], refusal["values"]
    return gettext(text, **values) if values else gettext(text)


def _refusal(refusal: Fields) -> str:
    text = said(refusal["said"])
    return gettext("Line %(line)s: %(text)s", line=refusal["line"], text=text) if refusal["line"] else text


def _reject(reject: Fields) -> tuple[str, str, str, str]:
    line = f"{reject['file']}: {reject['line']}" if reject["file"] else str(reject["line"])
    return line, reject["column"] or "", (reject["value"] or "")[:_SHOWN_VALUE], said(reject["said"])
