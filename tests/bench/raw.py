"""The same answers by plain SQL, written by hand, on the raw snapshots: what bare DuckDB takes for a page's questions.

Nothing here reads a table kept at import. Only `added_on`, the start date carried forward, is read as it is stored.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

COUNTS = ("purchased", "assigned", "used")
TOTALS = (*COUNTS, "available", "over", "assigned_change", "used_change")
COLUMNS = (
    *("org_id", "customer", "subscription_id", "subscription_type", "added_on", "ends_on", "auto_renew"),
    *("days_since_added", "days_left", "months_since_added", "months_left", *COUNTS, "available", "over"),
    *("assigned_rate", "used_rate", "assigned_change", "used_change", "peak_used_3_months"),
)
"""Of a subscription, as `rows` has them: without its parts, the work on it, and what only an export asks for."""
HEADLINE = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")


@dataclass(frozen=True)
class Raw:
    """What the statements speak of: the day, the snapshot that answers, the product, a condition on customers."""

    as_of: date
    snapshot: date
    product: str = "meetings"
    customers: str = ""  # AND customer_key IN (...)
    snapshots: tuple[date, ...] = ()  # every date there is one of, in order

    @property
    def day(self) -> str:
        """The as-of date as SQL."""
        return f"DATE '{self.as_of}'"


def counts(product: str, of: str = "") -> str:
    """The product's three counts, each under its name with a suffix."""
    if product == "meetings":
        return ", ".join(f"{of}meetings_{one} AS {one}" for one in COUNTS)
    parts = ((f"{of}professional_{one}", f"{of}standard_{one}", one) for one in COUNTS)
    return ", ".join(
        f"CASE WHEN coalesce({a}, {b}) IS NOT NULL THEN coalesce({a}, 0) + coalesce({b}, 0) END AS {one}"
        for a, b, one in parts
    )


def _licensed(product: str) -> str:
    parts = ("meetings",) if product == "meetings" else ("professional", "standard")
    return " + ".join(f"coalesce({part}_{one}, 0)" for part in parts for one in COUNTS) + " > 0"


def active(day: str) -> str:
    """Whether a subscription counts on a day: an unknown start is before it, an unknown end after it."""
    began, runs = f"(added_on IS NULL OR added_on <= {day})", f"(ends_on IS NULL OR ends_on >= {day})"
    return f"lower(status) = 'active' AND {began} AND {runs}"


def states(raw: Raw, *, everybody: bool = False) -> str:
    """WITH-clauses: `latest` and `state`, every subscription as its current snapshot shows it."""
    window = f"date BETWEEN DATE '{raw.snapshot}' - 14 AND DATE '{raw.snapshot}'"
    whose = "" if everybody else raw.customers
    return f"""
    latest AS (SELECT customer_key, subscription_key, max(date) AS date FROM subscription_snapshot
               WHERE {window} {whose} GROUP BY ALL),
    state AS (SELECT s.* FROM subscription_snapshot s JOIN latest USING (customer_key, subscription_key, date)
              WHERE s.{window})"""


