"""What the page of alerts says of rules, of what they watch and of what they told."""

from urllib.parse import urlsplit

from flask_babel import gettext, ngettext

from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import Rule
from dashboard.data.alerts.history import Event, Judgement
from dashboard.data.alerts.subjects import Subject, subjects
from dashboard.i18n import N_
from dashboard.ui import formats, measures
from dashboard.ui.names import manager_names, product_names
from dashboard.ui.parts import filters

WAYS = {
    "entered": N_("a row comes in"),
    "left": N_("a row leaves"),
    "either": N_("a row comes in or leaves"),
    "above": N_("it comes above the threshold"),
    "below": N_("it falls below the threshold"),
}
KINDS = {
    "entered": N_("came in"),
    "left": N_("left"),
    "above": N_("came above the threshold"),
    "below": N_("came below the threshold"),
}
CHANNELS = {"mail": N_("e-mail"), "webhook": N_("webhook")}
SENT = {"due": N_("waits"), "sending": N_("is being sent"), "sent": N_("sent"), "failed": N_("not sent")}


def subject_name(subject: Subject) -> str:
    """A table as "Rows of …", a KPI with the table it is of."""
    if subject.metric is None:
        return gettext("Rows: %(table)s", table=gettext(subject.table.title))
    label = gettext(subject.metric.label)
    title = gettext(subject.table.title)
    return label if label == title else f"{title}: {label}"


def subject_options() -> list[tuple[str, str]]:
    """Everything that the product can watch: tables first, then KPIs."""
    every = sorted(subjects().items(), key=lambda item: item[1].metric is not None)
    return [(key, subject_name(subject)) for key, subject in every]


def number(subject: Subject, value: float | None) -> str:
    """What a subject said: a number of rows, or a KPI in its unit."""
    if value is None:
        return formats.unknown()
    unit = subject.metric.unit if subject.metric else "customers"
    if unit == "ratio":
        return formats.rate(value)
    if unit == "seconds":
        return formats.duration(value)
    return formats.count(value) if value == int(value) else formats.decimal(value)


def threshold_unit(subject: Subject) -> str:
    """The unit that a threshold is typed in."""
    if subject.metric is None:
        return ""
    units = {"ratio": "%", "seconds": gettext("seconds")}
    return units.get(subject.metric.unit) or measures.unit_text(subject.metric.unit)


def typed(subject: Subject, threshold: float | None) -> float | None:
    """A threshold as it is typed: rates in percent."""
    ratio = subject.metric is not None and subject.metric.unit == "ratio"
    return round(threshold * 100, 6) if ratio and threshold is not None else threshold


def untyped(subject: Subject, value: float | None) -> float | None:
    """What is typed, as a rule keeps it."""
    ratio = subject.metric is not None and subject.metric.unit == "ratio"
    return value / 100 if ratio and value is not None else value


def watched(wish: Wish) -> str:
    """What a rule watches, and what narrows it."""
    subject, products = wish.watched, product_names()
    parts = [subject_name(subject), wish.region]
    if subject.by_product:
        parts.append(products.get(wish.product, wish.product))
    return " · ".join([*parts, *narrowing(wish)])


def narrowing(wish: Wish) -> list[str]:
    """What leaves rows or customers out, each in words."""
    parts = filters.told(wish.watched.table, wish.filters)
    if wish.tags:
        parts.append(f"{gettext('Tag')}: {', '.join(wish.tags)}")
    if wish.managed_by:
        parts.append(f"{gettext('Managed by')}: {manager_names().get(wish.managed_by, wish.managed_by)}")
    if wish.search:
        parts.append(f"{gettext('Name contains')}: {wish.search}")
    return parts


def way(wish: Wish) -> str:
    """When a rule tells."""
    if wish.watched.metric is None:
        return gettext(WAYS[wish.way])
    limit = number(wish.watched, wish.threshold)
    return (
        gettext("above %(number)s", number=limit) if wish.way == "above" else gettext("below %(number)s", number=limit)
    )


def channels(rule: Rule) -> str:
    """How a rule tells; the host alone of a webhook, whose address may hold a key."""
    wish = rule.wish
    ways = [gettext("here")]
    if wish.mail:
        ways.append(gettext("e-mail to %(address)s", address=rule.email))
    if wish.webhook:
        ways.append(gettext("webhook to %(host)s", host=urlsplit(wish.webhook).hostname or ""))
    return ", ".join(ways)


def sent(rule: Rule, judgement: Judgement) -> list[str]:
    """What was told to whom at an import, or why nothing was."""
    if judgement.problem:
        return [gettext(judgement.problem)]
    if not judgement.told:
        return [_quiet(rule.wish, judgement)]
    lines = [gettext("Told here to %(person)s", person=rule.email)]
    for channel, state, error in judgement.sent:
        text = f"{gettext(CHANNELS[channel])}: {gettext(SENT[state])}"
        lines.append(f"{text} ({gettext(error)})" if error else text)
    return lines


def _quiet(wish: Wish, judgement: Judgement) -> str:
    if not (judgement.entered or judgement.left):
        return gettext("Nothing crossed.")
    if (wish.way == "entered" and not judgement.entered) or (wish.way == "left" and not judgement.left):
        return gettext("Nothing of what the rule tells: only that %(way)s.", way=gettext(WAYS[wish.way]))
    return gettext("Told before: the data of this date was imported again.")


def crossed(subject: Subject, event: Event) -> str:
    """What crossed, in a few words."""
    name = " · ".join(filter(None, (event.customer or event.org_id, event.subscription_id)))
    kind = gettext(KINDS[event.kind])
    value = "" if event.value is None else f" ({number(subject, event.value)})"
    return f"{name + ': ' if name else ''}{kind}{value}"


def unread(number_of: int) -> str:
    """How many alerts are new."""
    return ngettext("%(n)s new alert", "%(n)s new alerts", number_of, n=formats.count(number_of))
