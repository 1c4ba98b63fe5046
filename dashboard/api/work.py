"""What is to be done about customers: owners, next steps, notes, renewals; many at once; CSV in."""

from dataclasses import asdict
from datetime import UTC

from flask import Response, request
from flask_login import current_user

from dashboard.access import customer_work, request_scope
from dashboard.access.work_files import import_work
from dashboard.api.base.answers import answer
from dashboard.api.base.bodies import body, given
from dashboard.api.base.kept_bodies import NoteBody
from dashboard.api.base.request_body import committed, file_text, version_read
from dashboard.api.base.work_bodies import ManyRenewalsBody, ManyWorkBody, RenewalBody, WorkBody
from dashboard.data.customers.notes import notes_of
from dashboard.data.customers.work import Work, work_of
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import RenewalWork, renewal_of


def work(org_id: str) -> Response:
    """Owner, next step and due date of a customer; the ETag is the version to be named by who changes them."""
    return _versioned(work_of(_scope(), org_id))


def put_work(org_id: str) -> Response:
    """Changes what is given, null takes away; 412 when somebody changed it since it was read."""
    return _versioned(customer_work.set_work(current_user, _scope(), org_id, given(WorkBody), version_read()))


def notes(org_id: str) -> Response:
    """The notes on a customer, the newest first."""
    listed = notes_of(_scope(), org_id)
    return answer([{**asdict(note), "at": note.at.replace(tzinfo=UTC)} for note in listed])


def add_note(org_id: str) -> Response:
    """201 with the number of a new note, dated and signed by the caller."""
    text = body(NoteBody).text
    return answer({"note_id": customer_work.add_note(current_user, _scope(), org_id, text)}, 201)


def delete_note(org_id: str, note_id: int) -> Response:
    """204: a note of one's own is gone."""
    customer_work.delete_note(current_user, _scope(), org_id, note_id)
    return Response(status=204)


def renewal(org_id: str, subscription_id: str) -> Response:
    """State and forecast of a subscription's renewal."""
    return _versioned(renewal_of(_scope(), org_id, subscription_id))


def put_renewal(org_id: str, subscription_id: str) -> Response:
    """As `put_work`, of a subscription's renewal."""
    change = given(RenewalBody)
    done = customer_work.set_renewal(current_user, _scope(), org_id, subscription_id, change, version_read())
    return _versioned(done)


def change_works() -> Response:
    """How many customers were changed: the same for all of them, or nothing."""
    asked = given(ManyWorkBody)
    done = customer_work.change_works(current_user, _scope(), asked["customers"], asked["change"])
    return answer({"changed": done})


def change_renewals() -> Response:
    """How many renewals were changed: the same for all of them, or nothing."""
    asked = given(ManyRenewalsBody)
    pairs = [(subscription["org_id"], subscription["subscription_id"]) for subscription in asked["subscriptions"]]
    return answer({"changed": customer_work.change_renewals(current_user, _scope(), pairs, asked["change"])})


def import_file() -> Response:
    """A CSV of work, dry unless `commit=true`: rows, how many change something, what is wrong by line."""
    done = import_work(current_user, _scope(), file_text(), commit=committed())
    problems = [{"line": line, "message": str(problem)} for line, problem in done.problems]
    summary = {"rows": done.rows, "changed": done.changed, "problems": problems, "unknown_columns": done.unknown}
    return answer(summary, 400 if problems and committed() else 200)


def owners() -> Response:
    """The addresses of those who may own the work on the customers that `org_id` names (repeatable)."""
    return answer(customer_work.owners_for(current_user, _scope(), request.args.getlist("org_id")))


def _versioned(held: Work | RenewalWork) -> Response:
    response = answer(asdict(held))
    response.headers["ETag"] = f'"{held.version}"'
    return response


def _scope() -> Scope:
    return request_scope.question(request_scope.reader(), "customers").scope