def rows(raw: Raw) -> str:
    """WITH-clauses that end with `rows`: the active subscriptions of the product, in the columns of its tables."""
    day, product = raw.day, raw.product
    months = "(year({1}) * 12 + month({1}) - year({0}) * 12 - month({0}) - (day({1}) < day({0}))::INT)"
    return f"""{states(raw)},
    before AS (SELECT o.customer_key, o.subscription_key, max(o.date) AS date FROM subscription_snapshot o
               JOIN latest l ON l.customer_key = o.customer_key AND l.subscription_key = o.subscription_key
               AND o.date <= l.date - 7 GROUP BY ALL),
    old AS (SELECT s.customer_key, s.subscription_key, {counts(product, "s.")} FROM subscription_snapshot s
            JOIN before USING (customer_key, subscription_key, date)),
    peak AS (SELECT customer_key, subscription_key, max(used) AS peak FROM
             (SELECT customer_key, subscription_key, {counts(product)} FROM subscription_snapshot
              WHERE date BETWEEN {day} - 90 AND {day} {raw.customers}) GROUP BY ALL),
    now AS (SELECT *, {counts(product)}, coalesce(contains(lower(subscription_type), 'trial'), false) AS trial
            FROM state WHERE {active(day)} AND {_licensed(product)}),
    rows AS (
      SELECT n.customer_key, n.subscription_key, n.trial OR NOT coalesce(n.auto_renew, false) AS expires,
        c.org_id, coalesce(c.name, n.customer_name) AS customer,
        coalesce(CASE WHEN n.trial THEN n.enterprise_trial_id END, i.subscription_id) AS subscription_id,
        n.subscription_type, n.added_on, n.ends_on, n.auto_renew, {day} - n.added_on AS days_since_added,
        n.ends_on - {day} AS days_left, {months.format("n.added_on", day)} AS months_since_added,
        {months.format(day, "n.ends_on")} AS months_left, n.purchased, n.assigned, n.used,
        CASE WHEN n.purchased > n.assigned THEN n.purchased - n.assigned WHEN n.purchased <= n.assigned THEN 0 END
          AS available,
        CASE WHEN n.assigned > n.purchased THEN n.assigned - n.purchased WHEN n.assigned <= n.purchased THEN 0 END
          AS over,
        n.assigned / nullif(n.purchased, 0) AS assigned_rate, n.used / nullif(n.purchased, 0) AS used_rate,
        n.assigned - o.assigned AS assigned_change, n.used - o.used AS used_change, p.peak AS peak_used_3_months
      FROM now n JOIN customer c USING (customer_key) JOIN subscription i USING (customer_key, subscription_key)
      LEFT JOIN old o USING (customer_key, subscription_key) LEFT JOIN peak p USING (customer_key, subscription_key))"""


def low(raw: Raw, product: str, name: str) -> str:
    """WITH-clauses: the keys of all the region's customers below the quartile of the product, and that quartile."""
    everybody = states(raw, everybody=True).replace("latest", f"{name}_latest").replace("state AS", f"{name}_state AS")
    return f"""{everybody},
    {name}_ratio AS (SELECT customer_key, sum(assigned)::DOUBLE / sum(purchased) AS ratio FROM
      (SELECT *, {counts(product)} FROM {name}_state WHERE {active(raw.day)}) WHERE purchased > 0 GROUP BY ALL),
    {name} AS (SELECT customer_key, quartile FROM {name}_ratio,
      (SELECT CASE WHEN count(ratio) >= 5 THEN quantile_cont(ratio, 0.25) END AS quartile FROM {name}_ratio)
      WHERE ratio < quartile)"""


def section(raw: Raw, name: str) -> str:
    """WITH-clauses that end with `found`: the rows of a section."""
    soon = f"ends_on BETWEEN {raw.day} AND {raw.day} + 90"
    where = {
        "recently_added": f"WHERE added_on BETWEEN {raw.day} - 90 AND {raw.day}",
        "expiring": f"WHERE {soon} AND expires",
        "renewing": f"WHERE {soon} AND NOT expires",
        "overage": "WHERE over > 0",
        "low_assignment": "JOIN low USING (customer_key) WHERE assigned_rate < quartile",
    }[name]
    peers = f", {low(raw, raw.product, 'low')}" if name == "low_assignment" else ""
    return f"WITH {rows(raw)}{peers}, found AS (SELECT rows.* FROM rows {where})"


def summary(raw: Raw, name: str) -> str:
    """A section's number of rows, customers and totals."""
    sums = ", ".join(f"sum({one})" for one in TOTALS)
    return f"{section(raw, name)} SELECT count(*), count(DISTINCT customer_key), {sums} FROM found"


