"""The same for calls and queues: from raw legs and weekly reports, counted each time."""

from datetime import date, timedelta

from tests.bench.raw import Raw

_WEEK = timedelta(days=7)
_BAD = " OR ".join(
    f"coalesce({stream}_{name} >= {limit}, false)"
    for stream in ("audio", "video")
    for name, limit in (("jitter", 150), ("latency", 400), ("loss", 5))
)
_KNOWN = "coalesce(audio_jitter, audio_latency, audio_loss, video_jitter, video_latency, video_loss) IS NOT NULL"
USAGE = ("calls", "legs", "minutes", "video_minutes", "users")


def week_of(raw: Raw) -> date:
    """The last completed week, by its Sunday."""
    return raw.as_of - timedelta(days=raw.as_of.isoweekday() % 7) - _WEEK


def _weeks(raw: Raw, number: int) -> str:
    days = ", ".join(f"DATE '{week_of(raw) - _WEEK * back}'" for back in range(number))
    return f"week IN ({days}) {raw.customers}"


def customers(raw: Raw, weeks: int) -> str:
    """WITH-clauses that end with `cw`: usage and quality of each customer in each of the last weeks."""
    picked = _weeks(raw, weeks)
    usage = ", ".join(f"CASE WHEN u.customer_key IS NULL THEN g.{one} ELSE u.{one} END AS {one}" for one in USAGE[:4])
    return f"""
    u AS (SELECT week, customer_key, sum(calls) AS calls, sum(legs) AS legs, sum(minutes) AS minutes,
      sum(video_minutes) AS video_minutes, sum(active_users) AS users, sum(poor) AS poor,
      sum(CASE WHEN legs IS NOT NULL AND poor IS NOT NULL THEN greatest(legs - poor, 0) END) AS good
      FROM usage_report WHERE {picked} GROUP BY ALL),
    g AS (SELECT week, customer_key, count(DISTINCT call_id) AS calls, count(*) AS legs, sum(seconds) / 60 AS minutes,
      sum(CASE WHEN video THEN seconds WHEN NOT video THEN 0 END) / 60 AS video_minutes,
      count(DISTINCT user_id) AS users, count(*) FILTER ({_BAD}) AS poor,
      count(*) FILTER ({_KNOWN} AND NOT ({_BAD})) AS good, count(*) FILTER (NOT ({_KNOWN})) AS unmeasured
      FROM call_leg WHERE {picked} GROUP BY ALL),
    cw AS (SELECT week, customer_key, {usage}, CASE WHEN g.users > 0 THEN g.users ELSE u.users END AS users,
      CASE WHEN g.customer_key IS NULL THEN u.good ELSE g.good END AS good,
      CASE WHEN g.customer_key IS NULL THEN u.poor ELSE g.poor END AS poor,
      CASE WHEN g.customer_key IS NOT NULL THEN g.unmeasured WHEN u.good IS NOT NULL THEN 0 END AS unmeasured,
      g.customer_key IS NOT NULL AS by_legs FROM u FULL JOIN g USING (week, customer_key))"""


def usage_kpis(raw: Raw) -> str:
    """The sums of usage, of eight weeks."""
    return f"""WITH {customers(raw, 8)} SELECT sum(calls), sum(legs), sum(minutes), sum(users) FROM cw
    GROUP BY week ORDER BY week"""


def usage_page(raw: Raw) -> str:
    """Customers by calls, each with the change against the week before."""
    counts = ", ".join(f"n.{one}" for one in USAGE)
    changes = ", ".join(f"n.{one} - b.{one}" for one in USAGE)
    return f"""WITH {customers(raw, 2)} SELECT c.org_id, coalesce(c.name, c.snapshot_name), {counts}, {changes}
    FROM cw n JOIN customer c USING (customer_key)
    LEFT JOIN cw b ON b.customer_key = n.customer_key AND b.week = n.week - 7 WHERE n.week = DATE '{week_of(raw)}'
    ORDER BY n.calls DESC NULLS LAST, lower(coalesce(c.name, c.snapshot_name)), c.org_id LIMIT 50"""


def quality_trend(raw: Raw) -> str:
    """Good, poor and unmeasured legs of eight weeks."""
    return f"""WITH {customers(raw, 8)} SELECT week, sum(good), sum(poor), sum(unmeasured) FROM cw
    WHERE good IS NOT NULL GROUP BY week ORDER BY week"""


def _endpoints(raw: Raw) -> str:
    return f"""e AS (SELECT customer_key, coalesce(endpoint_type, 'unknown') AS endpoint,
      count(*) FILTER ({_BAD}) AS poor, count(*) FILTER ({_KNOWN} AND NOT ({_BAD})) AS good,
      count(*) FILTER (NOT ({_KNOWN})) AS unmeasured FROM call_leg WHERE {_weeks(raw, 1)} GROUP BY ALL)"""


def endpoints(raw: Raw) -> str:
    """Legs of the week by endpoint type."""
    return f"""WITH {_endpoints(raw)} SELECT endpoint, sum(good), sum(poor), sum(unmeasured) FROM e
    GROUP BY endpoint ORDER BY sum(good + poor + unmeasured) DESC, endpoint"""


