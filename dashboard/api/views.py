"""/views: saved addresses of any page, the caller's own and those that colleagues share."""

from dataclasses import asdict
from typing import Any

from flask import Response, request
from flask_login import current_user

from dashboard.access.account.saved_views import PAGES, View, change_view, delete_view, save_view, view_for, views_of
from dashboard.api.base.answers import answer
from dashboard.api.base.bodies import body, given
from dashboard.api.base.kept_bodies import ViewBody, ViewChangeBody
from dashboard.errors import BadParameter
from dashboard.services import services


def views() -> Response:
    """Every view, or those of `page`."""
    page = request.args.get("page") or None
    if page is not None and page not in PAGES:
        raise BadParameter("page", f"one of {', '.join(PAGES)}")
    return answer([_told(held) for held in views_of(services().store, current_user, page)])


def add() -> Response:
    """201 with a view of the caller's; one of the same page and name is replaced."""
    asked, store = body(ViewBody), services().store
    view_id = save_view(store, current_user, asked.page, asked.name, asked.query, shared=asked.shared)
    return answer(_told(view_for(store, current_user, view_id)), 201)


def view(view_id: int) -> Response:
    """One view."""
    return answer(_told(view_for(services().store, current_user, view_id)))


def change(view_id: int) -> Response:
    """Changes a view of the caller's own as far as something is given."""
    change_view(services().store, current_user, view_id, **given(ViewChangeBody))
    return answer(_told(view_for(services().store, current_user, view_id)))


def delete(view_id: int) -> Response:
    """204: a view of the caller's own is gone."""
    delete_view(services().store, current_user, view_id)
    return Response(status=204)


def _told(held: View) -> dict[str, Any]:
    return {**asdict(held), "address": request.script_root + held.address}
