"""What became of files, as JSON types: what the API answers, what the page shows, what a batch keeps."""

from collections.abc import Mapping
from typing import Any

from dashboard.data.files.outcome import Outcome, Refusal, Replaced
from dashboard.data.files.rejects import Reject
from dashboard.data.files.undo import PastImport

Fields = dict[str, Any]


def told(outcome: Outcome) -> Fields:
    """An outcome. Texts for people are English, with the message id and its values under `said`."""
    return {
        "files": list(outcome.names),
        "copies": list(outcome.copies),
        "kind": outcome.kind,
        **_dates(outcome),
        "rows": outcome.rows,
        "rejected": outcome.rejected,
        "older": outcome.older,
        "rejects": [_reject(reject) for reject in outcome.rejects],
        "unknown_columns": list(outcome.unknown_columns),
        "replaced": [replaced(earlier) for earlier in outcome.replaced],
        "adds_to": outcome.adds_to,
        "import_id": outcome.import_id,
        "unchanged": outcome.unchanged,
        "cleared_sample": outcome.cleared_sample,
        "refusal": outcome.refusal and _refusal(outcome.refusal),
    }


def past(past_import: PastImport) -> Fields:
    """An import of the history."""
    same = ("import_id", "kind", "file_name", "checksum", "rows", "rejected", "older", "adds_to", "imported_by")
    more = ("undone_by", "sample", "can_undo")
    return {
        **{key: getattr(past_import, key) for key in (*same, *more)},
        **_dates(past_import),
        "replaced": [replaced(part) for part in past_import.replaced],
        "unknown_columns": list(past_import.unknown_columns),
        "rejects_kept": past_import.reject_file is not None,
        "imported_at": past_import.imported_at.isoformat(timespec="seconds"),
        "undone_at": past_import.undone_at and past_import.undone_at.isoformat(timespec="seconds"),
    }


def public(outcome: Mapping[str, Any]) -> Fields:
    """A told outcome for programs: without what translations are made of."""
    shown = dict(outcome)
    shown["rejects"] = [_without(reject) for reject in outcome["rejects"]]
    shown["refusal"] = outcome["refusal"] and _without(outcome["refusal"])
    return shown


def replaced(gone: Replaced) -> Fields:
    """What gives way to a file."""
    day = gone.day and gone.day.isoformat()
    return {
        "import_id": gone.import_id,
        "day": day,
        "rows": gone.rows,
        "customers": gone.customers,
        "missing": gone.missing,
    }


def _dates(dated: Outcome | PastImport) -> Fields:
    first, last = (day and day.isoformat() for day in (dated.first_date, dated.last_date))
    return {"first_date": first, "last_date": last, "weeks": dated.week}


def _reject(reject: Reject) -> Fields:
    where = {"file": reject.file or None, "line": reject.line, "column": reject.column or None}
    return {**where, "reason": reject.why, "value": reject.value, "said": _said(reject.reason, reject.values)}


def _refusal(refusal: Refusal) -> Fields:
    return {
        "code": refusal.code,
        "message": str(refusal),
        "line": refusal.line,
        "said": _said(refusal.text, refusal.values),
    }


def _said(text: str, values: Mapping[str, object]) -> Fields:
    return {"text": text, "values": {key: str(value) for key, value in values.items()}}


def _without(reject: Mapping[str, Any]) -> Fields:
    return {key: value for key, value in reject.items() if key != "said"}
