"""The tag editor: five fields, with the tags in use to choose from."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.data.customers.profile import tags_in_use
from dashboard.data.customers.tags import LONGEST, MOST, Tags
from dashboard.pages.customer.context import CustomerContext
from dashboard.ui import controls, post_forms
from dashboard.ui.controls import Child


def tag_editor(seen: CustomerContext) -> list[Child]:
    """A popover for those who may edit; nothing for the others."""
    if not may(current_user, "tags_edit"):
        return []
    held = Tags(tuple(sorted(seen.profile["tags"], key=lambda tag: (tag.casefold(), tag))))
    suggestions = post_forms.suggestions("known-tags", list(tags_in_use(seen.question.scope)))
    children = [*_fields(held.tags), suggestions, post_forms.hidden("version", held.version)]
    inside = post_forms.form(seen.action("tags"), [*children, post_forms.submit(gettext("Save tags"), "primary")])
    return [controls.popover(gettext("Edit tags"), "plus", [inside])]


def _fields(tags: Sequence[str]) -> list[Child]:
    rows = [*tags, *[""] * (MOST - len(tags))]
    return [
        post_forms.field(
            gettext("Tag %(n)s", n=number), "tag", value=tag, maxlength=str(LONGEST), list="known-tags", type="text"
        )
        for number, tag in enumerate(rows, 1)
    ]
