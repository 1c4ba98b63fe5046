"""Tags of customers: at most five each, of at most 25 characters; the same tag is spelled the same everywhere."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.customers.edits import customer_key, customer_keys, note_changes
from dashboard.data.query.letters import in_order, lowered
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import customer, customer_tag
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.i18n import N_

MOST, LONGEST = 5, 25
MOST_AT_ONCE = 2_000  # customers of a list; more would keep other writers waiting
Way = Literal["add", "replace", "remove"]


@dataclass(frozen=True)
class Tags:
    """The tags of a customer, in order. Who changes them says which version was read."""

    tags: tuple[str, ...]

    @property
    def version(self) -> str:
        """The same for the same tags."""
        return hashlib.sha256("\x1f".join(self.tags).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Tagged:
    """What became of many customers: how many were changed, and the names of those that would have too many."""

    changed: int
    exceeding: tuple[str, ...]  # left as they were


def clean_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Trimmed, each once in any case, the first spelling kept. Raises BadParameter for more or longer than allowed."""
    tags: dict[str, str] = {}
    for text in texts:
        tag = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
        if not tag:
            continue
        if len(tag) > LONGEST:
            raise BadParameter("tags", N_("at most %(most)s characters each"), most=LONGEST)
        if not tag.isprintable():
            raise BadParameter("tags", N_("no control characters"))
        if "," in tag:
            raise BadParameter("tags", N_("no commas: they stand between tags"))
        tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST:
        raise BadParameter("tags", N_("at most %(most)s tags a customer"), most=MOST)
    return tuple(tags.values())


def tags_of(scope: Scope, org_id: str) -> Tags:
    """The tags of a customer. Raises NotFound."""
    with scope.region.read() as connection:
        return _held(connection, customer_key(connection, scope, org_id))


def set_tags(scope: Scope, org_id: str, tags: Iterable[str], version: str | None, actor: str) -> Tags:
    """The customer's tags from now on. `version`: of the tags that were read, None to overwrite whatever is there.

    Raises BadParameter, NotFound, and Conflict with the tags there are when somebody changed them meanwhile.
    """
    wanted = clean_tags(tags)
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        held = _held(connection, key)
        if version is not None and version != held.version:
            raise Conflict(N_("Somebody else changed these tags. Look at them again before you change them."), held)
        return _write(connection, scope, key, held, wanted, actor)


def change_tags(scope: Scope, org_ids: Collection[str], way: Way, tags: Iterable[str], actor: str) -> Tagged:
    """Adds tags to many customers, takes them away or puts them in place of all others.

    Customers that would have more than five stay as they are and are named. Raises BadParameter, NotFound.
    """
    wanted = clean_tags(tags)
    changed, exceeding = 0, []
    with scope.region.write() as connection:
        for key in customer_keys(connection, scope, org_ids).values():
            held = _held(connection, key)
            after = _after(held.tags, way, wanted)
            if len(after) > MOST:
                exceeding.append(_name(connection, key))
            elif _write(connection, scope, key, held, after, actor) != held:
                changed += 1
    return Tagged(changed, tuple(sorted(exceeding)))


def rename_tag(scope: Scope, old: str, new: str, actor: str) -> int:
    """Gives a tag another name, on the customers that the user may see; how many had it.

    Raises NotFound when none of them does, BadParameter for a name that is none.
    """
    wanted = clean_tags([new])
    if not wanted:
        raise BadParameter("tag", N_("a text that is not empty"))
    row = customer_tag.c
    with scope.region.write() as connection:
        every = sa.select(row.customer_key).where(sa.func.lower(row.tag) == lowered(old.strip()))
        keys = list(connection.scalars(scope.unfiltered.restrict(every, row.customer_key)))
        if not keys:
            raise NotFound(N_("No customer that you look after has this tag."))
        for key in keys:
            held = _held(connection, key)
            others = [tag for tag in held.tags if tag.casefold() != old.strip().casefold()]
            _write(connection, scope, key, held, clean_tags([*wanted, *others]), actor, respell=False)
    return len(keys)


def _after(held: Iterable[str], way: Way, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if way == "replace":
        return wanted
    taken = {tag.casefold() for tag in wanted}
    others = tuple(tag for tag in held if tag.casefold() not in taken)
    return others if way == "remove" else (*others, *wanted)


def _held(connection: Connection, key: int) -> Tags:
    tags = connection.scalars(sa.select(customer_tag.c.tag).where(customer_tag.c.customer_key == key))
    return Tags(tuple(sorted(tags, key=lambda tag: (tag.casefold(), tag))))


def _name(connection: Connection, key: int) -> str:
    row = customer.c
    shown = sa.func.coalesce(row.name, row.snapshot_name, row.org_id)
    return str(connection.scalar(sa.select(shown).where(row.customer_key == key)))


def _write(
    connection: Connection,
    scope: Scope,
    key: int,
    held: Tags,
    wanted: tuple[str, ...],
    actor: str,
    *,
    respell: bool = True,
) -> Tags:
    spellings = _spellings(connection, scope, wanted) if respell else {}
    after = Tags(tuple(sorted((spellings.get(tag.casefold(), tag) for tag in wanted), key=lambda t: (t.casefold(), t))))
    if after == held:
        return held
    connection.execute(sa.delete(customer_tag).where(customer_tag.c.customer_key == key))
    if after.tags:
        connection.execute(sa.insert(customer_tag), [{"customer_key": key, "tag": tag} for tag in after.tags])
    note_changes(connection, [key], actor, "tags", ", ".join(after.tags))
    return after


def _spellings(connection: Connection, scope: Scope, wanted: tuple[str, ...]) -> dict[str, str]:
    """How these tags are spelled already on customers that the user may see: of others' tags nothing is learnt."""
    every = sa.select(sa.func.min(in_order(customer_tag.c.tag))).group_by(sa.func.lower(customer_tag.c.tag))
    named = every.where(sa.func.lower(customer_tag.c.tag).in_([lowered(tag) for tag in wanted]))
    tags = connection.scalars(scope.unfiltered.restrict(named, customer_tag.c.customer_key))
    return {tag.casefold(): tag for tag in tags}
