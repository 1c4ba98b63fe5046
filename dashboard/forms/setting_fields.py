"""The fields of a region's rules: how each is asked, what it may be, and what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext

from dashboard.data.money.prices import Price
from dashboard.data.own_rules import version_of
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.rules import DEFAULTS, Rules, limits
from dashboard.errors import BadParameter, Invalid
from dashboard.i18n import N_
from dashboard.ui import formats

Kind = Literal["whole", "number", "percent"]


@dataclass(frozen=True)
class RuleField:
    """A rule as a form asks for it. Texts are English message ids."""

    key: str
    label: str
    unit: str
    kind: Kind = "whole"
    more: str = ""


GROUPS: tuple[tuple[str, str, tuple[RuleField, ...]], ...] = (
    (
        N_("Subscriptions"),
        N_("Cards and sections of the subscriptions, their proofs, changes, alerts and files."),
        (
            RuleField("expiring_days", N_("Near expiration"), N_("days before the end")),
            RuleField("renewing_days", N_("Near renewal"), N_("days before the renewal")),
            RuleField(
                "low_rate",
                N_("Low licence assignment"),
                N_("percent of the purchased licences"),
                "percent",
                N_("Empty: the lowest quarter of the region's customers."),
            ),
        ),
    ),
    (
        N_("Customers"),
        N_("The statuses in the list of customers."),
        (
            RuleField("expires_soon_days", N_("Expires soon"), N_("days before the end")),
            RuleField("inactive_days", N_("No recent activity"), N_("days without a sign-in of an administrator")),
        ),
    ),
    (
        N_("Calls"),
        N_("When a call leg is poor, and how many there must be to compare: calls are counted again when it changes."),
        (
            RuleField("quality_jitter_ms", N_("Poor from a jitter of"), N_("ms"), "number"),
            RuleField("quality_latency_ms", N_("Poor from a latency of"), N_("ms"), "number"),
            RuleField("quality_loss_percent", N_("Poor from a packet loss of"), "%", "number"),
            RuleField("minimum_legs", N_("Lists of the worst begin with at least"), N_("measured call legs")),
            RuleField("minimum_offered", N_("Lists of the worst queues begin with at least"), N_("offered calls")),
        ),
    ),
    (
        N_("What needs attention"),
        N_("From when on the overview and the queue of renewals name a customer."),
        (
            RuleField("poor_rate", N_("Poor call legs from"), N_("percent of the measured ones"), "percent"),
            RuleField("abandonment_rate", N_("Abandoned calls from"), N_("percent of the offered ones"), "percent"),
            RuleField("fall_rate", N_("Fall of assigned or used licences from"), "%", "percent"),
            RuleField("calls_fall_rate", N_("Fall of calls from"), "%", "percent"),
        ),
    ),
)

ASKED = tuple(field for _title, _about, every in GROUPS for field in every)
_KEYS = tuple(field.key for field in ASKED)


def sent_version(held: Rules | Mapping[str, str]) -> str:
    """The version of the rules that the form asks for, or the one that was sent with it."""
    return version_of(held, _KEYS) if isinstance(held, Rules) else held.get("version", "")


def groups(held: Rules, usual: QualityRule, sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields as the page draws them: what is the region's own, else what was sent."""
    return [
        {
            "title": gettext(title),
            "about": gettext(about),
            "fields": [_drawn(field, held, usual, sent) for field in every],
        }
        for title, about, every in GROUPS
    ]


def _drawn(asked: RuleField, held: Rules, usual: QualityRule, sent: Mapping[str, str]) -> dict[str, Any]:
    value = getattr(held, asked.key)
    own = "" if value == getattr(DEFAULTS, asked.key) else _written(asked, value)
    name = gettext("%(label)s (%(unit)s)", label=gettext(asked.label), unit=gettext(asked.unit))
    return {
        "key": asked.key,
        "label": name,
        "value": sent.get(asked.key, own),
        "help": _help(asked, usual),
        "usual": _usual(asked, usual),
    }


def _help(asked: RuleField, usual: QualityRule) -> str:
    """What is usual, and what the field may be."""
    value = _usual(asked, usual)
    sentences = [gettext("Usual: %(value)s.", value=value)] if value else []
    return " ".join([*sentences, *([gettext(asked.more)] if asked.more else []), _allowed(asked)])


def _usual(asked: RuleField, usual: QualityRule) -> str:
    """What is usual, as the field takes it, "" where nothing is; some of it the settings of the server have."""
    value = getattr(DEFAULTS, asked.key)
    if value is None:
        value = getattr(usual, asked.key.removeprefix("quality_"), None)
    return "" if value is None else _written(asked, value)


def _allowed(asked: RuleField) -> str:
    least, most = (_written(asked, limit) for limit in limits(asked.key))
    return gettext("Allowed: %(least)s to %(most)s.", least=least, most=most)


def _written(asked: RuleField, value: float) -> str:
    """A value as the field takes it: percent for rates, with the language's mark before decimals."""
    number = round(value * 100, 6) if asked.kind == "percent" else value
    text = f"{number:.10g}"
    return text.replace(".", ",") if formats.language() == "de" else text


def rules_sent(form: Mapping[str, str]) -> dict[str, object]:
    """Every rule of the form, the usual one where a field is empty. Raises Invalid with each field that is wrong."""
    values: dict[str, object] = {}
    wrong = []
    for asked in ASKED:
        try:
            values[asked.key] = _value(asked, form.get(asked.key, "").strip()[:40])
        except BadParameter as problem:
            wrong.append(problem)
    if wrong:
        raise Invalid(wrong)
    return values


def _value(asked: RuleField, text: str) -> object:
    if not text:
        return getattr(DEFAULTS, asked.key)
    number = _number(text.removesuffix("%").strip()) if asked.kind != "whole" else _number(text, whole=True)
    least, most = limits(asked.key)
    value = number / 100 if number is not None and asked.kind == "percent" else number
    if value is None or not least <= value <= most:
        shown = {"least": _written(asked, least), "most": _written(asked, most)}
        if asked.kind == "whole":
            raise BadParameter(
                asked.key, N_("Enter a whole number from %(least)s to %(most)s, or nothing for the usual one."), **shown
            )
        raise BadParameter(
            asked.key, N_("Enter a number from %(least)s to %(most)s, or nothing for the usual one."), **shown
        )
    return int(value) if asked.kind == "whole" else value


def _number(text: str, *, whole: bool = False) -> float | None:
    """A number with a point or a comma before its decimals; nothing that a computer alone would read as one."""
    plain = text.replace(",", ".", 1)
    digits = plain if whole else plain.replace(".", "", 1)
    return float(plain) if digits.isascii() and digits.isdigit() else None


def kind_names() -> dict[str, str]:
    """The kinds of licences that have a price."""
    return {"meetings": "Meetings", "professional": "Calling Professional", "standard": "Calling Standard"}


def price_text(price: Price | None) -> str:
    """A price with its currency, as the language writes it; a dash where there is none."""
    if price is None:
        return formats.unknown()
    places = max(2, -int(price.money.as_tuple().exponent))
    return f"{formats.decimal(float(price.money), places)} {price.currency}"
