"""Saved views: kept without searches, shared, begun with, forgotten by their owner alone."""

from contextlib import nullcontext

import pytest
from flask.testing import FlaskClient

from dashboard.access.account.saved_views import (
    PAGES,
    begins_with_view,
    change_view,
    delete_view,
    home_of,
    save_view,
    set_home,
    set_start,
    start_query,
    views_of,
)  # fmt: skip
from dashboard.access.accounts import User, user_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.errors import BadParameter, NotFound
from dashboard.services import Services
from tests.asked import components, page, words
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


@pytest.mark.parametrize(
    ("name", "page", "taken"), [("B", PAGE, True), (" B ", PAGE, True), ("A", PAGE, False), ("B", "/renewals", False)]
)
def test_a_name_is_one_views_of_a_page(opened: Services, name: str, page: str, taken: bool) -> None:
    """Renamed as another of the page it would be one of two, of which the next to be saved replaces either."""
    admin, partner = who(opened, "full_admin"), who(opened, "partner_admin")
    one = save_view(opened.store, admin, page, "A", "tag=A", shared=False)
    for user in (admin, partner):
        save_view(opened.store, user, PAGE, "B", "tag=B", shared=True)
    with pytest.raises(BadParameter, match="name") if taken else nullcontext():
        change_view(opened.store, admin, one, name=name, start=True)
    assert [view.name for view in views_of(opened.store, admin, page) if view.start] == ([] if taken else [name])


def test_one_view_begins_the_page(opened: Services) -> None:
    admin = who(opened, "full_admin")
    one, two = (save_view(opened.store, admin, PAGE, name, f"tag={name}", shared=False) for name in ("A", "B"))
    for view_id, query in ((one, "tag=A"), (two, "tag=B"), (None, "")):
        set_start(opened.store, admin, PAGE, view_id)
        assert start_query(opened.store, admin, PAGE) == query


def test_a_page_knows_whether_it_begins_with_a_view(opened: Services) -> None:
    admin = who(opened, "full_admin")
    pages = ("/", PAGE, "/calling")

    def begun() -> list[str]:
        return [page for page in pages if begins_with_view(opened.store, admin, page)]

    gold = save_view(opened.store, admin, PAGE, "Gold", "tag=Gold", shared=False)
    all_of_it = save_view(opened.store, admin, "/calling", "All", "", shared=False)
    assert begun() == []
    set_start(opened.store, admin, PAGE, gold)
    set_start(opened.store, admin, "/calling", all_of_it)  # whose address is the page's own
    assert begun() == [PAGE]
    set_home(opened.store, admin, gold)
    assert begun() == ["/", PAGE]


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


def test_a_person_begins_with_a_view_of_any_page(client: FlaskClient, us: Region, opened: Services) -> None:
    """`/` leads to it, and the menu to the overview itself."""
    load(us, [row("A", "S1", m=(1, 1, 1))])
    sign_in(client, "full_admin")
    fields = {"name": "Falling", "page": "/calling", "query": "?customer_usage.sort=calls_change&since=2026-01-01"}
    assert client.post("/views", data=fields, headers=OWN).status_code == 303
    [view] = views_of(opened.store, who(opened, "full_admin"), "/calling")
    assert view.query == "customer_usage.sort=calls_change", "a view speaks of the day on which it is opened"
    assert client.post(f"/views/{view.view_id}/home", data={"page": "/calling"}, headers=OWN).status_code == 303
    assert client.get("/").headers["Location"] == f"/calling?{view.query}"
    assert home_of(opened.store, who(opened, "full_admin")) is not None
    menu = {node["props"].get("href") for node in components(page(client, "/help")) if node["type"] == "A"}
    [overview] = [href for href in menu if href and href.startswith("/?")]
    assert client.get(overview).status_code == 200
    assert sign_in(client.application.test_client(), "help_desk").get("/").status_code == 200
    assert client.post("/views/0/home", data={"page": "/calling"}, headers=OWN).headers["Location"] == "/calling"
    assert client.get("/").status_code == 200
    assert client.post("/views/77/home", headers=OWN).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_menu_of_views(client: FlaskClient, us: Region, path: str) -> None:
    load(us, [row("A", "S1", m=(1, 1, 1))])
    sign_in(client, "full_admin")
    assert "icon-table" in words(page(client, path))
    assert "Views" in words(page(client, path))
