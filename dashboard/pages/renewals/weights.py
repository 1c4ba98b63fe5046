"""The weights of the score: what each reason gives at most, and for full administrators a form with a preview."""

from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.data.own_rules import version_of
from dashboard.data.query.question import Question
from dashboard.data.renewals.table import REASONS
from dashboard.data.renewals.weights import SHOWN, Moved, reordered
from dashboard.data.storage.rules import DEFAULTS, RISKS, Rules
from dashboard.i18n import N_
from dashboard.ui import components, controls, formats, ids, post_forms
from dashboard.ui.charts import figures
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME, _BODY = "weights", "form"
MOST = 100
ACTION = "/renewals-weights"


def draw(question: Question, theme: Theme) -> Drawn:
    """The weights in force in the region: as a table, as a form for those who may change them."""
    rules = question.moment.rules
    total = sum(rules.weight(risk) for risk in RISKS)
    title = gettext("A renewal has %(n)s points at most", n=formats.count(total))
    editable = may(current_user, "settings_edit")
    body = _form(question, rules) if editable else [_table(rules)]
    note = gettext("They hold for the whole region, its past too, from the moment they are saved.")
    foot = [html.P(note, className="section-sub")]
    return Drawn({section_parts.HEAD: [section_parts.heading(NAME, title)], section_parts.FOOT: foot, _BODY: body})


def _table(rules: Rules) -> Child:
    headers = [gettext("Reason"), gettext("Points at most"), gettext("What they rest on")]
    lines: list[list[Child]] = [
        [gettext(REASONS[risk][0]), formats.count(rules.weight(risk)), gettext(REASONS[risk][1])] for risk in RISKS
    ]
    return components.plain_table(headers, lines, gettext("Weights"))


def _form(question: Question, rules: Rules) -> list[Child]:
    fields = [_field(risk, rules.weight(risk)) for risk in RISKS]
    acts: list[Child] = [
        controls.button(gettext("Preview"), id=ids.WEIGHTS_TRY),
        post_forms.submit(gettext("Save the weights"), "primary"),
    ]
    kept = post_forms.hidden("version", version_of(rules, [f"weight_{risk}" for risk in RISKS]))
    inside = [*fields, kept, post_forms.hidden("query", ""), html.Div(acts, className="acts start")]
    form = html.Form(inside, method="post", action=ACTION, className="form wide weights", **marks(data_view=""))
    return [form, html.Div(id=ids.WEIGHTS_PREVIEW, role="status")]


def _field(risk: str, value: int) -> html.Label:
    name, rests, _kind = REASONS[risk]
    usual = gettext("usually %(n)s", n=DEFAULTS.weight(risk))
    kept = {"type": "number", "min": 0, "max": MOST, "step": 1, "required": True, "inputMode": "numeric"}
    box = dbc.Input(id=ids.weight(risk), name=f"weight_{risk}", value=value, **kept)
    hint = html.Span(f"{gettext(rests)} {usual[:1].upper()}{usual[1:]}.", className="muted")
    return html.Label([html.Span(gettext(name)), box, hint], className="field")


def preview(question: Question, points: Mapping[str, object]) -> list[Child]:
    """How the queue would begin by other weights. Raises BadParameter, whose parameter is the rule."""
    moved_rows = reordered(question, question.moment.rules.changed(points))
    if not moved_rows:
        return [html.P(gettext("Nothing ends or renews in the next %(days)s days.", days=question.days))]
    headers = [
        gettext("Customer"),
        gettext("Subscription ID"),
        gettext("Place now"),
        gettext("Place then"),
        gettext("Risk now"),
        gettext("Risk then"),
    ]
    title = gettext("The queue by these weights")
    lines = [_line(row) for row in moved_rows]
    return [
        html.P(_moves(moved_rows), className="finding"),
        components.plain_table(headers, lines, title, numbers=True),
    ]


def _moves(moved_rows: Sequence[Moved]) -> str:
    new = sum(row.place is None for row in moved_rows)
    moved = sum(row.place != row.new_place for row in moved_rows)
    if not moved:
        return gettext("The first %(shown)s stay in their order.", shown=SHOWN)
    return ngettext(
        "%(n)s renewal changes its place; %(new)s would be new among the first %(shown)s. Nothing is saved yet.",
        "%(n)s renewals change their places; %(new)s would be new among the first %(shown)s. Nothing is saved yet.",
        moved,
        n=formats.count(moved),
        new=formats.count(new),
        shown=SHOWN,
    )


def _line(moved: Moved) -> Sequence[Child]:
    later = gettext("after %(n)s", n=SHOWN)
    places = [later if place is None else formats.count(place) for place in (moved.place, moved.new_place)]
    return [moved.customer, moved.subscription_id, *places, formats.count(moved.score), formats.count(moved.new_score)]


WEIGHTS = Drawing(
    name=NAME,
    eyebrow=N_("Weights"),
    short=N_("Weights"),
    body=lambda drawn: [figures.slot(NAME, drawn, _BODY)],
    draw=draw,
    sight=lambda question: None,
)
