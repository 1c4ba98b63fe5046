"""Reports ordered from the provider, against a server that answers as its description says."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from dashboard.__main__ import cli
from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.errors import Blank, DashboardError, UsageError
from dashboard.feed import partner_reports
from dashboard.feed.partner_reports import Client
from dashboard.feed.sync import Order, Sync
from dashboard.services import Services, open_services
from dashboard.settings import Settings
from dashboard.web.console import Console
from tests.data.files.reports import line, write
from tests.feed.provider import TOKEN, Provider, providing

TODAY = date(2026, 11, 23)
USAGE, SUBSCRIPTIONS = b"usage file\n", b"subscription file\n"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as made:
        made.files = {1: USAGE, 2: SUBSCRIPTIONS}
        yield made


class Taker:
    """Takes files as the import does, and remembers them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: list[tuple[bytes, date | None]] = []
        self.told: list[str] = []
        self.paused: list[float] = []
        self.clean = True
        self.failure: Exception | None = None

    def load(self, path: Path, week: date | None) -> bool:
        self.taken.append((path.read_bytes()[:4], week))
        if self.failure:
            raise self.failure
        return self.clean

    def sync(self, provider: Provider, token: str = TOKEN) -> Sync:
        client = Client(f"{provider.url}/v1", token, self.paused.append, backoff=0)
        return Sync(client, "EU", self.path / "sync", self.load, self.told.append)


@pytest.fixture
def taker(tmp_path: Path) -> Taker:
    return Taker(tmp_path)


def test_every_template_that_can_be_imported_is_ordered_awaited_and_loaded(provider: Provider, taker: Taker) -> None:
    assert taker.sync(provider).run([], TODAY)
    assert provider.orders == [
        {"templateId": 1, "startDate": "2026-11-15", "endDate": "2026-11-21", "regionId": "EU"},
        {"templateId": 2, "startDate": "2026-11-22", "endDate": "2026-11-22", "regionId": "EU"},
    ]
    assert taker.taken == [(b"PK\x03\x04", date(2026, 11, 15)), (b"PK\x03\x04", None)]
    assert taker.paused == [15.0, 15.0]
    assert [path.name for path in (taker.path / "sync").iterdir()] == ["EU.json"]
    assert (taker.path / "sync" / "EU.json").read_text() == "[]"


def test_days_are_ordered_as_told_and_a_usage_report_by_complete_weeks(provider: Provider, taker: Taker) -> None:
    assert taker.sync(provider).run([], TODAY, (date(2026, 11, 10), date(2026, 11, 22)))
    assert [(order["templateId"], order["startDate"], order["endDate"]) for order in provider.orders] == [
        (1, "2026-11-08", "2026-11-14"),
        (1, "2026-11-15", "2026-11-21"),
        (2, "2026-11-10", "2026-11-22"),
    ]
    assert [week for _file, week in taker.taken] == [date(2026, 11, 8), date(2026, 11, 15), None]
    assert taker.sync(provider).run(["Calling Usage Detail"], TODAY, (date(2026, 11, 22), date(2026, 11, 22)))
    assert taker.told[-1] == "Calling Usage Detail: no complete week in 2026-11-22 to 2026-11-22"


def test_an_inventory_is_of_the_day_that_it_was_ordered_for() -> None:
    assert Order("Devices", date(2026, 11, 21), date(2026, 11, 21), "R1").period == date(2026, 11, 21)


def test_an_order_of_other_days_is_left_for_later(provider: Provider, taker: Taker) -> None:
    taker.failure = DashboardError("the database refused")
    with pytest.raises(DashboardError, match="refused"):
        taker.sync(provider).run(["Subscription Details"], TODAY)
    taker.failure = None
    day = date(2026, 11, 3)
    assert taker.sync(provider).run(["Subscription Details"], TODAY, (day, day))
    assert [order["startDate"] for order in provider.orders] == ["2026-11-22", "2026-11-03"]
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert len(provider.orders) == 2


@pytest.mark.parametrize(
    "given",
    [
        ["--date", "2026-11-01", "--from", "2026-11-01"],
        ["--from", "2026-11-01"],
        ["--from", "2026-11-02", "--to", "2026-11-01"],
        ["--from", "2026-10-01", "--to", "2026-11-01"],
    ],
)
def test_days_that_make_no_span_are_refused(settings: Settings, tmp_path: Path, given: list[str]) -> None:
    err: list[str] = []
    console = Console(err.append, err.append, lambda _label, _done, _total: None)
    assert run(cli, ["sync", "--region", "US", *given], Session(lambda: settings, console, tmp_path, open_nothing)) == 2
    assert "--from" in err[0]


def test_one_template_by_its_name(provider: Provider, taker: Taker) -> None:
    taker.clean = False
    assert not taker.sync(provider).run(["subscription details"], TODAY)
    assert [order["templateId"] for order in provider.orders] == [2]
    with pytest.raises(UsageError, match="--template Nothing: unknown; the provider has Calling Usage Detail, Sub"):
        taker.sync(provider).run(["Nothing"], TODAY)


def test_a_busy_provider_is_asked_again_and_an_order_is_not_doubled(provider: Provider, taker: Taker) -> None:
    provider.refusals = [(429, {"Retry-After": "0"}), (502, {}), (423, {"Retry-After": "0"})]
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert len(provider.orders) == 1
    assert provider.asked.count("GET /v1/partner/reports/templates") == 4


def test_an_order_that_may_have_been_carried_out_is_not_repeated(provider: Provider, taker: Taker) -> None:
    sync = taker.sync(provider)
    template = sync.client.templates()[0]
    provider.refusals = [(502, {})]
    with pytest.raises(DashboardError, match="127.0.0.1:.* answered 502"):
        sync.client.create(template, TODAY, TODAY, "EU")
    assert provider.asked.count("POST /v1/partner/reports") == 1


