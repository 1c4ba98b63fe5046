"""Every number of the pages about calls and queues against the reference: files in, numbers out over HTTP."""

import random
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.calls import Served, faults, served
from tests.acceptance.comparing import cell, differences, plain
from tests.fixtures.postgres import PostgresServer
from tests.generated_calling import make_calls
from tests.reference_calling import Asking, Calls, Row
from tests.reference_calls_page import calling, feature_rows, quality_rows, queue_rows, queues, usage_rows

CODES = ("FILE", "TEAM")
TABLES: dict[str, Callable[[Calls, Asking], list[Row]]] = {
    "customer_usage": usage_rows,
    "customer_quality": quality_rows,
    "customer_queues": queue_rows,
    "feature_adoption": feature_rows,
}
KEYS = {"feature_adoption": ("org_id", "feature")}
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[dict[str, Served]]:
    """One installation: a region in a file, one on PostgreSQL."""
    directory = tmp_path_factory.mktemp("calls")
    with postgres_server.database() as url:
        urls = {"FILE": f"duckdb:///{directory}/file.duckdb", "TEAM": url}
        with served([make_calls(code, seed) for seed, code in enumerate(CODES, 1)], urls, directory) as found:
            yield found


@pytest.fixture(params=CODES)
def region(request: pytest.FixtureRequest, installation: dict[str, Served]) -> Served:
    """Each region, imported and served."""
    return installation[request.param]


def ordered(rows: list[Row], name: str, column: str) -> list[Row]:
    """By a column, unknown last, texts without regard to case; then by the keys."""
    key = column.removeprefix("-")
    rows = sorted(rows, key=lambda row: tuple(row[one] for one in KEYS.get(name, ("org_id",))))
    known = [row for row in rows if row[key] is not None]
    known.sort(key=lambda r: r[key].lower() if isinstance(r[key], str) else r[key], reverse=column.startswith("-"))
    return known + [row for row in rows if row[key] is None]


def told(asking: Asking) -> str:
    return f"{asking.as_of} mine={asking.customers is not None} {asking.tags}"


def in_order(answer: Row) -> Row:
    """The answer with its lists by name."""
    answer["quality_by_endpoint"].sort(key=lambda row: str(row["endpoint_type"]))
    answer["features"].sort(key=lambda row: str(row["feature"]))
    return answer


def test_page_numbers(region: Served) -> None:
    wrong = []
    for asking in region.askings():
        answers = in_order(region.get("calling", asking)), region.get("queues", asking)
        found = zip((calling(region.calls, asking), queues(region.calls, asking)), answers, strict=True)
        wrong += [f"{told(asking)}: {fault}" for pair in found for fault in differences(*pair)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TABLES)
def test_table_rows(region: Served, name: str) -> None:
    wrong, sort = [], "org_id,feature" if name in KEYS else "org_id"
    for asking in region.askings():
        answer = region.get(f"tables/{name}", asking, ("sort", sort))
        expected = ordered(TABLES[name](region.calls, asking), name, "org_id")
        assert answer["total"] == len(answer["rows"])
        wrong += [f"{told(asking)}: {f}" for f in faults(expected, answer["rows"], KEYS.get(name, ("org_id",)))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TABLES)
def test_orders_and_filters(region: Served, name: str) -> None:
    """Each column both ways, cut by a range or a part of the text that is among its values."""
    asking, chance, wrong = Asking(region.made.as_of[1]), random.Random(name), []
    rows, keys = TABLES[name](region.calls, asking), KEYS.get(name, ("org_id",))
    for column in rows[0]:
        condition, kept = choice(rows, column, chance)
        more = [("filter." + column, condition)]
        for sort in (column, f"-{column}"):
            answer = region.get(f"tables/{name}", asking, ("sort", sort), *more)
            wrong += [f"{sort} {more}: {fault}" for fault in faults(ordered(kept, name, sort), answer["rows"], keys)]
    assert not wrong, "\n".join(wrong)


def choice(rows: list[Row], column: str, chance: random.Random) -> tuple[str, list[Row]]:
    """A filter of a column, and the rows it keeps."""
    values = [row[column] for row in rows if row[column] is not None]
    if not values or chance.random() < 0.2:
        return "unknown", [row for row in rows if row[column] is None]
    if isinstance(values[0], bool):
        return "true", [row for row in rows if row[column]]
    known = [row for row in rows if row[column] is not None]
    if isinstance(values[0], str):
        part = chance.choice(values)[1:5]
        return part.upper(), [row for row in known if part.lower() in row[column].lower()]
    low, high = sorted(chance.choices(values, k=2))
    return f"{low!r}..{high!r}", [row for row in known if low <= row[column] <= high]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("name", TABLES)
def test_exports(region: Served, name: str, kind: str) -> None:
    asking, column = Asking(region.made.as_of[1]), "calls" if name in KEYS else "org_id"
    chosen = region.parameters(asking, ("sort", f"-{column}"))
    header, cells = region.everyone.export(name, kind, chosen)
    rows = ordered(TABLES[name](region.calls, asking), name, f"-{column}")
    wanted = [[cell(value, kind) for value in row.values()] for row in rows]
    read = [[plain(c, w) for c, w in zip(line, row, strict=True)] for line, row in zip(cells, wanted, strict=False)]
    assert header == list(rows[0])
    assert not list(differences(wanted, read))
    assert len(cells) == len(rows)
