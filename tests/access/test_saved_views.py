"""Saved views: kept without searches, shared, begun with, forgotten by their owner alone."""

import pytest
from flask.testing import FlaskClient

from dashboard.access.accounts import User, user_of
from dashboard.access.saved_views import delete_view, save_view, set_start, start_query, views_of
from dashboard.data.regions import Region
from dashboard.data.store import reading
from dashboard.errors import BadParameter, NotFound
from dashboard.services import Services
from tests.data.factories import load, row
from tests.fixtures.application import OWN, email_of, sign_in

PAGE = "/customers"


def who(opened: Services, role: str) -> User:
    with reading(opened.store) as connection:
        return user_of(connection, email_of(role))


def test_a_view_is_kept_without_what_may_name_a_person(opened: Services) -> None:
    admin, partner = who(opened, "full_admin"), who(opened, "partner_admin")
    save_view(opened.store, admin, PAGE, " Gold  trials ", "?q=zoe%40a.example&as_of=2026-01-01&tag=Gold", shared=True)
    save_view(opened.store, admin, PAGE, "alone", "tag=Silver", shared=False)
    save_view(opened.store, admin, PAGE, "alone", "tag=Bronze", shared=False)  # replaces
    assert [(one.name, one.query, one.own) for one in views_of(opened.store, admin, PAGE)] == [
        ("alone", "tag=Bronze", True),
        ("Gold trials", "tag=Gold", True),
    ]
    [seen] = views_of(opened.store, partner, PAGE)
    assert (seen.name, seen.own, seen.owner) == ("Gold trials", False, email_of("full_admin"))
    with pytest.raises(NotFound):
        delete_view(opened.store, partner, seen.view_id)
    with pytest.raises(NotFound):
        set_start(opened.store, partner, PAGE, seen.view_id)
    delete_view(opened.store, admin, seen.view_id)
    assert views_of(opened.store, partner, PAGE) == []


def test_one_view_begins_the_page(opened: Services) -> None:
    admin = who(opened, "full_admin")
    one, two = (save_view(opened.store, admin, PAGE, name, f"tag={name}", shared=False) for name in ("A", "B"))
    for view_id, query in ((one, "tag=A"), (two, "tag=B"), (None, "")):
        set_start(opened.store, admin, PAGE, view_id)
        assert start_query(opened.store, admin, PAGE) == query


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
def test_what_is_no_name(opened: Services, name: str) -> None:
    with pytest.raises(BadParameter):
        save_view(opened.store, who(opened, "full_admin"), PAGE, name, "", shared=False)


def test_forms(client: FlaskClient, us: Region, opened: Services) -> None:
    load(us, [row("A", "S1", m=(1, 1, 1))])
    sign_in(client, "help_desk")
    saved = client.post("/views", data={"name": "Gold", "query": "?tag=Gold"}, headers=OWN)
    assert (saved.status_code, saved.headers["Location"]) == (303, "/customers?tag=Gold")
    [view] = views_of(opened.store, who(opened, "help_desk"), PAGE)
    assert client.get("/customers").status_code == 200
    client.post(f"/views/{view.view_id}/start", data={"query": ""}, headers=OWN)
    assert client.get("/customers").headers["Location"] == "/customers?tag=Gold"
    assert client.get("/customers?region=US").status_code == 200
    assert client.post("/views", data={"name": ""}, headers=OWN).status_code == 400
    assert client.post("/views/77/delete", headers=OWN).status_code == 404
    assert client.post(f"/views/{view.view_id}/delete", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
