"""The list of customers: a row per customer, with statuses, products, tags and the next end."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from dashboard.data.customers.past import with_known_then, with_name_then
from dashboard.data.customers.statuses import STATUSES, SUBSCRIPTION_TYPES, customer_sums, flags, reasons, subscribers
from dashboard.data.query.lists import SEPARATOR, joined
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import customer, customer_tag
from dashboard.data.subscriptions.columns import days_between
from dashboard.data.work.columns import WORK, with_work
from dashboard.i18n import N_


def customers_now(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The base relation: a row of `every_customer` for each that was known by then."""
    row = every_customer(question, wanted).subquery("every")
    return with_work(sa.select(row).where(row.c.known), row, question, wanted)


def customers_named(question: Question) -> sa.Select[Any]:
    """The same rows in the columns that nothing need be added up for."""
    key = customer.c.customer_key
    ever = subscribers(question.scope, question.moment).cte("ever")
    source, name = with_name_then(customer, question.moment, key)
    if not question.moment.newest:
        source = source.join(ever, ever.c.customer_key == key, isouter=True)
    source, known = with_known_then(source, question.moment, ever.c.customer_key)
    columns = {"customer_key": key, "customer": name, **_stated()}
    rows = sa.select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return question.scope.restrict(rows.where(known), key)


def _stated() -> dict[str, sa.ColumnElement[Any]]:
    return {name: customer.c[name] for name in ("org_id", "managed_by", "country")}


def every_customer(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The columns of `COLUMNS`, `is_<status>` and `is_<product>`, `reason_<status>` with the number behind each status,
    and whether it was `known`.

    `tags` only when wanted, for putting them in order takes longer than all the rest.
    """
    sums = customer_sums(question).cte("sums")
    ever = subscribers(question.scope, question.moment).cte("ever")
    key, today = customer.c.customer_key, sa.literal(question.moment.as_of, sa.Date)
    had = ever.c.customer_key
    each = customer.join(sums, sums.c.customer_key == key, isouter=True).join(ever, had == key, isouter=True)
    source, name = with_name_then(each, question.moment, key)
    source, known = with_known_then(source, question.moment, had)
    has = flags(question, sums.c, had) | {product: sums.c[product] > 0 for product in PRODUCTS}
    lists = {"statuses": STATUSES, "products": PRODUCTS, "subscription_types": SUBSCRIPTION_TYPES}
    columns = {
        "customer_key": key,
        "customer": name,
        **_stated(),
        **{f"is_{choice}": flag for choice, flag in has.items()},
        **{name: joined(*(sa.case((has[member], member)) for member in members)) for name, members in lists.items()},
        "nearest_end": sums.c.nearest_end,
        "days_left": days_between(today, sums.c.nearest_end),
        "trial_days_left": days_between(today, sums.c.nearest_trial_end),
        "known": known,
        **{f"reason_{status}": number for status, number in reasons(question, sums.c, had).items()},
    }
    rows = sa.select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return question.scope.restrict(_with_tags(rows, question.scope) if "tags" in wanted else rows, key)


def _with_tags(rows: sa.Select[Any], scope: Scope) -> sa.Select[Any]:
    tags = scope.restrict(_tags(), customer_tag.c.customer_key).cte("tags")
    mine = tags.c.customer_key == customer.c.customer_key
    return rows.join(tags, mine, isouter=True).add_columns(tags.c.tags.label("tags"))


def _tags() -> sa.Select[Any]:
    row = customer_tag.c
    ordered = aggregate_order_by(sa.literal(SEPARATOR, sa.String), sa.collate(sa.func.lower(row.tag), "C"))
    listed = sa.func.string_agg(row.tag, ordered, type_=sa.String).label("tags")
    return sa.select(row.customer_key, listed).group_by(row.customer_key)


def _with_status(status: str) -> Any:
    def counted(row: Columns) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((row[f"is_{status}"], 1)))

    return counted


METRICS = (
    Metric(
        "customers",
        N_("Customers"),
        N_("Customers of this table."),
        N_("count distinct customers"),
        "customers",
        lambda row: sa.func.count(),
    ),
    Metric(
        "expires_soon",
        N_("Expires soon"),
        N_("Customers with a subscription or trial that ends within %(expires_soon_days)s days."),
        N_("count customers: an active subscription with as of <= ends <= as of + %(expires_soon_days)s days"),
        "customers",
        _with_status("expires_soon"),
        good="less",
    ),
    Metric(
        "licence_overage",
        N_("Licence overage"),
        N_("Customers with an active subscription that has more licences assigned than purchased."),
        N_("count customers: assigned > purchased on any active subscription"),
        "customers",
        _with_status("licence_overage"),
        good="less",
    ),
)

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("statuses", N_("Statuses"), N_("What an analyst should know first of the customer."), "list", of=STATUSES),
    Column("managed_by", N_("Managed by"), N_("An external administrator, or our own organisation.")),
    Column("products", N_("Products"), N_("Products with licences in an active subscription."), "list", of=PRODUCTS),
    Column(
        "subscription_types",
        N_("Subscription types"),
        N_("Whether subscriptions, trials or both are active."),
        "list",
        of=SUBSCRIPTION_TYPES,
    ),
    Column("tags", N_("Tags"), N_("Tags that were given to the customer."), "list"),
    Column("country", N_("Country"), N_("Country of the customer organisation.")),
    Column("nearest_end", N_("Nearest end"), N_("The next date on which an active subscription ends."), "date"),
    Column("days_left", N_("Days left"), N_("Days from the as-of date to the nearest end."), "integer"),
    Column("trial_days_left", N_("Trial days left"), N_("Days until the next running trial ends."), "integer"),
    *WORK,
)

CUSTOMERS = Table(
    name="customers",
    title=N_("Customers"),
    short=N_("Customers"),
    definition=N_("Every customer, with what is known of them on the as-of date."),
    relation=customers_now,
    columns=COLUMNS,
    shown=("customer", "statuses", "products", "tags", "nearest_end", "days_left"),
    order=("customer",),
    metrics=METRICS,
    named=customers_named,
    known=lambda question: True,
    noun="customers",
)
