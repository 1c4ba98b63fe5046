"""The list of customers by plain SQL: statuses and products from the snapshots, searched and counted each time."""

from tests.bench.raw import Raw, active, states

_KNOWN = " + ".join(f"coalesce({part}_{one}, 0)" for part in ("{0}",) for one in ("purchased", "assigned", "used"))
_OVER = "CASE WHEN {0} > {1} THEN {0} - {1} ELSE 0 END"


def _sums(raw: Raw) -> str:
    """WITH-clauses that end with `sums`: what each customer's subscriptions add up to."""
    day, runs = raw.day, active(raw.day)
    meetings = _KNOWN.format("meetings")
    calling = f"{_KNOWN.format('professional')} + {_KNOWN.format('standard')}"
    pro, std = ("coalesce(professional_{0}, standard_{0})", "coalesce(professional_{0}, 0) + coalesce(standard_{0}, 0)")
    sums = [f"CASE WHEN {pro.format(one)} IS NOT NULL THEN {std.format(one)} END" for one in ("assigned", "purchased")]
    over = f"{_OVER.format('meetings_assigned', 'meetings_purchased')} + {_OVER.format(*sums)}"
    return f"""{states(raw)},
    known AS (SELECT *, {runs} AS runs, coalesce(contains(lower(subscription_type), 'trial'), false) AS trial
      FROM state),
    sums AS (SELECT customer_key, count(*) FILTER (runs) AS running, count(*) FILTER (runs AND trial) AS trials,
      count(*) FILTER (runs AND NOT trial) AS subscriptions,
      count(*) FILTER (runs AND setup_complete = false) AS not_set_up,
      count(*) FILTER ((suspended OR lower(status) = 'suspended') AND coalesce(ends_on >= {day}, true)) AS unpaid,
      count(*) FILTER (runs AND {meetings} > 0) AS meetings, count(*) FILTER (runs AND {calling} > 0) AS calling,
      min(ends_on) FILTER (runs) AS nearest_end, min(ends_on) FILTER (runs AND trial) AS nearest_trial_end,
      coalesce(sum({over}) FILTER (runs), 0) AS over FROM known GROUP BY customer_key)"""


def _known(raw: Raw) -> str:
    """In the past: who had a subscription or calls by then, or of whom nothing with a date tells."""
    if raw.snapshot == raw.snapshots[-1]:
        return ""
    calls = "SELECT customer_key FROM customer_week {0} UNION ALL SELECT customer_key FROM queue_week {0}"
    over = f"WHERE week <= date_trunc('week', {raw.day} + 1)::DATE - 8"
    return f"""AND (ever.customer_key IS NOT NULL OR c.customer_key IN ({calls.format(over)}) OR NOT (
      c.customer_key IN (SELECT customer_key FROM subscription_snapshot)
      OR c.customer_key IN ({calls.format("")})))"""


def listed(raw: Raw, search: str = "") -> str:
    """WITH-clauses that end with `listed`: a row per customer in the columns of the list."""
    day = raw.day
    found = f"""AND (contains(lower(coalesce(c.name, c.snapshot_name)), '{search}')
      OR c.customer_key IN (SELECT customer_key FROM customer_user WHERE contains(email, '{search}')))"""
    mine = raw.customers.replace("customer_key IN", "c.customer_key IN")
    return f"""WITH {_sums(raw)},
    ever AS (SELECT DISTINCT customer_key FROM subscription_snapshot WHERE date <= DATE '{raw.snapshot}'),
    named AS (SELECT customer_key, max(customer_name) AS name FROM subscription_snapshot
      WHERE date = DATE '{raw.snapshot}' GROUP BY ALL),
    tags AS (SELECT customer_key, string_agg(tag, '|' ORDER BY lower(tag)) AS tags FROM customer_tag GROUP BY ALL),
    listed AS (SELECT c.customer_key, c.org_id, coalesce(c.name, named.name, c.snapshot_name) AS customer,
      nullif(concat_ws('|', CASE WHEN s.trials > 0 THEN 'trial' END,
        CASE WHEN s.subscriptions > 0 THEN 'subscription' END,
        CASE WHEN s.nearest_end <= {day} + 14 THEN 'expires_soon' END,
        CASE WHEN s.over > 0 THEN 'licence_overage' END,
        CASE WHEN c.last_admin_sign_in <= {day} - 90 THEN 'no_recent_activity' END,
        CASE WHEN s.not_set_up > 0 THEN 'ready_for_setup' END, CASE WHEN s.unpaid > 0 THEN 'suspended' END,
        CASE WHEN ever.customer_key IS NOT NULL AND coalesce(s.running, 0) = 0 THEN 'expired' END), '') AS statuses,
      c.managed_by, nullif(concat_ws('|', CASE WHEN s.meetings > 0 THEN 'meetings' END,
        CASE WHEN s.calling > 0 THEN 'calling' END), '') AS products,
      nullif(concat_ws('|', CASE WHEN s.subscriptions > 0 THEN 'subscription' END,
        CASE WHEN s.trials > 0 THEN 'trial' END), '') AS subscription_types,
      tags.tags, c.country, s.nearest_end, s.nearest_end - {day} AS days_left,
      s.nearest_trial_end - {day} AS trial_days_left
      FROM customer c LEFT JOIN sums s USING (customer_key) LEFT JOIN ever USING (customer_key)
      LEFT JOIN named USING (customer_key) LEFT JOIN tags USING (customer_key)
      WHERE true {mine} {_known(raw)} {found if search else ""})"""


COLUMNS = (
    "org_id, customer, statuses, managed_by, products, subscription_types, tags, country, nearest_end, days_left, "
    "trial_days_left"
)


def page(raw: Raw, search: str = "") -> str:
    """The first rows, by name."""
    return f"{listed(raw, search)} SELECT {COLUMNS} FROM listed ORDER BY lower(customer), org_id LIMIT 50"


def summary(raw: Raw) -> str:
    """How many there are, expire soon and are over the limit."""
    return f"""{listed(raw)} SELECT count(*), count(*) FILTER (contains(statuses, 'expires_soon')),
    count(*) FILTER (contains(statuses, 'licence_overage')) FROM listed"""


def facets(raw: Raw) -> str:
    """Customers by each choice of each facet that any has."""
    lists = " UNION ALL ".join(
        f"SELECT '{one}' AS facet, unnest(string_split({one}, '|')) AS choice FROM listed WHERE {one} IS NOT NULL"
        for one in ("statuses", "managed_by", "products", "subscription_types", "tags")
    )
    return f"{listed(raw)} SELECT facet, choice, count(*) FROM ({lists}) GROUP BY ALL ORDER BY ALL"
