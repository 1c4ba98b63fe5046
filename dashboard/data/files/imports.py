"""Files in: the one path that the page, the API and the command line take.

`preview` tells what `load` would do and changes nothing; `undo` (files.undo) brings back what an import replaced.
Several files of one kind and date in one call are one file: one outcome and one import for all of them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from dashboard.data.files.job import Job
from dashboard.data.files.load import bring
from dashboard.data.files.mapping import mapped
from dashboard.data.files.outcome import Options, Outcome, Refusal, Replaced, Upload
from dashboard.data.files.reading.source import Progress
from dashboard.data.files.survey import groups_of, survey
from dashboard.data.storage.regions import Region
from dashboard.errors import Blank, DashboardError, Rejected, UsageError

__all__ = ["Options", "Outcome", "Refusal", "Replaced", "Upload", "import_file", "load", "preview"]


def preview(
    region: Region,
    files: Sequence[Upload],
    options: Options,
    *,
    data_dir: Path,
    today: date,
    progress: Progress | None = None,
) -> list[Outcome]:
    """What `load` would do with these files; nothing is changed and nothing stays."""
    return [bring(job) for job in _jobs(region, files, options, data_dir, today, progress, dry=True)]


def load(
    region: Region,
    files: Sequence[Upload],
    options: Options,
    *,
    data_dir: Path,
    today: date,
    by: str | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Load the files, those that are one in one transaction: wholly or not at all. `by` is who does it.

    A refused file is an outcome with a refusal, and keeps no other file out. Rejected rows go to
    `<data_dir>/imports/<region>/<import_id>-rejected.csv`. Raises RegionUnavailable.
    """
    return [bring(job) for job in _jobs(region, files, options, data_dir, today, progress, by=by, now=now)]


def _jobs(
    region: Region,
    files: Sequence[Upload],
    options: Options,
    data_dir: Path,
    today: date,
    progress: Progress | None,
    *,
    dry: bool = False,
    by: str | None = None,
    now: datetime | None = None,
) -> list[Job]:
    """A job for each group of files that are one."""
    mappings = mapped(region)
    surveyed = [survey(file, options, mappings, today) for file in files]
    return [
        Job(region, group, options, data_dir, today, by, now, dry=dry, progress=progress)
        for group in groups_of(surveyed)
    ]


def import_file(
    region: Region,
    path: Path,
    *,
    period: date | None,
    dry_run: bool,
    progress: Progress | None,
    data_dir: Path,
    today: date,
    now: datetime | None = None,
    by: str | None = None,
) -> Outcome:
    """Load one file by itself, whatever it replaces; `period` is the day or the week given for it.

    Raises Rejected when the file cannot be loaded, Blank when it holds no row, UsageError for a period that it has no
    use for, DashboardError when the database fails: then nothing was loaded.
    """
    options = Options(week=period, replace=True)
    [job] = _jobs(region, [Upload(path, path.name)], options, data_dir, today, progress, dry=dry_run, by=by, now=now)
    outcome = bring(job)
    if outcome.refusal is None:
        return outcome
    line = f"{outcome.file_name}: {outcome.refusal}"
    if outcome.refusal.code == "period":
        raise UsageError(line)
    if outcome.refusal.code == "database":
        raise DashboardError(line)
    raise Blank(line) if outcome.blank else Rejected(line)
