"""What the command line says of files: a line for what was done, one for each thing that is wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.data.files.outcome import Outcome, Replaced

if TYPE_CHECKING:
    from dashboard.data.files.history import PastImport
    from dashboard.data.files.undo import Undone

_COLUMNS = 10  # unknown ones that are named


def outcome_lines(outcome: Outcome) -> tuple[list[str], list[str]]:
    """What became of a file: lines for the output, lines for the errors."""
    again = [f"{name}: the same file again, read once" for name in outcome.copies]
    if outcome.refusal:
        hint = f"; it would replace {told_replaced(outcome.replaced)}" if outcome.replaced else ""
        return again, [f"Error: {outcome.file_name}: {outcome.refusal}{hint}; nothing of it was loaded"]
    err = [f"{outcome.file_name}: {reject}" for reject in outcome.rejects]
    if outcome.rejected:
        kept = f"; all of them, with reasons: {outcome.reject_file}" if outcome.reject_file else ""
        err.append(f"Error: {outcome.file_name}: {outcome.rejected} rows rejected{kept}")
    return [_done(outcome), *again], err


def _done(outcome: Outcome) -> str:
    if outcome.unchanged:
        return f"{outcome.file_name}: loaded before, as import {outcome.import_id}; nothing changed"
    done = "would load" if outcome.import_id is None else f"import {outcome.import_id} loaded"
    dates = f" of {outcome.first_date} to {outcome.last_date}" if outcome.first_date else ""
    parts = [f"{outcome.file_name}: {done} {outcome.rows} rows{dates}, {outcome.kind}"]
    if outcome.older:
        nothing = "nothing changed: " if not outcome.rows else ""
        parts.append(f"{nothing}{outcome.older} rows change nothing, a newer report of the same call is known")
    if outcome.adds_to:
        parts.append(f"added to import {outcome.adds_to}")
    if outcome.replaced:
        verb = "would replace" if outcome.import_id is None else "replaced"
        parts.append(f"{verb} {told_replaced(outcome.replaced)}")
    if outcome.unknown_columns:
        parts.append(f"unknown columns kept aside: {_listed(outcome.unknown_columns)}")
    if outcome.cleared_sample:
        parts.append("the region's sample data gave way" if outcome.import_id else "the region's sample data gives way")
    return "; ".join(parts)


def told_replaced(replaced: Sequence[Replaced]) -> str:
    """What gave way: rows of which import and date, and how many of their customers the new file does not name."""
    return ", ".join(map(_one_replaced, replaced))


def _one_replaced(replaced: Replaced) -> str:
    of = f" of import {replaced.import_id}" if replaced.import_id else ""
    day = f" for {replaced.day}" if replaced.day else ""
    missing = (
        f" ({replaced.missing} of {replaced.customers} customers are not in this file)" if replaced.missing else ""
    )
    return f"{replaced.rows} rows{of}{day}{missing}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(" ".join(name.split()) for name in names[:_COLUMNS])
    return shown + (f" and {len(names) - _COLUMNS} more" if len(names) > _COLUMNS else "")


def past_line(code: str, past: "PastImport") -> str:
    """An import of the past."""
    period = f"{past.first_date or '-'}..{past.last_date or '-'}"
    replaced = sum(each.rows for each in past.replaced)
    marks = [
        *([f"added to #{past.adds_to}"] if past.adds_to else []),
        *([f"by {past.imported_by}"] if past.imported_by else []),
        *([f"undone {past.undone_at:%Y-%m-%d %H:%M}"] if past.undone_at else []),
        *(["sample"] if past.sample else []),
    ]
    return (
        f"{code} #{past.import_id} {past.imported_at:%Y-%m-%d %H:%M} {past.kind}: {past.file_name} {period} "
        f"rows={past.rows} rejected={past.rejected} replaced={replaced} sha256={past.checksum}"
        + "".join(f" {mark}" for mark in marks)
    )


def undone_line(done: "Undone") -> str:
    """What undoing did."""
    back = f", {done.restored} rows that it had replaced are back" if done.restored else ""
    return f"import {done.import_id} ({done.kind}: {done.file_name}) is undone: {done.removed} rows went{back}"
