"""Templates: the five reports, and custom ones that choose columns and filters of one of them or of any table."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.exports.formats import FORMATS
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import View
from dashboard.data.query.table import Table
from dashboard.data.reporting.tables import REPORT_TABLES, report_named
from dashboard.data.storage.store import audit, digest, now, reading, writing
from dashboard.data.storage.store.reports import new_id, report_template
from dashboard.data.tables import TABLES
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.i18n import N_
from dashboard.reports.narrowing import narrowing

LONGEST_NAME = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
MOST_FILTERS, MOST_TEMPLATES = 20, 100
CHANGED = N_("The template was changed meanwhile, in another window. Open it again to see what it holds now.")


@dataclass(frozen=True)
class Template:
    """What a report holds. `template_id` is the base's key for the five, whose `owner` is None."""

    template_id: str
    name: str  # for the five an English message id
    base: Table
    columns: tuple[str, ...] = ()  # keys in order; empty: all of the base
    filters: tuple[tuple[str, str], ...] = ()  # column key, filter as an address writes it
    owner: int | None = None
    shared: bool = False
    narrowed: str = ""  # product, tags and what else narrows a page, as an address states it

    @property
    def view(self) -> View:
        """How the base is read."""
        return _view(self.base, self.columns, self.filters)

    @property
    def definition(self) -> str:
        """Base, columns and filters as JSON, for `defined`."""
        held = {"base": self.base.name, "columns": self.columns, "filters": self.filters}
        return json.dumps(held | ({"narrowed": self.narrowed} if self.narrowed else {}))

    @property
    def version(self) -> str:
        """Another whenever anything that an editor can change is another."""
        return digest(json.dumps([self.name, self.definition, self.shared]))[:16]


_TABLES = {table.name: table for table in (*TABLES, *REPORT_TABLES)}
BASES = tuple(Template(table.name, table.title, table) for table in REPORT_TABLES)


def defined(name: str, definition: str) -> Template:
    """A template as a run remembers it. Raises NotFound for a base that this version does not have."""
    fields = json.loads(definition)
    filters = tuple((str(key), str(text)) for key, text in fields["filters"])
    narrowed = fields.get("narrowed", "")
    return Template("", name, base_named(fields["base"]), tuple(fields["columns"]), filters, narrowed=narrowed)


def templates_for(store: Engine, user: User) -> list[Template]:
    """The five, then the custom ones that the user made or that others share, by name. Raises Forbidden."""
    demand(user, "reports")
    with reading(store) as connection:
        return _every(connection, user)


def template_for(store: Engine, user: User, name: str) -> Template:
    """The template of a key or an id that the user may run. Raises NotFound for any other, Forbidden."""
    demand(user, "reports")
    with reading(store) as connection:
        return template_of(connection, user, name)


def template_of(connection: Connection, user: User, name: str) -> Template:
    """The same within the caller's transaction."""
    for template in _every(connection, user):
        if template.template_id == name:
            return template
    raise NotFound(f"There is no report template {name!r}.")


def _every(connection: Connection, user: User) -> list[Template]:
    mine = sa.or_(report_template.c.user_id == user.user_id, report_template.c.shared)
    rows = connection.execute(sa.select(report_template).where(mine)).mappings()
    known = [_custom(row) for row in rows if row["base"] in _TABLES]  # one of another version is as good as deleted
    return [*BASES, *sorted(known, key=lambda template: (template.name.lower(), template.template_id))]


def template_named(store: Engine, name: str) -> Template:
    """The template of a key, a title, an id, a custom name or a table: for the command line. Raises NotFound."""
    base = report_named(name)
    if base is not None:
        return next(template for template in BASES if template.base is base)
    named = sa.or_(report_template.c.template_id == name, report_template.c.name == name)
    with reading(store) as connection:
        templates = [_custom(row) for row in connection.execute(sa.select(report_template).where(named)).mappings()]
    if len(templates) == 1:
        return templates[0]
    if not templates and (table := next((table for table in TABLES if table.name == name), None)):
        return Template(table.name, table.title, table)
    keys = ", ".join(template.template_id for template in BASES)
    if templates:
        ids = ", ".join(template.template_id for template in templates)
        raise NotFound(f"report template {name!r}: there are several; name one by its id: {ids}")
    raise NotFound(f"report template {name!r}: unknown; one of {keys}, a table, or the name or id of a custom one")


