"""How long files of reports are kept; the run stays listed and says that its file is gone."""

import math
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from dashboard.data.storage.store import reading, writing
from dashboard.data.storage.store.reports import report_run
from dashboard.i18n import N_
from dashboard.services import Services

_ABANDONED = 600  # seconds
TOO_OLD = N_("The file was deleted after its time of keeping.")


def forget_old(services: Services, at: datetime) -> int:
    """Deletes the files of runs that were done too long ago; how many."""
    run, oldest = report_run.c, at - timedelta(days=services.settings.reports_keep_days)
    old = sa.select(run.run_id, run.file).where(run.file.is_not(None), run.finished_at < oldest)
    with reading(services.store) as connection:
        rows = connection.execute(old).all()
    for row in rows:
        with writing(services.store) as connection:
            connection.execute(sa.update(report_run).where(run.run_id == row.run_id).values(file=None, deleted=TOO_OLD))
        (services.settings.data_dir / row.file).unlink(missing_ok=True)
    return len(rows)


def sweep(data_dir: Path, now: float) -> int:
    """Removes what processes that were killed have left half written; how many files.

    Who still writes does so all the time, so a file that nobody touched for a while is nobody's.
    """
    left = [path for folder in ("reports", "imports", "hooks", "sync") for path in (data_dir / folder).rglob("*.part")]
    old = [path for path in left if now - _touched(path) > _ABANDONED]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # gone meanwhile: it was given its name
        return math.inf
