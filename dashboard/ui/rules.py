"""A region's rules in words: what texts about numbers name in place of fixed days and limits.

Definitions, formulas and titles hold places such as `%(expiring_days)s`; `said` translates and fills them.
"""

import re
from collections.abc import Callable, Mapping

from flask_babel import gettext

from dashboard.data.query.question import Question
from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.i18n import N_, translated
from dashboard.ui import formats

_PLACE = re.compile(r"%\((\w+)\)s")
_DAYS = ("expiring_days", "renewing_days", "expires_soon_days", "inactive_days")

ByRegion = Mapping[str, Rules]


def said(text: str, rules: Rules | ByRegion) -> str:
    """A message with the rules in force in its places; of several regions each, where they differ."""
    return _filled(gettext(text), _words(rules) if isinstance(rules, Rules) else _words_of_all(rules))


def said_in(language: str, text: str, rules: Rules) -> str:
    """The same outside any request, in a language."""
    share = "" if rules.low_rate is None else f"{rules.low_rate * 100:g} %"
    return _filled(translated(text, language), _words_with(rules, lambda word: translated(word, language), share))


def said_of(question: Question, text: str) -> str:
    """The same by the rules of a question; `%(near_days)s` are the days that its measure goes by."""
    rules = question.moment.rules
    days = rules.renewing_days if question.measure == "nearing_renewal" else rules.expiring_days
    return said(text, rules).replace("%(near_days)s", str(days))


def own_rules(rules: Rules) -> list[str]:
    """What of a region's rules about subscriptions and customers is not as usual, each in a few words."""
    texts = {
        "expiring_days": gettext("near expiration: %(expiring_days)s days"),
        "renewing_days": gettext("near renewal: %(renewing_days)s days"),
        "expires_soon_days": gettext("expires soon: %(expires_soon_days)s days"),
        "inactive_days": gettext("no recent activity: %(inactive_days)s days"),
        "low_rate": gettext("low assignment: %(low_rate)s"),
    }
    words = _words(rules)
    return [_filled(text, words) for key, text in texts.items() if getattr(rules, key) != getattr(DEFAULTS, key)]


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: words.get(match[1], match[0]), text)


def _words(rules: Rules) -> dict[str, str]:
    return _words_with(rules, gettext, "" if rules.low_rate is None else formats.rate(rules.low_rate))


def _words_with(rules: Rules, translate: Callable[[str], str], share: str) -> dict[str, str]:
    days = {key: str(getattr(rules, key)) for key in _DAYS}
    low = N_("below the 25th percentile of the region's customers, or 0 where that is 0")
    formula = N_("< 25th percentile of the region, or both 0")
    if rules.low_rate is None:
        return {**days, "low_rate": translate(low), "low_formula": translate(formula)}
    return {**days, "low_rate": translate(N_("below %(share)s")) % {"share": share}, "low_formula": f"< {share}"}


def _words_of_all(rules: ByRegion) -> dict[str, str]:
    every = {code: _words(rule) for code, rule in rules.items()} or {"": _words(DEFAULTS)}
    keys = next(iter(every.values()))
    words_by_key = {key: _together({code: words[key] for code, words in every.items()}) for key in keys}
    names = {"expiring_days": gettext("expiration"), "renewing_days": gettext("renewal")}
    near = _together({f"{name}, {code}": words[key] for code, words in every.items() for key, name in names.items()})
    return {
        **words_by_key,
        "near_days": words_by_key["expiring_days"] if near == words_by_key["expiring_days"] else near,
    }


def _together(words: Mapping[str, str]) -> str:
    """The word of all, or each with its region."""
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return ", ".join(f"{word} ({code})" for code, word in words.items())
