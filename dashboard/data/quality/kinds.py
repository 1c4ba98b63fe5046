"""What is looked for in the imported data: each kind of finding, why it matters, what to do about it."""

from dataclasses import dataclass

from dashboard.i18n import N_


@dataclass(frozen=True)
class Kind:
    """One kind of finding. Texts are English message ids. `of_region`: it is about files, not about one customer."""

    key: str
    label: str
    definition: str
    advice: str
    of_region: bool = False


USED_ABOVE_ASSIGNED = Kind(
    "used_above_assigned",
    N_("Used above assigned"),
    N_("An active subscription has more licences used than assigned."),
    N_("Compare with Control Hub: licences were taken from people who had used them, or the report counts wrongly."),
)
ENDS_BEFORE_START = Kind(
    "ends_before_start",
    N_("Ends before it starts"),
    N_("The end date of a subscription lies before its start date."),
    N_("Correct the date where the subscription was ordered; until then it is not counted as active."),
)
STARTS_IN_FUTURE = Kind(
    "starts_in_future",
    N_("Added in the future"),
    N_("A subscription starts after the as-of date."),
    N_("Check the start date; the subscription is counted from then on."),
)
DATE_FAR_AWAY = Kind(
    "date_far_away",
    N_("Date decades away"),
    N_("The start or end date of a subscription is more than 20 years from the as-of date."),
    N_("Check the date; it is often a placeholder of the ordering system."),
)
ACTIVE_AFTER_END = Kind(
    "active_after_end",
    N_("Active after its end"),
    N_("A report calls a subscription active that had ended by its date."),
    N_("Check whether it was renewed; until the end date moves it is not counted as active."),
)
AUTO_RENEW_UNKNOWN = Kind(
    "auto_renew_unknown",
    N_("Auto-renewal unknown"),
    N_(
        "The report does not tell whether an active paid subscription renews by itself; it counts as one that does not."
    ),
    N_("Look it up in Control Hub before the end date."),
)
COUNTS_UNKNOWN = Kind(
    "counts_unknown",
    N_("No licence counts"),
    N_("The report tells no licence count of an active subscription, so no section shows it."),
    N_("Look at the subscription in Control Hub; if it has licences, ask for a new report."),
)
NAMELESS = Kind(
    "nameless",
    N_("Customer without a name"),
    N_("No file gives the name of the customer organisation."),
    N_("Import a Customers file with its name."),
)
CALLS_UNSUBSCRIBED = Kind(
    "calls_unsubscribed",
    N_("Calls without a subscription"),
    N_("Reports of the last completed week name a customer that no current subscription report knows."),
    N_("Ask whether the customer changed partners, or whether its subscription report is missing."),
)
SHARED_SUBSCRIPTION = Kind(
    "shared_subscription",
    N_("Subscription at two customers"),
    N_("Two customers have the same subscription id. Its orders count once, and are shown to nobody as another's."),
    N_("Ask the provider whose it is; when the customer changed, the old one drops out of the next reports."),
)
WEEK_MISSING = Kind(
    "week_missing",
    N_("Week without a report"),
    N_("A report that comes every week has none for a week of the last 52, though it has earlier and later ones."),
    N_("Import the report of that week; older reports can be imported at any time."),
    of_region=True,
)
FILE_LATE = Kind(
    "file_late",
    N_("Report late"),
    N_("The newest report of a kind that comes every week is more than 8 days old."),
    N_("Download the report and import it."),
    of_region=True,
)
ROWS_REJECTED = Kind(
    "rows_rejected",
    N_("Rows rejected"),
    N_("A file of the last 52 weeks had rows that could not be read, and no corrected one has followed."),
    N_("See the reject file beside the import record, correct the rows and import the file again."),
    of_region=True,
)

KINDS = (
    USED_ABOVE_ASSIGNED,
    ENDS_BEFORE_START,
    STARTS_IN_FUTURE,
    DATE_FAR_AWAY,
    ACTIVE_AFTER_END,
    AUTO_RENEW_UNKNOWN,
    COUNTS_UNKNOWN,
    NAMELESS,
    CALLS_UNSUBSCRIBED,
    SHARED_SUBSCRIPTION,
    WEEK_MISSING,
    FILE_LATE,
    ROWS_REJECTED,
)
