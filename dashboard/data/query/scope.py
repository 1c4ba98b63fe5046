"""Scope: the customers a question may speak of. Nothing is asked without one."""

from dataclasses import dataclass, replace
from typing import TypeVar

import sqlalchemy as sa

from dashboard.data.query.letters import contains, lowered
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer, customer_tag
from dashboard.data.storage.schema.customers import customer_user
from dashboard.data.storage.texts import normal

_LEAST_OF_ADDRESS = 3  # letters: fewer are part of nearly every address

S = TypeVar("S", bound="sa.Select[tuple[object, ...]]")


@dataclass(frozen=True)
class Scope:
    """A region, the customers of it that a user may see, and the filters that narrow them.

    `user_id` is the partner admin whose assigned customers count; None means every customer of the region and is
    given only for roles that see all (`accounts.scope_for`).
    """

    region: Region
    user_id: int | None
    tags: tuple[str, ...] = ()  # any of
    managed_by: str | None = None  # "external", "own"
    search: str = ""  # part of the customer's name, or of the e-mail address of one of its users
    only: tuple[int, ...] = ()  # keys of the customers of a page, where rows are looked up for them

    @property
    def whole_region(self) -> bool:
        """Whether nothing narrows it, so that sums kept for the region answer."""
        return self.user_id is None and not (self.tags or self.managed_by or self.search or self.only)

    @property
    def unfiltered(self) -> "Scope":
        """The same customers without the filters: what the user may see at all."""
        return Scope(self.region, self.user_id)

    @property
    def peers(self) -> "Scope":
        """Every customer of the region: only for what is the same for everybody, thresholds and dates."""
        return Scope(self.region, None)

    def narrowed(self, **filters: object) -> "Scope":
        """The scope with other filters; the user stays."""
        return replace(self, **filters)  # type: ignore[arg-type]

    def restrict(self, statement: S, customer_key: sa.ColumnElement[int]) -> S:
        """The statement for the customers in scope: each limit is a table joined on the key, never a list of ids."""
        if self.only:
            statement = statement.where(customer_key.in_(self.only))
        if self.user_id is not None:
            own = sa.select(assignment.c.customer_key).where(assignment.c.user_id == self.user_id)
            statement = statement.where(customer_key.in_(own))
        if self.tags:
            statement = statement.where(customer_key.in_(self.tagged()))
        if self.managed_by or self.search:
            statement = statement.where(customer_key.in_(self._matching()))
        return statement

    def tagged(self) -> sa.Select[tuple[int]]:
        """The keys of the customers that have any of its tags."""
        mine = sa.func.lower(customer_tag.c.tag).in_([lowered(tag) for tag in self.tags])
        return sa.select(customer_tag.c.customer_key).where(mine)

    def _matching(self) -> sa.Select[tuple[int]]:
        customers = sa.select(customer.c.customer_key)
        if self.managed_by:
            customers = customers.where(customer.c.managed_by == self.managed_by)
        if self.search:
            name = sa.func.coalesce(customer.c.name, customer.c.snapshot_name)
            matches = contains(name, normal(self.search))
            customers = customers.where(matches | customer.c.customer_key.in_(self._with_user()))
        return customers

    def _with_user(self) -> sa.Select[tuple[int]]:
        long_enough = sa.true() if len(self.search) >= _LEAST_OF_ADDRESS else sa.false()
        address = customer_user.c.email.contains(normal(self.search).lower(), autoescape=True)
        return sa.select(customer_user.c.customer_key).where(address, long_enough)
