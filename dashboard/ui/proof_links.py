"""The address of a KPI's proof: which number, and everything that it depends on."""

from urllib.parse import urlencode

from dashboard.data import right_sizing
from dashboard.data.question import Question, View
from dashboard.data.table import Table

PATH = "/proof"


def proof_address(page: str, key: str, question: Question, table: Table | None = None, view: View | None = None) -> str:
    """Where the KPI of a page is proved, `key` as its card bears it; of a section with its table and its filters.

    Region and date are always told, so that the address shows the same tomorrow and to somebody else.
    """
    return f"{PATH}?{urlencode([('kpi', f'{page}.{key}'), *_asked(question, table, view)])}"


def page_address(path: str, question: Question, table: Table | None = None, view: View | None = None) -> str:
    """The page with the same question, at the section of the table."""
    place = f"#{table.name}" if table else ""
    return f"{path}?{urlencode(_asked(question, table, view))}{place}"


def _asked(question: Question, table: Table | None, view: View | None) -> list[tuple[str, str]]:
    scope = question.scope
    asked = [("region", scope.region.code), ("as_of", question.moment.as_of.isoformat())]
    if table and question.product != "meetings":
        asked.append(("product", question.product))
    if table in right_sizing.TABLES:
        asked += [("window", str(question.window)), ("buffer", str(question.buffer))]
    if table and table.by_measure:
        asked.append(("measure", question.measure))
    asked += [("tag", tag) for tag in scope.tags]
    asked += [(key, value) for key, value in (("managed_by", scope.managed_by), ("q", scope.search)) if value]
    if table and view:
        asked += [(f"{table.name}.filter.{part.column}", part.text) for part in view.filters]
    return asked
