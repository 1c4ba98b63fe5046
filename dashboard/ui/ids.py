"""Component ids: where layouts and callbacks meet. Every id of the application is written here and nowhere else."""

from typing import Any

from dash.dependencies import Wildcard

Id = dict[str, Any]
Name = str | Wildcard  # a callback for all of a kind names a wildcard

# The frame.
LOCATION = "_pages_location"  # the one that Dash's router listens to
MAIN = "main"
ANNOUNCER = "announcer"
NAV_FOLD = "nav-fold"

# Controls: each sets the parameter of the address that it is called by (callbacks/filters.py).
REGION = "region"
AS_OF = "as_of"
COMPARE = "compare"
PRODUCT = "product"
WEEKS = "weeks"
WINDOW = "window"
BUFFER = "buffer"
MEASURE = "measure"
SINCE = "since"
REASON = "reason"
DAYS = "days"
SEARCH = "q"

SIZING = "sizing"  # right-sizing on the page of a customer

# What callbacks and scripts tell each other.
DEFAULTS = "defaults"  # what each control says where the address does not name it
AGAIN = "again"  # counts how often everything was asked for again: after a failure, or back online
IN_SIGHT = "in-sight"  # names of the sections that a reader sees (assets/near.js)
REST = "rest"  # which sections the last answer to what is in sight held, and its number: the others follow
REST_OF_CHARTS = "rest-charts"  # the same of drawings
FAILURE = "failure"  # what a part shows when its answer failed (assets/failed.js)
POST_WORDS = "post-words"  # what is said of a form whose sending failed (assets/post.js)


def facet(parameter: Name) -> Id:
    """A choice of several values, or of one at most, that narrows a page: named by its parameter of the address."""
    return {"type": "facet", "name": parameter}


TAGS = facet("tag")
MANAGED_BY = facet("managed_by")


def head(slot: Name) -> Id:
    """A place in the head of a page: "kpis", "chips", "notes" …"""
    return {"type": "head", "slot": slot}


def nav(path: Name) -> Id:
    """The link of the navigation that leads to a path, "" for the product's name."""
    return {"type": "nav", "path": path}


def drawing(name: Name, slot: Name) -> Id:
    """A place of a drawing: "head", "words", "foot" …"""
    return {"type": "drawing", "name": name, "slot": slot}


def chart(name: Name) -> Id:
    """The dcc.Graph of a drawing."""
    return {"type": "chart", "name": name}


def section(name: Name, slot: Name) -> Id:
    """A place of a section: "head" or "foot"."""
    return {"type": "section", "name": name, "slot": slot}


def table(name: Name) -> Id:
    """The place of a section's table: a skeleton until the table comes near."""
    return {"type": "table", "name": name}


def grid(name: Name) -> Id:
    """The AG Grid of a table."""
    return {"type": "grid", "name": name}


def frame(name: Name) -> Id:
    """What stands around the AG Grid of a table, as high as its rows."""
    return {"type": "frame", "name": name}


def near(name: Name) -> Id:
    """A store that is set when the place of a section's table comes near: the table is made."""
    return {"type": "near", "name": name}


def more(name: Name) -> Id:
    """A store: how many rows of a table are wanted, when it was scrolled to its end."""
    return {"type": "more", "name": name}


def filter_column(name: Name) -> Id:
    """The column that the filter form of a table asks about."""
    return {"type": "filter-column", "name": name}


def filter_fields(name: Name) -> Id:
    """What the form asks of that column."""
    return {"type": "filter-fields", "name": name}


def menu(name: Name, kind: Name) -> Id:
    """The button of a menu of a table or a chart: "filter", "columns", "export", "twin"."""
    return {"type": "menu", "name": name, "kind": kind}


def panel(name: Name, kind: Name) -> Id:
    """What that button opens: empty until then."""
    return {"type": "panel", "name": name, "kind": kind}


def columns(name: Name) -> Id:
    """The column chooser of a table."""
    return {"type": "columns", "name": name}


def jump(name: Name) -> Id:
    """The number of rows beside the link that leads to a section."""
    return {"type": "jump", "name": name}


def heading(name: str) -> str:
    """The heading that names a section for assistive technology."""
    return f"heading-{name}"


BELL = "bell"  # how many alerts are new, in the context bar of every page

# Alerts.
ALERT_TELL = "alert-tell"  # what the last action did, announced
ALERT_INBOX = "alert-inbox"
ALERT_RULES = "alert-rules"
ALERT_FORM = "alert-form"
ALERT_WATCHED = "alert-watched"  # fields that depend on what is watched
ALERT_PREVIEW = "alert-preview"  # the button
ALERT_SAVE = "alert-save"
ALERT_DIGEST = "alert-digest"  # the button
ALERT_DIGEST_STATE = "alert-digest-state"


def alert_act(name: Name) -> Id:
    """A button of a list: what it does and to which, as in "pause:abcd1234"."""
    return {"type": "alert-act", "name": name}


def alert_field(name: Name) -> Id:
    """A control of the forms for alerts: its form and its field, as in "rule-subject"."""
    return {"type": "alert-field", "name": name}


def alert_row(name: Name) -> Id:
    """What a row of filters asks of its column, by the name of the column's field, as in "rule-column0"."""
    return {"type": "alert-row", "name": name}


def alert_error(name: Name) -> Id:
    """What is wrong with the field of that name."""
    return {"type": "alert-error", "name": name}


# Renewals.
WEIGHTS_TRY = "weights-try"  # shows what the weights of the form would change
WEIGHTS_PREVIEW = "weights-preview"


def weight(risk: Name) -> Id:
    """The most points that a reason of a renewal's score gives."""
    return {"type": "weight", "name": risk}


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
REPORT_WEEKS = "report-weeks"  # the place of the weeks of a schedule: only reports of usage have them


def report_act(name: Name) -> Id:
    """A button of a list: what it does and to which, as in "run:devices"."""
    return {"type": "report-act", "name": name}


def report_field(name: Name) -> Id:
    """A control of the forms for reports: its form and its field, as in "schedule-zone"."""
    return {"type": "report-field", "name": name}


def report_row(name: Name) -> Id:
    """What a row of filters asks of its column, by the name of the column's field, as in "template-column0"."""
    return {"type": "report-row", "name": name}


def report_error(name: Name) -> Id:
    """What is wrong with the field of that name."""
    return {"type": "report-error", "name": name}
