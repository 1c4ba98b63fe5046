"""A proof on the screen: the number, what it means, its two parts, and the checks."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.proof.proof import Check, Proof
from dashboard.data.query.metric import Metric
from dashboard.data.storage.rules import Rules
from dashboard.ui import components, formats, measures
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.rules import said


def proof(address: str, metric: Metric, proved: Proof, rules: Rules) -> list[Child]:
    """The number with its definition by the rules in force, then the checks; `address` names the KPI."""
    sentence = _told(proved)
    checked = html.Div([html.H2(sentence, className="finding"), _checks(metric, proved.checks), _how(proved)])
    return [html.Div([_number(address, metric, proved, rules), checked], className="proof")]


def _number(address: str, metric: Metric, proved: Proof, rules: Rules) -> html.Div:
    text, detail = measures.texts(metric, proved.value)
    unit = detail or measures.unit_text(metric.unit)
    figure = html.P([html.Span(text, className="kpi-value"), " ", html.Span(unit, className="kpi-unit")])
    entries: list[tuple[str, Child]] = [
        (gettext("Definition"), said(metric.definition, rules)),
        (gettext("Formula"), html.Code(said(metric.formula, rules))),
        *_parts(metric, proved),
    ]
    listed = html.Dl([html.Div([html.Dt(term), html.Dd(said)]) for term, said in entries], className="proof-facts")
    return html.Div([figure, listed], **marks(data_proof=address, data_value=measures.raw(proved.value)))


def _parts(metric: Metric, proved: Proof) -> list[tuple[str, Child]]:
    """What is divided by what, in the words of the formula."""
    if not proved.value.ratio:
        none = gettext("none: the number is a count or a sum")
        return [(gettext("Numerator"), _exact(proved.value.numerator)), (gettext("Denominator"), none)]
    names = gettext(metric.formula).split(" / ")
    first, second = names if len(names) == 2 else ("", "")
    value = proved.value
    return [
        (gettext("Numerator"), _named(first, value.numerator)),
        (gettext("Denominator"), _named(second, value.denominator)),
    ]


def _named(name: str, number: float | None) -> html.Span:
    return html.Span([html.B(_exact(number)), " ", html.Span(name, className="muted")])


def _told(proved: Proof) -> str:
    wrong = sum(not check.agrees for check in proved.checks)
    if wrong:
        return gettext("%(wrong)s of %(all)s checks disagree", wrong=wrong, all=len(proved.checks))
    return gettext("Page, rows, API and export agree")


def _checks(metric: Metric, checks: Sequence[Check]) -> html.Div:
    names = {
        "api": gettext("Value: page and API"),
        "rows": gettext("Value: page and exported rows"),
        "numerator": gettext("Numerator: page and exported rows"),
        "denominator": gettext("Denominator: page and exported rows"),
        "count": gettext("Number of rows: table and export"),
    }
    headers = [gettext("Check"), gettext("First"), gettext("Second"), gettext("Result")]
    lines = [[names[check.what], *_numbers(metric, check), _verdict(check)] for check in checks]
    return components.plain_table(headers, lines, gettext("Checks"), numbers=True)


def _numbers(metric: Metric, check: Check) -> list[Child]:
    of_value = check.what in ("api", "rows")
    return [_value(metric, number) if of_value else _exact(number) for number in (check.shown, check.checked)]


def _value(metric: Metric, number: float | None) -> str:
    """A value with more digits than its card shows."""
    if metric.unit == "ratio":
        return formats.rate(number, 4)
    if metric.unit == "seconds" and number is not None:
        return gettext("%(n)s s", n=formats.decimal(number, 3))
    return _exact(number)


def _exact(number: float | None) -> str:
    whole = number is None or float(number).is_integer()
    return formats.count(number) if whole else formats.decimal(number, 3)


def _verdict(check: Check) -> html.Span:
    text = gettext("agree") if check.agrees else gettext("disagree")
    tone = "good" if check.agrees else "bad"
    own = marks(data_check=check.what, data_agrees=str(check.agrees).lower())
    return html.Span(text, className=f"delta {tone}", **own)


def _how(proved: Proof) -> html.P:
    text = ngettext(
        "Computed as this page was asked for: %(rows)s row was read as an export reads it, and counted again without "
        "the database.",
        "Computed as this page was asked for: %(rows)s rows were read as an export reads them, and counted again "
        "without the database.",
        proved.rows,
        rows=formats.count(proved.rows),
    )
    return html.P(text, className="muted")
