"""A metric and its value → what cards and strips show of it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from dashboard.data.metric import Metric, Unit, Value
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.formats import Delta


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
    }
    return names.get(unit, "")


def change(metric: Metric, now: Value, before: Value) -> Delta | None:
    """How the value changed, None when either is unknown."""
    if now.number is None or before.number is None:
        return None
    difference = now.number - before.number
    if metric.unit == "seconds":
        return formats.change_seconds(difference, metric.good)
    return formats.change(difference, metric.good, points=metric.unit == "ratio")


def card(metric: Metric, values: Sequence[Value], key: str | None = None, href: str | None = None) -> Child:
    """A KPI card of a metric by week, oldest first: the last is now's, the one before it the week before's."""
    now, before = values[-1], values[-2]
    full, detail = texts(metric, now)
    short = formats.compact(now.number) if not now.ratio else full
    return components.kpi_card(
        key=key or metric.key,
        label=gettext(metric.label),
        value_text=short,
        full_text=full,
        raw=raw(now),
        unit_text=detail or unit_text(metric.unit),
        definition=gettext(metric.definition),
        formula=gettext(metric.formula),
        delta=change(metric, now, before),
        spark=[value.number for value in values],
        spark_label=gettext("Last %(weeks)s weeks", weeks=len(values)),
        href=href,
        reason=gettext("no data a week earlier"),
    )


def strip(name: str, metrics: Sequence[Metric], values: Mapping[str, Value], hrefs: Mapping[str, str]) -> Child:
    """The KPIs of the section of that name, each leading to the address under its key."""
    return components.strip([_strip_kpi(name, metric, values[metric.key], hrefs.get(metric.key)) for metric in metrics])


def _strip_kpi(name: str, metric: Metric, value: Value, href: str | None) -> Child:
    text, detail = texts(metric, value)
    return components.strip_kpi(
        key=f"{name}.{metric.key}",
        label=gettext(metric.label),
        value_text=text,
        raw=raw(value),
        definition=gettext(metric.definition),
        formula=gettext(metric.formula),
        detail=detail,
        href=href,
    )
