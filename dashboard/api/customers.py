"""GET /customers/<org_id>, and what may be changed of a customer: tags, trials, partner administrators."""

from typing import Any

from flask import Response, request
from flask_login import current_user

from dashboard.access import customer_changes, partner_admins, request_scope
from dashboard.access.rights import may
from dashboard.api.base.answers import answer, error
from dashboard.api.base.bodies import ManyTagsBody, RenameBody, TagsBody, TrialBody, body
from dashboard.data.customers.detail import customer_summary, orders_of, subscription_list
from dashboard.data.customers.edits import changes_of
from dashboard.data.customers.facets import facets
from dashboard.data.customers.profile import customer_profile
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.tags import Tags, tags_of
from dashboard.data.customers.trials import local_trials
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope

_PROFILE = ("org_id", "country", "industry", "planned_users", "managed_by", "last_admin_sign_in", "external_id")


def customer(org_id: str) -> Response:
    """Everything about a customer that the role may see; 404 for a foreign id as for an unknown one."""
    question = request_scope.question(request_scope.reader(), "customers")
    profile = customer_profile(question.scope, org_id)
    key, scope = profile["customer_key"], question.scope
    summary = _summary(question, key)
    answered = {
        "region": scope.region.code,
        "as_of": question.moment.as_of,
        "data_as_of": question.moment.snapshot,
        "profile": {
            "customer": summary.pop("customer"),
            **{name: profile[name] for name in _PROFILE},
            **_domains(profile),
        },
        **summary,
        "subscriptions": [_without_key(row) for row in subscription_list(question, key)],
        "orders": orders_of(question, key),
    }
    if may(current_user, "trials_view"):
        answered["trials"] = local_trials(scope, org_id, question.moment.as_of)
        answered["partner_admins"] = _admins(scope, org_id)
        answered["changes"] = changes_of(scope, org_id)
    return _tagged(answer(answered), tags_of(scope, org_id))


def _domains(profile: dict[str, Any]) -> dict[str, list[str]]:
    return {"domains": [part.strip() for part in (profile["domains"] or "").split(";") if part.strip()]}


def _summary(question: Question, key: int) -> dict[str, Any]:
    """Its name and what the list of customers says of it, whatever filters the address has."""
    summary = customer_summary(Question(question.scope.unfiltered, question.moment), key)
    wanted = (
        "customer",
        "statuses",
        "products",
        "subscription_types",
        "tags",
        "nearest_end",
        "days_left",
        "trial_days_left",
    )
    return {name: summary[name] for name in wanted}


def _without_key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "subscription_key"}


def customer_facets() -> Response:
    """How many customers each choice of the list's filters leaves."""
    reader = request_scope.reader()
    question = request_scope.question(reader, "customers")
    return answer(facets(question, reader.view(CUSTOMERS)))


def put_tags(org_id: str) -> Response:
    """Replaces the tags by `{"tags": [...]}`. `If-Match` is the ETag that was read, or `*`; 412 when it is outdated."""
    held = request.headers.get("If-Match", "").strip()
    if not held:
        return error(428, "precondition_required", "If-Match: the ETag of the tags that were read, or *")
    version = None if held == "*" else held.strip('"')
    change = customer_changes.put_tags(current_user, _scope(), org_id, body(TagsBody).tags, version)
    return _tagged(answer({"tags": change.tags, "version": change.version}), change)


def change_tags() -> Response:
    """Adds, replaces or removes tags of many customers; how many changed, and which would have had too many."""
    asked = body(ManyTagsBody)
    done = customer_changes.tag_many(current_user, _scope(), asked.customers, asked.way, asked.tags)
    return answer({"changed": done.changed, "exceeding": done.exceeding})


def rename_tag() -> Response:
    """Renames a tag on every customer the caller may see."""
    scope, asked = _scope(), body(RenameBody)
    return answer({"changed": customer_changes.rename_tag(current_user, scope, asked.old, asked.new)})


def start_trial(org_id: str) -> Response:
    """Starts a trial of one product or more."""
    asked = body(TrialBody)
    return answer(customer_changes.start_trial(current_user, _scope(), org_id, asked.licences, asked.days), 201)


def extend_trial(org_id: str, trial_id: str) -> Response:
    """Lets a running trial end 30 days from today."""
    return answer(customer_changes.extend_trial(current_user, _scope(), org_id, trial_id))


def end_trial(org_id: str, trial_id: str) -> Response:
    """Ends a running trial."""
    return answer(customer_changes.end_trial(current_user, _scope(), org_id, trial_id))


def admins(org_id: str) -> Response:
    """The partner administrators of a customer."""
    return answer(_admins(_scope(), org_id))


def assign_admin(org_id: str, email: str) -> Response:
    """Assigns the customer to a partner administrator."""
    scope = _scope()
    partner_admins.assign_admin(current_user, scope, org_id, email)
    return answer(_admins(scope, org_id))


def remove_admin(org_id: str, email: str) -> Response:
    """Takes the customer from a partner administrator; who took it from themselves sees nothing of it any more."""
    partner_admins.remove_admin(current_user, _scope(), org_id, email)
    return Response(status=204)


def _admins(scope: Scope, org_id: str) -> list[dict[str, Any]]:
    people = partner_admins.partner_admins(current_user, scope, org_id)
    return [{"email": person.email, "disabled": person.disabled} for person in people if person.assigned]


def _scope() -> Scope:
    return request_scope.question(request_scope.reader(), "customers").scope


def _tagged(response: Response, tags: Tags) -> Response:
    response.headers["ETag"] = f'"{tags.version}"'
    return response
