"""Changing a custom template: the form that opens it, what stays, and the second editor who is told."""

from typing import Any

import pytest
from dash import no_update
from flask import Flask

from dashboard.callbacks import reports as callbacks
from dashboard.callbacks.report_work import save_custom
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.pages.reports import page
from dashboard.reports.templates import Template, templates_for
from dashboard.services import Services
from tests.callbacks.test_reports import filled, request_of  # noqa: F401
from tests.ui.trees import nodes, text

NEW = {
    "template-name": "Mine",
    "template-base": "subscription_details",
    "template-columns": ["customer_name", "subscription_id"],
    "template-column0": "meeting_license_used",
    "template-operator0": ">",
    "template-value0": "5",
    "template-shared": True,
}


def held(opened: Services, user: Any) -> Template:
    return templates_for(opened.store, user)[-1]


def form_of(made: Template) -> dict[str, Any]:
    """What the page's form sends back, untouched."""
    fields = {
        node["id"]["name"]: node.get("value") for node in nodes(page.layout(template=made.template_id)) if _is(node)
    }
    return {name: value for name, value in fields.items() if name.startswith("template-")}


def _is(node: dict[str, Any]) -> bool:
    id_ = node.get("id")
    return isinstance(id_, dict) and id_.get("type") == "report-field"


@pytest.mark.usefixtures("filled")
def test_the_form_opens_with_what_the_template_holds(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin") as user:
        made = save_custom(NEW)
        assert text(page.layout()).count("Make a custom template") == 1
        assert "Edit Mine" in text(page.layout(template=made.template_id))
        assert form_of(made) == NEW | {
            "template-id": made.template_id,
            "template-version": made.version,
            "template-narrowed": "",
            "template-column1": "-",
            "template-column2": "-",
        }
        save_custom(form_of(made))
        assert held(opened, user) == made


@pytest.mark.usefixtures("filled")
def test_name_columns_and_filters_change_and_the_base_stays(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin") as user:
        made = save_custom(NEW)
        given = form_of(made) | {
            "template-name": "Ours",
            "template-columns": ["customer_name"],
            "template-column0": "-",
            "template-shared": False,
            "template-base": "devices",
        }
        changed = save_custom(given | {"template-base": "subscription_details"})
        assert (changed.name, changed.columns, changed.filters, changed.shared) == (
            "Ours",
            ("customer_name",),
            (),
            False,
        )
        assert (changed.template_id, changed.base.name) == (made.template_id, "subscription_details")
        assert changed.version != made.version
        assert [one for one in templates_for(opened.store, user) if one.owner] == [changed]
        with pytest.raises(BadParameter):
            save_custom(given | {"template-version": changed.version, "template-columns": ["mac"]})


@pytest.mark.usefixtures("filled")
def test_a_second_editor_is_told_and_nothing_is_overwritten(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin") as user:
        first = second = form_of(save_custom(NEW))
        save_custom(first | {"template-name": "First"})
        with pytest.raises(Conflict, match="changed meanwhile"):
            save_custom(second | {"template-name": "Second"})
        assert held(opened, user).name == "First"


@pytest.mark.usefixtures("filled")
def test_the_page_tells_it_and_goes_on_with_the_newest_version(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin", "de"):
        given = form_of(save_custom(NEW))
        said, _beside, _list, _options, version = pressed(given | {"template-name": "A"})
        assert said == "Die Vorlage A wurde gespeichert."
        said, _beside, shown, _options, kept = pressed(given | {"template-name": "B"})
        assert said.startswith("Die Vorlage wurde inzwischen")
        assert (shown, kept) == (no_update, no_update)
        said = pressed(given | {"template-name": "B", "template-version": version})[0]
        assert said == "Die Vorlage B wurde gespeichert."


def pressed(given: dict[str, Any]) -> tuple[Any, ...]:
    fields = [{"type": "report-field", "name": name} for name in given]
    return callbacks.keep_template(1, fields, list(given.values()), [])


@pytest.mark.usefixtures("filled")
def test_nobody_changes_anothers_template(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin"):
        made = save_custom(NEW)
        given = form_of(made)
    with request_of(server, opened, "read_only_admin"):
        assert "There is no such template." in text(page.layout(template=made.template_id))
        with pytest.raises(NotFound):
            save_custom(given)