def test_a_sync_that_was_stopped_goes_on_with_its_order(provider: Provider, taker: Taker) -> None:
    taker.failure = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        taker.sync(provider).run(["Calling Usage Detail"], TODAY)
    taker.failure = None
    assert taker.sync(provider).run(["Calling Usage Detail"], date(2026, 12, 7))
    assert len(provider.orders) == 1
    assert taker.taken[1] == (b"PK\x03\x04", date(2026, 11, 15))
    assert taker.told[-1] == "Calling Usage Detail: going on with report R1"


def test_an_order_that_the_provider_forgot_is_made_again(provider: Provider, taker: Taker) -> None:
    taker.failure = DashboardError("the database refused")
    with pytest.raises(DashboardError, match="refused"):
        taker.sync(provider).run(["Subscription Details"], TODAY)
    provider.forgotten, taker.failure = {"R1"}, None
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert len(provider.orders) == 2


def test_an_order_that_failed_is_told_and_made_again_by_the_next_call(provider: Provider, taker: Taker) -> None:
    provider.failed = {"R1"}
    with pytest.raises(DashboardError, match="report R1: the provider says failed; call `sync` again"):
        taker.sync(provider).run(["Subscription Details"], TODAY)
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert len(provider.orders) == 2


def test_a_download_that_is_cut_off_is_told_and_repeated_without_a_new_order(provider: Provider, taker: Taker) -> None:
    provider.cut = True
    with pytest.raises(DashboardError, match="127.0.0.1:.* out of reach"):
        taker.sync(provider).run(["Subscription Details"], TODAY)
    provider.cut = False
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert (len(provider.orders), len(taker.taken)) == (1, 1)


@pytest.mark.parametrize("found", [None, 3, "x", [3], {"items": ["x"]}, {"items": []}])
def test_an_answer_of_another_shape_is_told(
    provider: Provider, taker: Taker, monkeypatch: pytest.MonkeyPatch, found: Any
) -> None:
    client = taker.sync(provider).client
    template = client.templates()[0]
    monkeypatch.setattr(partner_reports, "_read", lambda _answer: found)
    with pytest.raises(DashboardError, match="the provider's answer"):
        client.create(template, TODAY, TODAY, "EU")


def test_a_template_without_a_number_is_told(provider: Provider, taker: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partner_reports, "_read", lambda _answer: [{"templateId": "one", "title": "A"}])
    with pytest.raises(DashboardError, match="a templateId that is no number: 'one'"):
        taker.sync(provider).client.templates()


def test_a_blank_report_is_no_data_and_no_failure(provider: Provider, taker: Taker) -> None:
    taker.failure = Blank("is empty")
    assert taker.sync(provider).run(["Subscription Details"], TODAY)
    assert taker.told[-1] == "Subscription Details: no data for EU in 2026-11-22 to 2026-11-22"


def test_a_refused_token_is_named_by_its_setting_and_never_shown(provider: Provider, taker: Taker) -> None:
    with pytest.raises(DashboardError, match=r"refused the token \(401\): set DASHBOARD_SYNC_TOKEN") as caught:
        taker.sync(provider, "a-wrong-token").run([], TODAY)
    assert "a-wrong-token" not in str(caught.value)


def test_the_token_stays_with_its_host(provider: Provider, taker: Taker, tmp_path: Path) -> None:
    client = taker.sync(provider).client
    with pytest.raises(DashboardError, match="refused the token"):  # the stranger saw none
        client.download(provider.url.replace("127.0.0.1", "localhost") + "/files/R1", tmp_path / "file")


def test_a_provider_out_of_reach_is_named(taker: Taker, tmp_path: Path) -> None:
    client = Client("http://127.0.0.1:9/v1", TOKEN, taker.paused.append, backoff=0)
    with pytest.raises(DashboardError, match="127.0.0.1:9: out of reach"):
        client.templates()


def test_the_command_imports_what_it_fetched(provider: Provider, settings: Settings, tmp_path: Path) -> None:
    rows = [line("A", "Sub1"), line("B", "Sub2")]
    provider.files = {1: b"", 2: write(tmp_path, rows).read_bytes()}
    given = {"sync_token": SecretStr(TOKEN), "sync_url": f"{provider.url}/v1", "today": TODAY}
    own, out, err = settings.model_copy(update=given), list[str](), list[str]()
    provider.looks = 1
    console = Console(out.append, err.append, lambda _label, _done, _total: None)

    @contextmanager
    def opened() -> Iterator[Services]:
        services = open_services(own)
        yield services
        services.close()

    code = run(cli, ["sync", "--region", "US"], Session(lambda: own, console, tmp_path, opened))
    assert (code, err) == (0, [])
    assert any("loaded 2 rows of 2026-11-21 to 2026-11-21, Subscription Details" in text for text in out)
    assert "Calling Usage Detail: no data for US in 2026-11-15 to 2026-11-21" in out
    assert TOKEN not in "".join(path.read_text() for path in (own.data_dir / "sync").iterdir())


def test_the_command_needs_a_token(settings: Settings, tmp_path: Path) -> None:
    err: list[str] = []
    console = Console(err.append, err.append, lambda _label, _done, _total: None)
    assert run(cli, ["sync", "--region", "US"], Session(lambda: settings, console, tmp_path, open_nothing)) == 2
    assert "DASHBOARD_SYNC_TOKEN: not set" in err[0]


def open_nothing() -> AbstractContextManager[Services]:
    raise AssertionError("no database is opened without a token")
