"""Limits on guessing: failures are counted in the store, so that every process and every restart knows them.

Five failures for one e-mail address, or twenty from one network address, and the next attempt waits: fifteen seconds
first, twice as long after each further failure, a quarter of an hour at most. An hour without failures forgets them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.store import digest, failed_sign_in, reading, writing

_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
_MEMORY = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """What is counted, and from how many failures on one has to wait."""

    key: str
    free: int


def limits(email: str, address: str) -> tuple[Limit, Limit]:
    """The two limits of a sign-in."""
    return Limit(digest(f"email {email.strip().lower()}"), 5), Limit(digest(f"address {_network(address)}"), 20)


def token_limit(address: str) -> Limit:
    """The limit of tokens that are none; apart from sign-ins, as one broken script must not shut people out."""
    return Limit(digest(f"token {_network(address)}"), 20)


def wait(store: Engine, at: datetime, *counted: Limit) -> timedelta | None:
    """How long until another attempt is looked at; None when it is at once."""
    with reading(store) as connection:
        ends = [_free_from(connection, limit, at) for limit in counted]
    latest = max((end for end in ends if end), default=None)
    return latest - at if latest and latest > at else None


def count_failure(store: Engine, at: datetime, *counted: Limit) -> None:
    """Counts one failure for each. An attempt counts before its password is looked at: many at once gain nothing."""
    with writing(store) as connection:
        connection.execute(sa.delete(failed_sign_in).where(failed_sign_in.c.at < at - _MEMORY))
        connection.execute(sa.insert(failed_sign_in), [{"key": limit.key, "at": at} for limit in counted])


def forgive(store: Engine, at: datetime, email: Limit, address: Limit) -> None:
    """After the right password: forgets the failures of the e-mail address, and this one attempt of the network's."""
    row = failed_sign_in.c
    with writing(store) as connection:
        connection.execute(sa.delete(failed_sign_in).where(row.key == email.key))
        connection.execute(sa.delete(failed_sign_in).where(row.key == address.key, row.at == at))


def _free_from(connection: Connection, limit: Limit, at: datetime) -> datetime | None:
    row = failed_sign_in.c
    counted = sa.select(sa.func.count(), sa.func.max(row.at)).where(row.key == limit.key, row.at > at - _MEMORY)
    failures, last = connection.execute(counted).one()
    if failures < limit.free:
        return None
    longer: timedelta = _FIRST_WAIT * 2 ** min(failures - limit.free, 10)
    end: datetime = last + min(longer, _LONGEST_WAIT)
    return end


def _network(address: str) -> str:
    """One customer of an IPv6 provider has a /64 to choose addresses from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return found.exploded[:19]
    return str(found)