def save_template(
    store: Engine,
    user: User,
    *,
    name: str,
    base: str,
    columns: Sequence[str] = (),
    filters: Sequence[tuple[str, str]] = (),
    shared: bool = False,
    narrowed: str = "",
) -> Template:
    """Keeps a new custom template. Raises BadParameter, whose parameter is the field, and Forbidden."""
    demand(user, "reports")
    table, kept = base_named(base), narrowing(narrowed)
    template = Template(new_id(), _name(name), table, tuple(columns), tuple(filters), user.user_id, shared, kept)
    _ = template.view
    more = {"template_id": template.template_id, "user_id": user.user_id, "created_at": now()}
    with writing(store) as connection:
        mine = sa.select(sa.func.count()).where(report_template.c.user_id == user.user_id)
        if connection.execute(mine).scalar_one() >= MOST_TEMPLATES:
            raise BadParameter("name", N_("at most %(most)s templates a person"), most=MOST_TEMPLATES)
        connection.execute(sa.insert(report_template).values(_values(template) | more))
        audit(connection, N_("report template saved"), template.name, user.email)
    return template


def change_template(
    store: Engine,
    user: User,
    template_id: str,
    version: str | None,
    *,
    name: str,
    columns: Sequence[str] = (),
    filters: Sequence[tuple[str, str]] = (),
    shared: bool = False,
) -> Template:
    """Keeps what the user made of a template of their own; its base stays. `version`: as it was read, None for any.

    Raises BadParameter, whose parameter is the field, NotFound for a template that is not the user's own, and
    Conflict when it was changed since it was read.
    """
    demand(user, "reports")
    with writing(store) as connection:
        row = connection.execute(sa.select(report_template).where(*_own(user, template_id))).mappings().one_or_none()
        if row is None:
            raise NotFound(f"There is no report template {template_id!r}.")
        held = _custom(row)
        if version is not None and version != held.version:
            raise Conflict(CHANGED, held)
        changed = replace(held, name=_name(name), columns=tuple(columns), filters=tuple(filters), shared=shared)
        _ = changed.view
        change = sa.update(report_template).where(*_own(user, template_id)).values(_values(changed))
        connection.execute(change)
        audit(connection, N_("report template saved"), changed.name, user.email)
    return changed


def _values(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "base": template.base.name,
        "columns": json.dumps(template.columns),
        "filters": json.dumps(template.filters),
        "shared": template.shared,
        "narrowed": template.narrowed,
    }


def delete_template(store: Engine, user: User, template_id: str) -> None:
    """Removes a template of the user; its schedules fail from now on, visibly. Raises NotFound, Forbidden."""
    demand(user, "reports")
    with writing(store) as connection:
        if connection.execute(sa.delete(report_template).where(*_own(user, template_id))).rowcount != 1:
            raise NotFound(f"There is no report template {template_id!r}.")
        audit(connection, N_("report template deleted"), template_id, user.email)


def file_name(name: str, run_id: str, day: date, format: str = "csv") -> str:
    """`<name>_<run id>_<date>.<suffix>` in letters, digits, dots, dashes and underscores, wherever it is saved."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    safe = _UNSAFE.sub("_", plain).strip("._-") or "Report"
    return f"{safe}_{run_id}_{day.isoformat()}.{FORMATS[format].suffix}"


def _own(user: User, template_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return report_template.c.template_id == template_id, report_template.c.user_id == user.user_id


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadParameter("name", N_("1 to %(most)s characters"), most=LONGEST_NAME)
    return name


def base_named(name: str) -> Table:
    """The report or the table of that name: a template can be made of each. Raises BadParameter."""
    if name in _TABLES:
        return _TABLES[name]
    raise BadParameter("base", N_("one of %(names)s"), names=", ".join(table.name for table in REPORT_TABLES))


def _view(base: Table, columns: Sequence[str], filters: Sequence[tuple[str, str]]) -> View:
    if len(filters) > MOST_FILTERS:
        raise BadParameter("filters", N_("at most %(most)s"), most=MOST_FILTERS)
    if len(set(columns)) != len(columns) or not all(base.column(key) for key in columns):
        raise BadParameter("columns", N_("some of %(names)s"), names=", ".join(column.key for column in base.columns))
    parsed = []
    for key, text in filters:
        column = base.column(key)
        if column is None:
            raise BadParameter(
                "filters", N_("some of %(names)s"), names=", ".join(offered.key for offered in base.columns)
            )
        parsed.append(parse_filter(column, text))
    return View(filters=tuple(parsed), columns=tuple(columns))


def _custom(row: Mapping[Any, Any]) -> Template:
    filters = tuple((str(key), str(text)) for key, text in json.loads(row["filters"]))
    base, columns, shared = base_named(row["base"]), tuple(json.loads(row["columns"])), row["shared"]
    own = row["user_id"]
    return Template(row["template_id"], row["name"], base, columns, filters, own, shared, row["narrowed"])
