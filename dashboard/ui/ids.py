"""Component ids: where layouts and callbacks meet. Every id of the application is written here and nowhere else."""

from typing import Any

from dash.dependencies import Wildcard

Id = dict[str, Any]
Name = str | Wildcard  # a callback for all parts names a wildcard

# The frame.
LOCATION = "location"
MAIN = "main"
PAGE = "page"
ANNOUNCER = "announcer"
NAV_FOLD = "nav-fold"

# What governs a page.
REGION = "region"
PRODUCT = "product"
WEEKS = "weeks"
WINDOW = "window"
BUFFER = "buffer"
MEASURE = "measure"
AS_OF = "as-of"
ASK = "ask"  # a store: the shares of the address that parts ask by, by their names (assets/state.js)
FRESHNESS = "freshness"
NOTES = "notes"

# Reports.
REPORT_TELL = "report-tell"  # what the last action did, announced
REPORT_TEMPLATES = "report-templates"
REPORT_SCHEDULES = "report-schedules"
REPORT_RUNS = "report-runs"
REPORT_TICK = "report-tick"  # an interval: asks how the runs are while one waits
REPORT_DUE = "report-due"
REPORT_SCHEDULE = "report-schedule"
REPORT_TEMPLATE = "report-template"
REPORT_BASE = "report-base"
REPORT_FORM = "report-form"


def report_act(name: Name) -> Id:
    """A button of a list: what it does and to which, as in "run:devices"."""
    return {"type": "report-act", "name": name}


def report_field(name: Name) -> Id:
    """A control of the forms for reports: its form and its field, as in "schedule-zone"."""
    return {"type": "report-field", "name": name}


def report_error(name: Name) -> Id:
    """What is wrong with the field of that name."""
    return {"type": "report-error", "name": name}


def chart(name: Name) -> Id:
    """The dcc.Graph of a chart."""
    return {"type": "chart", "name": name}


def grid(name: Name) -> Id:
    """The AG Grid of a table."""
    return {"type": "grid", "name": name}


def chooser(name: Name) -> Id:
    """The column chooser of a table."""
    return {"type": "chooser", "name": name}


def part(name: Name) -> Id:
    """A part of a page that asks and is answered as a whole (assets/state.js)."""
    return {"type": "part", "name": name}


def heading(name: str) -> str:
    """The heading that names a section for assistive technology."""
    return f"heading-{name}"
