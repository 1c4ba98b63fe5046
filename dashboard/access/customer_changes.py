"""Who may change what of a customer: every change by hand goes through here, from pages and from the API."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dashboard.access.accounts import Right, User, may
from dashboard.data import local_trials, tags
from dashboard.data.scope import Scope
from dashboard.data.store import audit, writing
from dashboard.data.tags import Tagged, Tags, Way
from dashboard.errors import Forbidden
from dashboard.services import services
from dashboard.words import N_

_REFUSED: dict[Right, str] = {
    "tags_edit": N_("Your role may look at tags but not change them."),
    "trials_edit": N_("Your role may not change trials and partner administrators."),
    "trials_view": N_("Your role does not include trials and partner administrators."),
    "customers": N_("Your role does not include customers."),
}


def demand(user: User, right: Right) -> None:
    """Raises Forbidden unless the user's role has the right."""
    if not may(user, right):
        raise Forbidden(_REFUSED.get(right, N_("Your role may not do this.")))


def put_tags(user: User, scope: Scope, org_id: str, wanted: Iterable[str], version: str | None) -> Tags:
    """A customer's tags from now on; see `tags.set_tags`. Raises Forbidden too."""
    demand(user, "tags_edit")
    done = tags.set_tags(scope, org_id, wanted, version, user.email)
    _note(user, scope, N_("tags changed"))
    return done


def tag_many(user: User, scope: Scope, org_ids: Collection[str], way: Way, wanted: Iterable[str]) -> Tagged:
    """Tags of many customers; see `tags.change_tags`. Raises Forbidden too."""
    demand(user, "tags_edit")
    done = tags.change_tags(scope, org_ids, way, wanted, user.email)
    _note(user, scope, N_("tags changed"), customers=len(org_ids))
    return done


def rename_tag(user: User, scope: Scope, old: str, new: str) -> int:
    """A tag's new name; see `tags.rename_tag`. Raises Forbidden too."""
    demand(user, "tags_edit")
    done = tags.rename_tag(scope, old, new, user.email)
    _note(user, scope, N_("tag renamed"))
    return done


def start_trial(user: User, scope: Scope, org_id: str, licences: Mapping[str, int], days: int) -> dict[str, Any]:
    """A new trial; see `local_trials.start_trial`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.start_trial(scope, org_id, licences, days, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial started"))
    return done


def extend_trial(user: User, scope: Scope, org_id: str, trial_id: str) -> dict[str, Any]:
    """A trial that runs longer; see `local_trials.extend_trial`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.extend_trial(scope, org_id, trial_id, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial extended"))
    return done


def end_trial(user: User, scope: Scope, org_id: str, trial_id: str) -> dict[str, Any]:
    """A trial that is over; see `local_trials.end_trial`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.end_trial(scope, org_id, trial_id, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial ended"))
    return done


def _note(user: User, scope: Scope, action: str, **details: object) -> None:
    """An entry of the audit log that says where; which customers it was is told by the region's own changes alone."""
    with writing(services().store) as connection:
        audit(connection, action, "customers", user.email, region=scope.region.code, details=details)
