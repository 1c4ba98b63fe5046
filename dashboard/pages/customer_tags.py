"""The tag editor: five fields, with the tags in use to choose from."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_login import current_user

from dashboard.access.accounts import may
from dashboard.data.customers import tags_in_use
from dashboard.data.tags import LONGEST, MOST, Tags
from dashboard.pages.customer_seen import Seen
from dashboard.ui import controls, posted
from dashboard.ui.controls import Child


def tag_editor(seen: Seen) -> list[Child]:
    """A popover for those who may edit; nothing for the others."""
    if not may(current_user, "tags_edit"):
        return []
    held = Tags(tuple(sorted(seen.profile["tags"], key=lambda tag: (tag.casefold(), tag))))
    known = posted.suggestions("known-tags", list(tags_in_use(seen.question.scope)))
    children = [*_fields(held.tags), known, posted.hidden("version", held.version)]
    inside = posted.form(seen.action("tags"), [*children, posted.submit(gettext("Save tags"), "primary")])
    return [controls.popover(gettext("Edit tags"), "plus", [inside])]


def _fields(tags: Sequence[str]) -> list[Child]:
    rows = [*tags, *[""] * (MOST - len(tags))]
    return [
        posted.field(
            gettext("Tag %(n)s", n=number), "tag", value=tag, maxlength=str(LONGEST), list="known-tags", type="text"
        )
        for number, tag in enumerate(rows, 1)
    ]