def page(raw: Raw, name: str, columns: tuple[str, ...], order: str, limit: int = 50, offset: int = 0) -> str:
    """A stretch of a section's rows; names sort without regard to case, unknown last."""
    return (
        f"{section(raw, name)} SELECT {', '.join(columns)} FROM found "
        f"ORDER BY {order}, org_id, subscription_id LIMIT {limit} OFFSET {offset}"
    )


def headline(raw: Raw) -> str:
    """The five KPIs, and customers without licences of either product."""
    every = f"({_licensed('meetings')} OR {_licensed('calling')})"
    soon = f"ends_on BETWEEN {raw.day} AND {raw.day} + 90"
    return f"""WITH {states(raw)}, {low(raw, "meetings", "low_m")}, {low(raw, "calling", "low_c")},
    flags AS (SELECT customer_key, {every} AS licensed,
      coalesce(contains(lower(subscription_type), 'trial'), false) OR NOT coalesce(auto_renew, false) AS expires,
      coalesce({soon}, false) AS soon,
      customer_key IN (SELECT customer_key FROM low_m) OR customer_key IN (SELECT customer_key FROM low_c) AS low,
      coalesce(meetings_assigned > meetings_purchased, false) OR coalesce(CASE
        WHEN coalesce(professional_assigned, standard_assigned) IS NOT NULL
         AND coalesce(professional_purchased, standard_purchased) IS NOT NULL
        THEN coalesce(professional_assigned, 0) + coalesce(standard_assigned, 0)
           > coalesce(professional_purchased, 0) + coalesce(standard_purchased, 0) END, false) AS over
      FROM state WHERE {active(raw.day)})
    SELECT count(DISTINCT customer_key) FILTER (licensed),
      count(DISTINCT customer_key) FILTER (licensed AND soon AND expires),
      count(DISTINCT customer_key) FILTER (licensed AND soon AND NOT expires),
      count(DISTINCT customer_key) FILTER (licensed AND low), count(DISTINCT customer_key) FILTER (over),
      count(DISTINCT customer_key) - count(DISTINCT customer_key) FILTER (licensed) AS unlicensed FROM flags"""


def kpi_row(raw: Raw) -> str:
    """The five KPIs now, a week before, and as of the last snapshot of each of 13 weeks."""
    week = timedelta(days=7)
    first = raw.as_of - timedelta(days=raw.as_of.isoweekday() % 7) - 12 * week
    last_of_week = {day - timedelta(days=day.isoweekday() % 7): day for day in raw.snapshots if day <= raw.as_of}
    weeks = [replace(raw, as_of=day, snapshot=day) for sunday, day in last_of_week.items() if sunday >= first]
    before = max(day for day in raw.snapshots if day <= raw.as_of - week)
    others = [replace(raw, as_of=raw.as_of - week, snapshot=before), *weeks]
    every = [f"SELECT {number} AS place, * FROM ({headline(one)})" for number, one in enumerate([raw, *others])]
    told = " UNION ALL ".join(every)
    return f"""SELECT COLUMNS(* EXCLUDE (place, unlicensed)), CASE WHEN place = 0 THEN unlicensed END FROM ({told})
    ORDER BY place"""


def trend(raw: Raw, weeks: int) -> str:
    """Licences by week: each subscription with its last snapshot of the week, when it was active then."""
    return f"""WITH first AS (SELECT date_trunc('week', {raw.day} + 1)::DATE - 1 - 7 * {weeks - 1} AS sunday),
    last AS (SELECT customer_key, subscription_key, date_trunc('week', date + 1)::DATE - 1 AS week, max(date) AS date
      FROM subscription_snapshot WHERE date BETWEEN (SELECT sunday FROM first) AND {raw.day} {raw.customers}
      GROUP BY ALL)
    SELECT week, sum(purchased), sum(assigned), sum(used) FROM (
      SELECT week, {counts(raw.product, "s.")} FROM subscription_snapshot s
      JOIN last USING (customer_key, subscription_key, date)
      WHERE {active("s.date")} AND {_licensed(raw.product)})
    GROUP BY week ORDER BY week"""
