"""Customers: who they are, how large, since when, and the tags they have."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import pyarrow as pa

from dashboard.data.sample.draws import Array, Draw, days, marked, pick, spread, tidy
from dashboard.data.sample.names import company_names, domain
from dashboard.data.sample.profiles import Profile

INDUSTRIES = {
    "Manufacturing": 0.18,
    "Healthcare": 0.12,
    "Retail": 0.11,
    "Financial services": 0.10,
    "Public sector": 0.10,
    "Professional services": 0.12,
    "Education": 0.08,
    "Technology": 0.09,
    "Transport": 0.06,
    "Energy": 0.04,
}
_TIERS = (("Gold", "Silver", "Bronze"), (0.2, 0.35, 0.45))
_OTHER_TAGS = (("Key account", "Pilot", "Renewal at risk", "Reference", "Co-managed"), (0.35, 0.2, 0.15, 0.15, 0.15))
_TAGGED = 0.3
_JOINING_A_DAY = 0.00045  # share of all customers: about four percent a quarter
_YEARS_BEFORE = 6


@dataclass(frozen=True)
class Customers:
    """Customers by position; their key is the position plus one. Dates are numpy days."""

    org_ids: list[str]
    names: list[str]
    countries: list[str]
    industries: Array
    size: Array  # users
    joined: Array


def make_customers(draw: Draw, profile: Profile, number: int, first: date, last: date) -> Customers:
    """That many customers who joined before the first snapshot, or between it and the last."""
    places = range(len(profile.countries))
    which = pick(draw, number, places, [country.weight for country in profile.countries])
    return Customers(
        org_ids=_uuids(draw, number),
        names=company_names(draw, profile.countries, which),
        countries=[profile.countries[place].code for place in which],
        industries=pick(draw, number, list(INDUSTRIES), list(INDUSTRIES.values())),
        # A long tail: the median is 40 users, one in a thousand has more than 5,000.
        size=np.clip(40 * np.exp(1.6 * draw.standard_normal(number)), 4, 60_000).astype(np.int64),
        joined=_joined(draw, number, first, last),
    )


def _uuids(draw: Draw, number: int) -> list[str]:
    noise = draw.bytes(16 * number)
    return [str(UUID(bytes=noise[16 * i : 16 * i + 16], version=4)) for i in range(number)]


def _joined(draw: Draw, number: int, first: date, last: date) -> Array:
    """Some in the time of the snapshots, the others in the years before."""
    window = (last - first).days + 1
    share = min(0.8, _JOINING_A_DAY * window)
    when = spread(draw, number)
    recent = days(np.floor(when / share * window))
    earlier = days(1 + (when - share) / (1 - share) * 365 * _YEARS_BEFORE)
    return np.where(when < share, np.datetime64(last) - recent, np.datetime64(first) - earlier)


def customer_table(draw: Draw, customers: Customers, today: date) -> pa.Table:
    """The customers as a Customers file tells them, in the columns of the table `customer`."""
    number = len(customers.names)
    last_sign_in = np.datetime64(today) - days(_days_since_sign_in(draw, number))
    unknown = marked(draw, number, 0.02)
    external = 100_000 + draw.permutation(number * 3)[:number]
    domains = [domain(name) for name in customers.names]
    two = marked(draw, number, 0.2)
    return pa.table(
        {
            "customer_key": pa.array(range(1, number + 1), pa.int32()),
            "org_id": customers.org_ids,
            "name": customers.names,
            "snapshot_name": customers.names,
            "country": customers.countries,
            "industry": customers.industries.tolist(),
            "planned_users": pa.array(tidy(customers.size * draw.uniform(0.9, 1.3, number)), pa.int32()),
            "managed_by": pick(draw, number, ["own", "external"], [0.72, 0.28]).tolist(),
            "last_admin_sign_in": pa.array(last_sign_in, pa.date32(), mask=unknown),
            "domains": [f"{host};mail.{host}" if more else host for host, more in zip(domains, two, strict=True)],
            "external_id": pa.array(
                [f"CRM-{code}" for code in external.tolist()], pa.string(), mask=marked(draw, number, 0.1)
            ),
        }
    )


def _days_since_sign_in(draw: Draw, number: int) -> Array:
    """Mostly days or weeks; one in seven more than the 90 days that count as activity."""
    long_ago = marked(draw, number, 0.14)
    return np.where(long_ago, 91 + 300 * draw.random(number) ** 2, 1 + 85 * draw.random(number) ** 2)


def tag_table(draw: Draw, customers: Customers) -> pa.Table:
    """The tags of three customers in ten: a tier, their industry when it is one we serve apart, some more."""
    number = len(customers.names)
    tagged = marked(draw, number, _TAGGED)
    key = np.arange(1, number + 1)
    served = np.isin(customers.industries, ("Healthcare", "Public sector", "Education"))
    groups = (
        (tagged, pick(draw, number, *_TIERS)),
        (tagged & served, customers.industries),
        (tagged & marked(draw, number, 0.4), pick(draw, number, *_OTHER_TAGS)),
    )
    keys = np.concatenate([key[who] for who, _ in groups])
    tags = np.concatenate([names[who] for who, names in groups])
    order = np.lexsort((tags, keys))
    return pa.table({"customer_key": pa.array(keys[order], pa.int32()), "tag": tags[order].tolist()})
