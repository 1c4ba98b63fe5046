"""A metric and its value → what cards and strips show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from dashboard.data.query.metric import Metric, Unit, Value
from dashboard.data.storage.rules import Rules
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.formats import Delta
from dashboard.ui.rules import said


def raw(value: Value) -> str:
    """A metric's value for the mark `data-value`: whole numbers without a point."""
    number = value.number
    return formats.raw(int(number) if number is not None and not value.ratio and number == int(number) else number)


def texts(metric: Metric, value: Value) -> tuple[str, str]:
    """The value in full, and the fraction beside it where it is one of two numbers."""
    if metric.unit == "ratio":
        return formats.percent(value.numerator, value.denominator)
    if metric.unit == "seconds":
        return formats.duration(value.number), ""
    if value.ratio:
        fraction = f"{formats.count(value.numerator)} / {formats.count(value.denominator)}"
        return formats.decimal(value.number), fraction if value.denominator else ""
    return formats.count(value.number), ""


def unit_text(unit: Unit) -> str:
    """The unit beside a number, "" for a ratio."""
    names = {
        "customers": gettext("customers"),
        "subscriptions": gettext("subscriptions"),
        "licences": gettext("licences"),
        "licences per customer": gettext("licences per customer"),
        "customers or licences": gettext("customers or licences"),
        "calls": gettext("calls"),
        "legs": gettext("legs"),
        "users": gettext("users"),
        "minutes": gettext("minutes"),
        "seconds": gettext("min:s"),
        "findings": gettext("findings"),
        "queues": gettext("queues"),
    }
    return names.get(unit, "")


def change(metric: Metric, now: Value, before: Value) -> Delta | None:
    """How the value changed, None when either is unknown."""
    if now.number is None or before.number is None:
        return None
    return changed_by(metric, now.number - before.number)


def changed_by(metric: Metric, difference: float | None) -> Delta | None:
    """A difference of the metric's values as a change, None when it is unknown."""
    if difference is None:
        return None
    if metric.unit == "seconds":
        return formats.change_seconds(difference, metric.good)
    return formats.change(difference, metric.good, points=metric.unit == "ratio")


@dataclass(frozen=True)
class Against:
    """The change that a card shows, what it is told against, why it is not known, and the address of its causes."""

    difference: float | None
    versus: str = ""
    missing: str = ""
    why: str | None = None


def card(
    metric: Metric,
    values: Sequence[Value],
    key: str | None = None,
    href: str | None = None,
    against: Against | None = None,
    *,
    rules: Rules,
    tell: str | None = None,
) -> Child:
    """A KPI card of a metric by week, oldest first: the last is now's, the one before it the week before's.

    `against` is the change that it shows, that of its last two weeks unless told otherwise. Its definition names the
    region's rules in force; `tell` leads to a rule.
    """
    now = values[-1]
    full, detail = texts(metric, now)
    short = formats.compact(now.number) if not now.ratio else full
    return components.kpi_card(
        key=key or metric.key,
        label=gettext(metric.label),
        value_text=short,
        full_text=full,
        raw=raw(now),
        unit_text=detail or unit_text(metric.unit),
        definition=said(metric.definition, rules),
        formula=said(metric.formula, rules),
        delta=changed_by(metric, against.difference) if against else change(metric, now, values[-2]),
        spark=[value.number for value in values],
        spark_label=gettext("Last %(weeks)s weeks", weeks=len(values)),
        href=href,
        reason=against.missing if against else gettext("no data a week earlier"),
        why=against.why if against else None,
        versus=against.versus if against else "",
        tell=tell,
    )


def strip(
    name: str, metrics: Sequence[Metric], values: Mapping[str, Value], hrefs: Mapping[str, str], rules: Rules
) -> Child:
    """The KPIs of the section of that name, each leading to the address under its key."""
    return components.strip(
        [_strip_kpi(name, metric, values[metric.key], hrefs.get(metric.key), rules) for metric in metrics]
    )


def counted(value: Value) -> str:
    """Of how many rows a rate is, "" where every row knows both of its parts."""
    if value.counted is None or value.rows is None or value.counted >= value.rows:
        return ""
    return gettext(
        "known for %(known)s of %(rows)s rows", known=formats.count(value.counted), rows=formats.count(value.rows)
    )


def _strip_kpi(name: str, metric: Metric, value: Value, href: str | None, rules: Rules) -> Child:
    text, fraction = texts(metric, value)
    detail = " · ".join(part for part in (fraction, counted(value)) if part)
    return components.strip_kpi(
        key=f"{name}.{metric.key}",
        label=gettext(metric.label),
        value_text=text,
        raw=raw(value),
        definition=said(metric.definition, rules),
        formula=said(metric.formula, rules),
        detail=detail,
        href=href,
    )