def quality_page(raw: Raw) -> str:
    """Customers by poor rate, with the change and the worst endpoint type; those with few measured legs last."""
    return f"""WITH {customers(raw, 2)}, {_endpoints(raw)},
    q AS (SELECT *, poor / nullif(good + poor, 0) AS rate FROM cw),
    worst AS (SELECT customer_key, endpoint FROM e WHERE poor > 0 QUALIFY row_number() OVER (PARTITION BY customer_key
      ORDER BY poor / (good + poor) DESC, poor DESC, endpoint) = 1)
    SELECT c.org_id, coalesce(c.name, c.snapshot_name), n.good + n.poor + n.unmeasured, n.good, n.poor, n.unmeasured,
      n.rate, n.rate - b.rate, CASE WHEN n.by_legs THEN w.endpoint END
    FROM q n JOIN customer c USING (customer_key) LEFT JOIN worst w USING (customer_key)
    LEFT JOIN q b ON b.customer_key = n.customer_key AND b.week = n.week - 7
    WHERE n.week = DATE '{week_of(raw)}' AND n.good IS NOT NULL
    ORDER BY n.good + n.poor < 50, n.rate DESC NULLS LAST, n.poor DESC NULLS LAST,
      lower(coalesce(c.name, c.snapshot_name)), c.org_id LIMIT 50"""


def features(raw: Raw) -> str:
    """Calls and customers of each feature in the week."""
    week = _weeks(raw, 1)
    usage = "SELECT customer_key, '{0}' AS feature, sum({1}) AS calls FROM usage_report WHERE " + week
    counted = (
        usage.format("hunt_group", "hunt_group") + " GROUP BY ALL",
        usage.format("auto_attendant", "auto_attendant") + " GROUP BY ALL",
        f"SELECT customer_key, 'call_queue', sum(offered) FROM queue_report WHERE {week} GROUP BY ALL",
        usage.format("call_queue", "queue_offered")
        + f" AND customer_key NOT IN (SELECT customer_key FROM queue_report WHERE {week}) GROUP BY ALL",
        f"""SELECT customer_key, feature, count(DISTINCT call_id) FROM
        (SELECT customer_key, call_id, unnest(string_split(features, ';')) AS feature FROM call_leg
         WHERE {week} AND features IS NOT NULL)
        WHERE replace(replace(feature, ' ', '_'), '-', '_') NOT IN ('hunt_group', 'auto_attendant', 'call_queue')
        GROUP BY ALL""",
    )
    return f"""SELECT feature, sum(calls), count(*) FROM ({" UNION ALL ".join(counted)}) WHERE calls > 0
    GROUP BY feature ORDER BY sum(calls) DESC, feature"""


def _queues(raw: Raw, weeks: int) -> str:
    picked = _weeks(raw, weeks)
    return f"""WITH r AS (SELECT week, customer_key, sum(offered) AS offered, sum(answered) AS answered,
      sum(abandoned) AS abandoned, sum(overflowed) AS overflowed, sum(timed_out) AS timed_out,
      sum(transferred) AS transferred, sum(wait_seconds) FILTER (answered IS NOT NULL) AS wait,
      sum(answered) FILTER (wait_seconds IS NOT NULL) AS answered_waited,
      sum(abandon_seconds) FILTER (abandoned IS NOT NULL) AS gave_up,
      sum(abandoned) FILTER (abandon_seconds IS NOT NULL) AS abandoned_waited,
      sum(abandoned) FILTER (offered IS NOT NULL) AS rated, sum(offered) FILTER (abandoned IS NOT NULL) AS of
      FROM queue_report WHERE {picked} GROUP BY ALL),
    u AS (SELECT week, customer_key, sum(queue_offered) AS offered, NULL::BIGINT AS answered,
      sum(queue_abandoned) AS abandoned, sum(queue_overflowed) AS overflowed, sum(queue_timed_out) AS timed_out,
      sum(queue_transferred) AS transferred, NULL::DOUBLE AS wait, NULL::BIGINT AS answered_waited,
      NULL::DOUBLE AS gave_up, NULL::BIGINT AS abandoned_waited,
      sum(queue_abandoned) FILTER (queue_offered IS NOT NULL) AS rated,
      sum(queue_offered) FILTER (queue_abandoned IS NOT NULL) AS of
      FROM usage_report ANTI JOIN r USING (week, customer_key) WHERE {picked} GROUP BY ALL
      HAVING sum(queue_offered) > 0 OR sum(queue_abandoned) > 0 OR sum(queue_overflowed) > 0
        OR sum(queue_timed_out) > 0 OR sum(queue_transferred) > 0),
    q AS (SELECT *, rated / nullif(of, 0) AS rate FROM (FROM r UNION ALL FROM u))"""


def queue_kpis(raw: Raw) -> str:
    """Waits and abandonment of eight weeks."""
    return f"""{_queues(raw, 8)} SELECT sum(wait) / sum(answered_waited), sum(gave_up) / sum(abandoned_waited),
    sum(rated) / sum(of) FROM q GROUP BY week ORDER BY week"""


def queue_page(raw: Raw) -> str:
    """Customers by abandoned calls."""
    return f"""{_queues(raw, 2)} SELECT c.org_id, coalesce(c.name, c.snapshot_name), n.offered, n.answered, n.abandoned,
      n.rate, n.wait / n.answered_waited, n.gave_up / n.abandoned_waited, n.overflowed, n.timed_out, n.transferred,
      n.rate - b.rate FROM q n JOIN customer c USING (customer_key)
    LEFT JOIN q b ON b.customer_key = n.customer_key AND b.week = n.week - 7 WHERE n.week = DATE '{week_of(raw)}'
    ORDER BY n.abandoned DESC NULLS LAST, lower(coalesce(c.name, c.snapshot_name)), c.org_id LIMIT 50"""
