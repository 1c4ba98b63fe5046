"""What a finding of the data quality found, in words: the facts of its row in one sentence, by its kind."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from dashboard.data.quality import kinds
from dashboard.i18n import N_
from dashboard.ui import formats
from dashboard.ui.names import member_names, product_names

SENTENCES = {
    kinds.USED_ABOVE_ASSIGNED: N_("%(product)s: %(value)s used, %(at_most)s assigned"),
    kinds.ENDS_BEFORE_START: N_("ends on %(day)s, starts on %(compared_day)s"),
    kinds.STARTS_IN_FUTURE: N_("starts on %(day)s"),
    kinds.DATE_FAR_AWAY: N_("a date of %(day)s"),
    kinds.ACTIVE_AFTER_END: N_("ended on %(day)s, called active on %(compared_day)s"),
    kinds.AUTO_RENEW_UNKNOWN: N_("counts as one that does not renew by itself"),
    kinds.COUNTS_UNKNOWN: N_("in no section"),
    kinds.NAMELESS: N_("known by its id alone"),
    kinds.CALLS_UNSUBSCRIBED: N_("calls in the week of %(day)s"),
    kinds.SHARED_SUBSCRIPTION: N_("%(value)s customers bear it"),
    kinds.WEEK_MISSING: N_("%(report)s: none for the week of %(day)s"),
    kinds.FILE_LATE: N_("%(report)s: due on %(day)s, the newest is %(value)s days old"),
    kinds.ROWS_REJECTED: N_("%(report)s of %(day)s: %(value)s rows"),
}
"""By kind, from the facts of a row: product, value, at_most, day, compared_day, report."""

_BY_KEY = {kind.key: sentence for kind, sentence in SENTENCES.items()}


def found_text(row: Mapping[str, Any]) -> str:
    """The sentence of a row of the table `data_quality`."""
    reports = member_names("report")
    facts = {
        "product": product_names().get(row["product"], ""),
        "value": formats.count(row["value"]),
        "at_most": formats.count(row["at_most"]),
        "day": formats.date_text(row["day"]) if row["day"] else formats.unknown(),
        "compared_day": formats.date_text(row["compared_day"]) if row["compared_day"] else formats.unknown(),
        "report": reports.get(str(row["report"]).lower(), row["report"]),
    }
    sentence = _BY_KEY[row["finding"]]
    return gettext(sentence, **facts)
