"""How long files of reports are kept; the run stays listed and says that its file is gone."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.data.store import reading, writing
from dashboard.data.store_reports import report_run
from dashboard.services import Services
from dashboard.words import N_

TOO_OLD = N_("The file was deleted after its time of keeping.")


def forget_old(made: Services, at: datetime) -> int:
    """Deletes the files of runs that were done too long ago; how many."""
    run, oldest = report_run.c, at - timedelta(days=made.settings.reports_keep_days)
    old = sa.select(run.run_id, run.file).where(run.file.is_not(None), run.finished_at < oldest)
    with reading(made.store) as connection:
        found = connection.execute(old).all()
    for row in found:
        with writing(made.store) as connection:
            connection.execute(sa.update(report_run).where(run.run_id == row.run_id).values(file=None, deleted=TOO_OLD))
        (made.settings.data_dir / row.file).unlink(missing_ok=True)
    return len(found)
