"""Small report files about calls, written from rows that are visible in the test."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.data.files.imports import Outcome, import_file
from dashboard.data.storage.regions import Region
from tests.data.factories import TODAY, org_id

LEG_HEADERS = (
    "Leg ID", "Call ID", "Customer Org ID", "Customer Name", "Start Time", "Duration (s)", "User ID", "Endpoint Type",
    "Video", "Features", "Audio Jitter (ms)", "Audio Latency (ms)", "Audio Packet Loss (%)", "Video Jitter (ms)",
    "Video Latency (ms)", "Video Packet Loss (%)",
)  # fmt: skip
QUEUE_HEADERS = (
    "Customer Org ID", "Customer Name", "Call Queue", "Location", "Answered Calls", "Abandoned Calls", "Total Calls",
    "Total Wait Time", "Total Abandoned Time", "Calls Overflowed", "Calls Timed Out", "Calls Transferred",
)  # fmt: skip
USAGE_HEADERS = (
    "Customer name", "Org ID", "Location", "Total calls", "Total call legs", "Total poor call quality", "Call minutes",
    "Call minutes - Video", "Calls - Hunt group calls", "Calls - Auto attendant calls", "Call queue - Total calls",
    "Call queue - Timed out calls", "Call queue - Overflowed calls", "Call queue - Transferred calls",
    "Call queue - Abandoned calls", "Active Users",
)  # fmt: skip


def leg(leg_id: str, call: str, customer: str, start: str, seconds: Any = 60, **given: Any) -> dict[str, Any]:
    """A row of a Call Legs file; `audio` and `video_stream` are (jitter, latency, loss)."""
    audio, video = given.pop("audio", ("", "", "")), given.pop("video_stream", ("", "", ""))
    row = {"user": "", "endpoint": "", "video": "false", "features": ""} | given
    values = (leg_id, call, org_id(customer), f"{customer} AG", start, seconds)
    cells = (*values, row["user"], row["endpoint"], row["video"], row["features"], *audio, *video)
    return dict(zip(LEG_HEADERS, cells, strict=True))


def write(path: Path, headers: Sequence[str], rows: Sequence[dict[str, Any]]) -> Path:
    """The file with those columns; what a row does not say is an empty cell."""
    lines = [",".join(headers), *(",".join(str(row.get(header, "")) for header in headers) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def load(region: Region, path: Path, week: date | None = None) -> Outcome:
    """The file imported as of the tests' day."""
    return import_file(
        region, path, period=week, dry_run=False, progress=None, data_dir=path.parent / "data", today=TODAY
    )
