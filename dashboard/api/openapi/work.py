"""What `/openapi.json` says of Monday morning: parameters, bodies that are files, answers; see `description`."""

from typing import Any

from dashboard.api.base import bodies, kept_bodies, work_bodies

_REGION = ("region",)
_SEEN = ("region", "as_of", "tag", "q", "managed_by")

QUERIES: dict[str, tuple[str, ...]] = {
    "overview_of_regions": ("as_of", "compare"),
    "attention": ("since", "as_of", "region", "limit"),
    "renewals": (*_SEEN, "product", "days", "window", "buffer", "sort", "filter", "limit", "offset"),
    "backtest": (*_SEEN, "product", "days"),
    "import_work": ("region", "commit"),
    "owners": ("region", "org_id"),
    "put_prices": ("region", "commit"),
    "preview_rules": ("region", "product", "days"),
    "views": ("page",),
    **dict.fromkeys(
        (
            "work", "put_work", "notes", "add_note", "delete_note", "renewal", "put_renewal", "change_works",
            "change_renewals", "rules", "put_rules", "prices", "prices_file", "chart_notes", "add_chart_note",
            "delete_chart_note",
        ),
        _REGION,
    ),
}  # fmt: skip
"""Parameters of the query string by view."""

PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "days": (
        {"type": "integer", "minimum": 1, "maximum": 180},
        "How far ahead renewals are looked for; 90 unless given.",
    ),
    "compare": ({"type": "string", "format": "date"}, "An earlier day that changes are told against; a week before."),
    "since": ({"type": "string", "format": "date"}, "The last visit unless given, else a week ago."),
    "org_id": ({"type": "array", "items": {"type": "string"}}, "Customers by organisation ID."),
    "page": ({"type": "string"}, "The address of a page, such as /renewals."),
}

IF_MATCH = ("put_work", "put_renewal", "change_alert")

ANSWERS = {
    **dict.fromkeys(
        (
            "add_note", "add_alert", "add_view", "add_schedule", "make_calendar", "add_template", "add_chart_note",
        ),
        "201",
    ),
    **dict.fromkeys(
        (
            "delete_note", "delete_alert", "alerts_seen", "delete_view", "delete_schedule", "delete_digest",
            "revoke_calendar", "delete_template", "delete_chart_note",
        ),
        "204",
    ),
}  # fmt: skip

TEXT_BODIES = ("import_work", "put_prices")
"""Views whose body is a CSV itself."""

BODIES: dict[str, type[bodies.Body]] = {
    "put_work": work_bodies.WorkBody,
    "change_works": work_bodies.ManyWorkBody,
    "put_renewal": work_bodies.RenewalBody,
    "change_renewals": work_bodies.ManyRenewalsBody,
    "add_alert": work_bodies.AlertBody,
    "change_alert": work_bodies.AlertBody,
    "preview_alert": work_bodies.AlertPreviewBody,
    "put_rules": work_bodies.RulesBody,
    "preview_rules": work_bodies.RulesBody,
    "add_note": kept_bodies.NoteBody,
    "add_view": kept_bodies.ViewBody,
    "change_view": kept_bodies.ViewChangeBody,
    "add_schedule": kept_bodies.ScheduleBody,
    "change_schedule": kept_bodies.ScheduleChangeBody,
    "put_digest": kept_bodies.DigestBody,
    "add_template": bodies.NewTemplateBody,
    "change_template": bodies.TemplateBody,
    "add_chart_note": bodies.ChartNoteBody,
}
