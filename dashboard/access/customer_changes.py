"""Who may change what of a customer: every change by hand goes through here, from pages and from the API."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.customers import tags
from dashboard.data.customers import trials as local_trials
from dashboard.data.customers.tags import Tagged, Tags, Way
from dashboard.data.query.scope import Scope
from dashboard.data.storage.store import audit, writing
from dashboard.i18n import N_
from dashboard.services import services


def put_tags(user: User, scope: Scope, org_id: str, wanted: Iterable[str], version: str | None) -> Tags:
    """A customer's tags from now on; see `tags.set_tags`. Raises Forbidden too."""
    demand(user, "tags_edit")
    done = tags.set_tags(scope, org_id, wanted, version, user.email)
    _note(user, scope, N_("tags changed"), customer=org_id)
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
    _note(user, scope, N_("trial started"), customer=org_id)
    return done


def start_trials(user: User, scope: Scope, org_ids: Collection[str], licences: Mapping[str, int], days: int) -> int:
    """A new trial of each of many customers; see `local_trials.start_trials`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.start_trials(scope, org_ids, licences, days, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial started"), customers=len(done))
    return len(done)


def extend_trial(user: User, scope: Scope, org_id: str, trial_id: str) -> dict[str, Any]:
    """A trial that runs longer; see `local_trials.extend_trial`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.extend_trial(scope, org_id, trial_id, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial extended"), customer=org_id)
    return done


def end_trial(user: User, scope: Scope, org_id: str, trial_id: str) -> dict[str, Any]:
    """A trial that is over; see `local_trials.end_trial`. Raises Forbidden too."""
    demand(user, "trials_edit")
    done = local_trials.end_trial(scope, org_id, trial_id, services().settings.as_of(), user.email)
    _note(user, scope, N_("trial ended"), customer=org_id)
    return done


def _note(user: User, scope: Scope, action: str, **details: object) -> None:
    """An entry of the audit log that says where, and of one customer which by its id: names stay in the region."""
    with writing(services().store) as connection:
        audit(connection, action, "customers", user.email, region=scope.region.code, details=details)
