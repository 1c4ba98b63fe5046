"""Why a customer entered or left a count, or why a subscription's licences grew or shrank: each told in a sentence."""

from dataclasses import dataclass

from dashboard.words import N_


@dataclass(frozen=True)
class Cause:
    """One reason of a change. Texts are English message ids."""

    key: str
    label: str
    definition: str


CAUSES = (
    Cause("new", N_("New"), N_("Not in the reports a week before, or started since.")),
    Cause("trial_started", N_("Trial started"), N_("A trial that was not there a week before, or started since.")),
    Cause("resumed", N_("Active again"), N_("In the reports a week before, but not active then.")),
    Cause("licensed", N_("Got licences"), N_("Active a week before, without Meetings or Calling licences.")),
    Cause("auto_renew_off", N_("Auto-renewal off"), N_("Renewed by itself a week before, and does not now.")),
    Cause("auto_renew_on", N_("Auto-renewal on"), N_("Did not renew by itself a week before, and does now.")),
    Cause("shortened", N_("Ends earlier"), N_("A report moved its end into the next 90 days.")),
    Cause("extended", N_("Extended"), N_("A report moved its end beyond the next 90 days, or took it away.")),
    Cause("window", N_("Ends within 90 days now"), N_("Its end came within 90 days because a week has passed.")),
    Cause("assigned_more", N_("More assigned"), N_("More licences are assigned than a week before.")),
    Cause("assigned_less", N_("Fewer assigned"), N_("Fewer licences are assigned than a week before.")),
    Cause("purchased_more", N_("More purchased"), N_("More licences are purchased than a week before.")),
    Cause("purchased_less", N_("Fewer purchased"), N_("Fewer licences are purchased than a week before.")),
    Cause("used_more", N_("More used"), N_("More licences are used than a week before.")),
    Cause("used_less", N_("Fewer used"), N_("Fewer licences are used than a week before.")),
    Cause(
        "threshold_up",
        N_("Threshold rose"),
        N_("Not low by the region's threshold of a week before: only the threshold moved, or there was none then."),
    ),
    Cause(
        "threshold_down",
        N_("Threshold fell"),
        N_("Still low by the region's threshold of a week before: only the threshold moved, or there is none now."),
    ),
    Cause("compared", N_("Newly compared"), N_("Had no purchased licences to compare in active subscriptions before.")),
    Cause("told", N_("Now known"), N_("No report told the count a week before.")),
    Cause("unlicensed", N_("Lost licences"), N_("Still active, without Meetings or Calling licences.")),
    Cause("ended", N_("Ended"), N_("Its end has passed, or the reports call it active no more.")),
    Cause("trial_ended", N_("Trial ended"), N_("A trial whose end has passed, or that is not active any more.")),
    Cause("not_compared", N_("Not compared now"), N_("Has no purchased licences to compare in active subscriptions.")),
    Cause("untold", N_("No longer known"), N_("The report does not tell the count any more.")),
    Cause("gone", N_("Gone from the reports"), N_("Missing from the reports for more than 14 days.")),
)
"""In the order of charts, and of rank: where several hold for a customer's subscriptions, the first one counts."""


def cause_named(key: str) -> Cause:
    """The cause of that key."""
    return next(cause for cause in CAUSES if cause.key == key)
