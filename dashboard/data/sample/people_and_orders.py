"""Users that can be searched for, and what was ordered and invoiced: as Users and Orders files would bring them."""

import numpy as np
import pyarrow as pa

from dashboard.data.sample.calendar import add_months, months_passed
from dashboard.data.sample.customers import Customers
from dashboard.data.sample.draws import Array, Draw, marked
from dashboard.data.sample.names import domain, family_names
from dashboard.data.sample.profiles import Profile
from dashboard.data.sample.subscriptions import Subscriptions

_MOST_USERS = 6
FIRST_NAMES = (
    "anna",
    "ben",
    "clara",
    "david",
    "eva",
    "felix",
    "hanna",
    "ivan",
    "julia",
    "karim",
    "lea",
    "maria",
    "nora",
)
_PRICE = {"Webex Suite": 18.5, "Webex Meetings": 11.9, "Webex Calling": 14.2}  # a licence and month


def user_table(draw: Draw, customers: Customers, profile: Profile) -> pa.Table:
    """Up to six users of each customer, in the columns of `customer_user`."""
    families = {country.code: family_names(country.locale) for country in profile.countries}
    wanted = np.minimum(customers.size, draw.integers(2, _MOST_USERS + 1, len(customers.names))).tolist()
    first, last = (draw.integers(1 << 30, size=(len(wanted), _MOST_USERS)).tolist() for _ in range(2))
    keys: list[int] = []
    emails: list[str] = []
    for place, name in enumerate(customers.names):
        names, host = families[customers.countries[place]], domain(name)
        for number in range(wanted[place]):
            family = domain(names[last[place][number] % len(names)]).removesuffix(".example")
            address = f"{FIRST_NAMES[first[place][number] % len(FIRST_NAMES)]}.{family}@{host}"
            if not number or address not in emails[-number:]:
                keys.append(place + 1)
                emails.append(address)
    return pa.table({"customer_key": pa.array(keys, pa.int32()), "email": emails})


def order_table(draw: Draw, subscriptions: Subscriptions, today: np.datetime64) -> pa.Table:
    """Each contract's order, its renewals since and the change of its seats, in the columns of `customer_order`."""
    terms = subscriptions.terms
    paid = (terms.months > 0) & (terms.start <= today)
    which, when, kind = _events(subscriptions, paid, today)
    meets, calls = subscriptions.seats[which, 0] > 0, subscriptions.seats[which, 1:].sum(axis=1) > 0
    product = np.select([meets & calls, calls], ["Webex Suite", "Webex Calling"], "Webex Meetings")
    quantity = np.maximum(subscriptions.seats[which].max(axis=1), 1)
    grown = (kind == "change") | ((kind == "renewal") & (when >= subscriptions.grows_on[which]))
    quantity = np.where(grown, np.rint(quantity * subscriptions.growth[which]), quantity).astype(np.int64)
    price = np.array([_PRICE[name] for name in product.tolist()])
    amount = np.round(quantity * price * terms.months[which], 2)
    open_ones = ((today - when).astype(np.int64) < 30) | subscriptions.suspended[which] | marked(draw, len(which), 0.02)
    number = 500_000 + draw.permutation(len(which) * 2)[: len(which)]
    return pa.table(
        {
            "order_id": [f"WO{order}" for order in number.tolist()],
            "subscription_id": [subscriptions.ids[place] for place in which.tolist()],
            "ordered_on": pa.array(when, pa.date32()),
            "type": kind.tolist(),
            "product": product.tolist(),
            "quantity": pa.array(quantity, pa.int32()),
            "amount": pa.array(amount, pa.float64()),
            "currency": ["EUR"] * len(which),
            "invoice_id": [f"INV-{order}" for order in number.tolist()],
            "invoice_status": np.where(open_ones, "open", "paid").tolist(),
        }
    )


def _events(subscriptions: Subscriptions, paid: Array, today: np.datetime64) -> tuple[Array, Array, Array]:
    """Position, day and type of every order by the day."""
    terms, places = subscriptions.terms, paid.nonzero()[0]
    which, when, kind = [places], [terms.start[places]], [np.full(len(places), "new", dtype=object)]
    terms_run = months_passed(terms.start, np.minimum(terms.end, today)) // np.maximum(terms.months, 1)
    for count in range(1, 1 + int(terms_run[places].max(initial=0))):
        again = places[terms_run[places] >= count]
        which.append(again)
        when.append(add_months(terms.start[again], count * terms.months[again]))
        kind.append(np.full(len(again), "renewal", dtype=object))
    changed = places[(subscriptions.growth[places] != 1) & (subscriptions.grows_on[places] > terms.start[places])]
    changed = changed[subscriptions.grows_on[changed] < np.minimum(terms.end[changed], today)]
    which, when = [*which, changed], [*when, subscriptions.grows_on[changed]]
    kind.append(np.full(len(changed), "change", dtype=object))
    day = np.concatenate(when)
    kept = day <= today
    return np.concatenate(which)[kept], day[kept], np.concatenate(kind)[kept]
