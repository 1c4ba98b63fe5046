"""Limits on guessing: failures are counted in the store, so that every process and every restart knows them.

Five failures for one e-mail address from one network, or twenty from one network, and the next attempt from there
waits: fifteen seconds first, twice as long after each further failure, a quarter of an hour at most. An hour without
failures forgets them. So whoever guesses is slowed, and not the person whose account it is. Many networks that guess at
one account have a hundred attempts together; then they wait too, all but those from which its user signed in lately.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage.store import browser_session, digest, failed_sign_in, reading, user, writing

_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
_MEMORY = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """What is counted, and from how many failures on one has to wait."""

    key: str
    free: int


def limits(email: str, address: str) -> tuple[Limit, Limit]:
    """The two limits of a sign-in: of the network for this e-mail address, and of the network for any."""
    network = _network(address)
    return Limit(digest(f"email {email.strip().lower()} {network}"), 5), Limit(digest(f"address {network}"), 20)


def account_limit(store: Engine, email: str, address: str) -> Limit | None:
    """The limit of an account over all networks; None for a network from which its user has signed in lately."""
    email = email.strip().lower()
    row = browser_session.c
    addresses = sa.select(row.address).join(user, user.c.user_id == row.user_id).where(user.c.email == email)
    with reading(store) as connection:
        networks = {_network(seen) for seen in connection.scalars(addresses)}
    return None if _network(address) in networks else Limit(digest(f"account {email}"), 100)


def sso_limit(address: str) -> Limit:
    """The limit of sign-ins that the identity provider, or we, refuse."""
    return Limit(digest(f"sso {_network(address)}"), 20)


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


def forgive(store: Engine, at: datetime, email: Limit, *others: Limit) -> None:
    """After the right password: forgets the failures of the e-mail address, and this one attempt of the others."""
    row = failed_sign_in.c
    with writing(store) as connection:
        connection.execute(sa.delete(failed_sign_in).where(row.key == email.key))
        for limit in others:
            connection.execute(sa.delete(failed_sign_in).where(row.key == limit.key, row.at == at))


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
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return ip.exploded[:19]
    return str(ip)
