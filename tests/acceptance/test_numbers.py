"""Every number of the subscription page against the reference: files in by the command line, numbers out over HTTP."""

import random
from collections.abc import Iterator
from dataclasses import astuple

import pytest

from tests.acceptance.comparing import cell, differences, plain, row_faults
from tests.acceptance.installation import CODES, Asked, installed
from tests.fixtures.postgres import PostgresServer
from tests.reference import COLUMNS, PRODUCTS, Question, Row
from tests.reference_page import DATES, FLAGS, HEADLINE, SECTIONS, TEXTS, arranged, headline, matching, sections, trend

FILES = ("csv", "xlsx", "json")
ENGINES = ("WIDE", "TEAM")
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[dict[str, Asked]]:
    """One installation: two regions in files, one on PostgreSQL."""
    directory = tmp_path_factory.mktemp("installation")
    with postgres_server.database() as url:
        files = {code: f"duckdb:///{directory}/{code.lower()}.duckdb" for code in CODES if code != "TEAM"}
        with installed({**files, "TEAM": url}, directory) as asked:
            yield asked


@pytest.fixture(params=CODES)
def asked(request: pytest.FixtureRequest, installation: dict[str, Asked]) -> Asked:
    """Each region, imported and served."""
    return installation[request.param]


def rows_of(asked: Asked, name: str, question: Question) -> list[Row]:
    return sections(asked.region.facts, question)[name].rows


def test_page_numbers(asked: Asked) -> None:
    faults = []
    for question in asked.questions():
        answer = asked.client(question).json("subscriptions", asked.parameters(question, ("weeks", "30")))
        facts = asked.region.facts
        expected = {
            "region": asked.region.code,
            "product": question.product,
            "as_of": question.as_of,
            "data_as_of": facts.latest(question.as_of),
            "kpis": headline(facts, question),
            "trend": trend(facts, question, 30),
            "sections": {k: {"kpis": s.kpis, "rows": len(s.rows)} for k, s in sections(facts, question).items()},
        }
        assert list(answer["kpis"]) == list(HEADLINE)
        asker = f"{question.as_of} {question.product} mine={question.customers is not None} {question.tags}"
        faults += [f"{asker}: {fault}" for fault in differences(expected, answer)]
    assert not faults, "\n".join(faults)


def test_table_rows(asked: Asked) -> None:
    faults = []
    for number, question in enumerate(asked.questions()):
        expected = sections(asked.region.facts, question)
        for name in (list(SECTIONS) * 2)[number % 5 :][:2]:
            sort = "-used,purchased" if number % 2 else "days_left,-assigned_rate"
            answer = asked.client(question).json(f"tables/{name}", asked.parameters(question, ("sort", sort)))
            assert answer["total"] == len(answer["rows"])
            wrong = row_faults(arranged(expected[name].rows, sort), answer["rows"])
            faults += [f"{question.as_of} {question.product} {question.tags} {name}: {fault}" for fault in wrong]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("asked", ENGINES, indirect=True)
def test_orders(asked: Asked) -> None:
    question = Question(asked.region.as_of[0])
    rows, faults = rows_of(asked, "recently_added", question), []
    for column in COLUMNS:
        for sort in (column, f"-{column}"):
            answer = asked.everyone.json("tables/recently_added", asked.parameters(question, ("sort", sort)))
            faults += [f"{sort}: {fault}" for fault in row_faults(arranged(rows, sort), answer["rows"])]
    assert not faults, "\n".join(faults)


def conditions(rows: list[Row], column: str, chance: random.Random) -> list[str]:
    """Filters of a column that divide these rows: each operator, about values that are among them."""
    values = [value for row in rows if (value := getattr(row, column)) is not None]
    if column in FLAGS:
        return ["true", "false", "known", "unknown"]
    if not values:
        return ["known", "unknown"]
    if column in TEXTS:
        text = chance.choice(values)
        return ["=" + text, text[:4].upper(), text[-3:].lower(), "known", "unknown", "=unknown", "%"]
    low, high = (
        sorted(str(chance.choice(values)) for _ in range(2))
        if column in DATES
        else map(str, sorted(chance.choices(values, k=2)))
    )
    return [low, f">={low}", f">{low}", f"<={low}", f"<{high}", f"!={high}", f"{low}..{high}", "known", "unknown"]


@pytest.mark.parametrize("asked", ENGINES, indirect=True)
@pytest.mark.parametrize("column", COLUMNS)
def test_filters(asked: Asked, column: str) -> None:
    chance, faults = random.Random(column + asked.region.code), []
    question = Question(asked.region.as_of[chance.choice([0, 1])], chance.choice(PRODUCTS))
    rows = rows_of(asked, "recently_added", question)
    possible = conditions(rows, column, chance)
    for condition in chance.sample(possible, min(3, len(possible))):
        chosen = asked.parameters(question, (f"filter.{column}", condition), ("sort", "org_id"))
        answer = asked.everyone.json("tables/recently_added", chosen)
        wrong = row_faults(arranged(matching(rows, column, condition), "org_id"), answer["rows"])
        faults += [f"{question} {column}={condition}: {fault}" for fault in wrong]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", FILES)
def test_exports(asked: Asked, kind: str) -> None:
    faults = []
    for as_of, name in zip((*asked.region.as_of[:2], *asked.region.as_of[:3]), SECTIONS, strict=True):
        question = Question(as_of, "calling" if name == "renewing" else "meetings")
        chosen = asked.parameters(question, ("sort", "-purchased"), ("filter.days_since_added", "<=400"))
        header, cells = asked.everyone.export(name, kind, chosen)
        rows = arranged(matching(rows_of(asked, name, question), "days_since_added", "<=400"), "-purchased")
        wanted = [[cell(value, kind) for value in astuple(row)] for row in rows]
        read = [[plain(c, w) for c, w in zip(line, row, strict=True)] for line, row in zip(cells, wanted, strict=False)]
        if (rows or kind != "json") and header != list(COLUMNS):
            faults.append(f"{name}: {header}")
        faults += [f"{name}: {fault}" for fault in differences(wanted, read)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("asked", ENGINES, indirect=True)
@pytest.mark.parametrize("name", SECTIONS)
def test_the_export_is_the_table(asked: Asked, name: str) -> None:
    """In the table's own order, page by page."""
    question = asked.parameters(Question(asked.region.as_of[0]))
    exported = asked.everyone.export(name, "json", question)[1]
    paged, total = list[object](), len(exported)
    for offset in range(0, total + 1, 9):
        page = asked.everyone.json(f"tables/{name}", [*question, ("limit", "9"), ("offset", str(offset))])
        assert page["total"] == total
        paged += [list(row.values()) for row in page["rows"]]
    assert paged == exported
