"""Which KPIs can be proved: those of the rows on top of the pages, and those of their sections."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from dashboard.data.proof.proof import AskedBy, of_headline, of_measure, of_section, of_week
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import LICENCES, PRODUCTS, Question
from dashboard.data.query.table import Table
from dashboard.data.subscriptions import headline_rows
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.pages.calling import page as calling
from dashboard.pages.changes import page as changes
from dashboard.pages.customers import page as customers
from dashboard.pages.quality import page as data_quality
from dashboard.pages.queues import page as queues
from dashboard.pages.renewals import page as renewals
from dashboard.pages.subscriptions import findings
from dashboard.pages.subscriptions import page as subscriptions
from dashboard.ui import formats
from dashboard.ui.parts.section import no_report
from dashboard.ui.sections import Page, Section, Values


@dataclass(frozen=True)
class Kpi:
    """A number of a page: `address` names it in an address, `section` holds its rows, `page` is where it stands."""

    address: str
    page: Page
    section: Section
    metric: Metric
    asked_by: AskedBy

    @property
    def of_section(self) -> bool:
        """Whether filters of the section govern it."""
        return self.asked_by is of_section

    @property
    def by_product(self) -> bool:
        """Whether the product governs it."""
        return self.of_section and self.page.by_product


def _finding(metric: Metric) -> Callable[[Question, Values], str]:
    def counted(question: Question, values: Values) -> str:
        number = int(values[metric.key].number or 0)
        return ngettext("%(n)s customer is counted", "%(n)s customers are counted", number, n=formats.count(number))

    return counted


def _low_note(question: Question) -> str:
    """Where "low" begins in each product."""
    asked = [Question(question.scope, question.moment, product) for product in PRODUCTS]
    return " ".join(f"{of_product.product.title()}: {findings.low_assignment_note(of_product)}" for of_product in asked)


def _rows_of(table: Table, metric: Metric) -> Section:
    return Section(
        table,
        _finding(metric),
        lambda question: gettext("No subscription makes a customer count here."),
        no_report,
        _low_note if metric.key == "low_assignment" else lambda question: "",
    )


HEADLINE_ROWS = tuple(_rows_of(table, metric) for table, metric in zip(headline_rows.TABLES, HEADLINE, strict=True))
"""The rows behind the KPIs over both products."""


def _licences(question: Question, values: Values) -> str:
    counts = {key: formats.count(values[key].number) for key in LICENCES}
    return gettext("%(purchased)s licences purchased, %(assigned)s assigned, %(used)s used", **counts)


LICENCE_ROWS = Section(
    headline_rows.LICENCES,
    _licences,
    lambda question: gettext("No customer has an active subscription with licences of the product."),
    no_report,
)
"""The rows behind the licences whose change is told."""


def kpis() -> Iterator[Kpi]:
    """Every KPI, the first page's first one first."""
    for metric, section in zip(HEADLINE, HEADLINE_ROWS, strict=True):
        yield Kpi(f"subscriptions.{metric.key}", subscriptions.PAGE, section, metric, of_headline)
    for page, row in ((calling.PAGE, calling.KPIS), (queues.PAGE, queues.KPIS)):
        sections = {item.name: item for item in page.items if isinstance(item, Section)}
        for table, metric in row:
            yield Kpi(f"{page.name}.{metric.key}", page, sections[table.name], metric, of_week)
    for metric in headline_rows.LICENCES.metrics:
        yield Kpi(f"changes.{metric.key}", changes.PAGE, LICENCE_ROWS, metric, of_measure)
    sectioned = (subscriptions, renewals, calling, queues, changes, customers, data_quality)
    for page in (module.PAGE for module in sectioned):
        for item in page.items:
            if isinstance(item, Section):
                for metric in item.table.metrics:
                    yield Kpi(f"{page.name}.{item.name}.{metric.key}", page, item, metric, of_section)


def kpi_named(address: str) -> Kpi | None:
    """The KPI of that address, None for any other text."""
    return next((kpi for kpi in kpis() if kpi.address == address), None)
