"""Why a customer entered or left a count, or why a subscription's licences grew or shrank: each told in a sentence."""

from dataclasses import dataclass

from dashboard.i18n import N_


@dataclass(frozen=True)
class Cause:
    """One reason of a change. Texts are English message ids."""

    key: str
    label: str
    definition: str


CAUSES = (
    Cause(
        "renewed",
        N_("Renewed under another ID"),
        N_("Ended, and another of the same customer and product began within 31 days of it: the one that took over."),
    ),
    Cause("new", N_("New"), N_("Not in the reports then, or started since.")),
    Cause("trial_started", N_("Trial started"), N_("A trial that was not there then, or started since.")),
    Cause("resumed", N_("Active again"), N_("In the reports then, but not active.")),
    Cause("licensed", N_("Got licences"), N_("Active then, without Meetings or Calling licences.")),
    Cause("auto_renew_off", N_("Auto-renewal off"), N_("Renewed by itself then, and does not now.")),
    Cause("auto_renew_on", N_("Auto-renewal on"), N_("Did not renew by itself then, and does now.")),
    Cause("shortened", N_("Ends earlier"), N_("A report moved its end into the next %(near_days)s days.")),
    Cause(
        "extended", N_("Extended"), N_("A report moved its end beyond the next %(near_days)s days, or took it away.")
    ),
    Cause("window", N_("Came near its end"), N_("Its end came within %(near_days)s days because time has passed.")),
    Cause("assigned_more", N_("More assigned"), N_("More licences are assigned than then.")),
    Cause("assigned_less", N_("Fewer assigned"), N_("Fewer licences are assigned than then.")),
    Cause("purchased_more", N_("More purchased"), N_("More licences are purchased than then.")),
    Cause("purchased_less", N_("Fewer purchased"), N_("Fewer licences are purchased than then.")),
    Cause("used_more", N_("More used"), N_("More licences were used at least once than then.")),
    Cause("used_less", N_("Fewer used"), N_("Fewer licences were used at least once than then.")),
    Cause(
        "threshold_up",
        N_("Threshold rose"),
        N_("Not low by the region's threshold of then: only the threshold moved, or there was none."),
    ),
    Cause(
        "threshold_down",
        N_("Threshold fell"),
        N_("Still low by the region's threshold of then: only the threshold moved, or there is none now."),
    ),
    Cause("grew", N_("Grew"), N_("Named in both weeks, with more than then; of a rate: what raises it.")),
    Cause("shrank", N_("Shrank"), N_("Named in both weeks, with less than then; of a rate: what lowers it.")),
    Cause("silent", N_("Not named this week"), N_("In the files of then, and in none of now's: it counts with 0.")),
    Cause("compared", N_("Newly compared"), N_("Had no purchased licences to compare in active subscriptions then.")),
    Cause("told", N_("Now known"), N_("No report told the count then.")),
    Cause("unlicensed", N_("Lost licences"), N_("Still active, without Meetings or Calling licences.")),
    Cause("ended", N_("Ended"), N_("Its end has passed, or the reports call it active no more.")),
    Cause("trial_ended", N_("Trial ended"), N_("A trial whose end has passed, or that is not active any more.")),
    Cause("not_compared", N_("Not compared now"), N_("Has no purchased licences to compare in active subscriptions.")),
    Cause("untold", N_("No longer known"), N_("The report does not tell the count any more.")),
    Cause("gone", N_("Gone from the reports"), N_("Missing from the reports for more than 14 days.")),
)
"""`Then` is the date that is compared with. In the order of charts, and of rank: where several hold for a customer's
subscriptions, the first one counts."""
