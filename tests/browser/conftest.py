"""One server a test process, over sample data, and the three browsers, each started when it is first asked for.

`screen` and `browse` are Chromium by Playwright, for what only it can show; `visit` is each browser in turn, for what
all must do.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, StorageState, expect

from dashboard.access.accounts import add_user
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.services import open_services
from tests.browser.application import Application
from tests.browser.chromium import start
from tests.browser.chromium.screen import Screen
from tests.browser.drivers.launch import NAMES, Browsers
from tests.browser.drivers.playwright_chromium import LATE
from tests.browser.drivers.tab import PATIENCE
from tests.browser.visit import Visit
from tests.data.factories import TODAY
from tests.fixtures.application import PASSWORD, email_of, settings_in
from tests.fixtures.served import Served

CODES = ("US", "EU", "UAE")
SWITCHER, LEAVER = "switcher@example.com", "leaver@example.com"
_PATIENCE = PATIENCE * 1000  # milliseconds
expect.set_options(timeout=_PATIENCE)
_TELL = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"

Browse = Callable[..., Screen]
"""Opens a page in a context of its own: `stranger=True` without a session, else what Browser.new_context takes."""


def _without_reports(region: Region) -> None:
    """One customer that no report speaks of: a region that a user may pick and that has no data."""
    with region.write() as connection:
        values = {"customer_key": 1, "org_id": "00000000-0000-4000-8000-000000000001", "name": "Dune"}
        connection.execute(sa.insert(customer).values(**values))


@pytest.fixture(scope="session")
def sample_template(application_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory to copy, made once for all processes of a run: US and EU hold sample data, UAE a customer and no
    report; users of each role."""
    base = tmp_path_factory.getbasetemp()
    directory = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "browser-sample"
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.exists():
            making = directory.with_suffix(".making")
            shutil.copytree(application_template, making)
            _fill(making)
            making.rename(directory)
    return directory


def _fill(data_dir: Path) -> None:
    services = open_services(settings_in(data_dir, *CODES))
    for email in (SWITCHER, LEAVER):
        add_user(services.store, email, "read_only_admin", PASSWORD)
    for code in ("US", "EU"):
        make_sample(services.regions[code], customers=160, weeks=20, seed=1, today=TODAY, progress=None)
    _without_reports(services.regions["UAE"])
    services.close()


@pytest.fixture(scope="session")
def live_server(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """One server a test process."""
    data_dir = tmp_path_factory.mktemp("live") / "data"
    shutil.copytree(sample_template, data_dir)
    application = Application(data_dir, CODES)
    yield application
    application.stop()


@pytest.fixture(scope="session")
def browsers() -> Iterator[Browsers]:
    """The browsers of the machine, without a window."""
    with Browsers() as browsers:
        yield browsers


@pytest.fixture(scope="session")
def chromium(browsers: Browsers) -> Browser:
    """The machine's Chromium, by Playwright."""
    try:
        return start(browsers.playwright())
    except Error as error:
        pytest.fail(f"no Chromium starts: `make test` installs one; {error.message.splitlines()[0]}")


@pytest.fixture(scope="session")
def session(chromium: Browser, live_server: Application) -> StorageState:
    """The cookies of a full administrator who signed in."""
    context = chromium.new_context(base_url=live_server.url)
    form: dict[str, str | float | bool] = {"email": email_of("full_admin"), "password": PASSWORD}
    answer = context.request.post("/login", form=form, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0)
    assert answer.status == 303
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def faults() -> list[str]:
    """What pages complained of: console errors, uncaught exceptions, policy violations. Clear what you expect."""
    return []


@pytest.fixture(scope="session")
def desk(chromium: Browser, live_server: Application, session: StorageState) -> Iterator[BrowserContext]:
    """A context that tests share while they change nothing in it: its cache spares each the download."""
    context = _context(chromium, live_server, session)
    yield context
    context.close()


@pytest.fixture
def browse(chromium: Browser, live_server: Application, session: StorageState, faults: list[str]) -> Iterator[Browse]:
    """Opens pages, a full administrator's unless asked otherwise; in the end none has complained of anything."""
    opened: list[BrowserContext] = []

    def open_one(*, stranger: bool = False, **options: Any) -> Screen:
        context = _context(chromium, live_server, None if stranger else session, **options)
        opened.append(context)
        return _screen(context, faults)

    yield open_one
    for context in opened:
        context.close()
    assert faults == []


@pytest.fixture
def screen(desk: BrowserContext, faults: list[str]) -> Iterator[Screen]:
    """A full administrator's page on a desk, light and English."""
    screen = _screen(desk, faults)
    yield screen
    screen.page.close()
    assert faults == []


@pytest.fixture(scope="session", params=NAMES)
def browser(request: pytest.FixtureRequest) -> str:
    """Each browser in turn."""
    return str(request.param)


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: str) -> Iterator[Visit]:
    """A full administrator at an empty page, in each browser. In the end no page has complained of anything."""
    browsers: Browsers = request.getfixturevalue("browsers")
    live_server: Application = request.getfixturevalue("live_server")
    live_server.clear()
    tab = browsers.desk(browser, live_server.url)
    tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    tab.clear_cookies()
    tab.set_cookies(live_server.cookies)
    tab.heard()
    visit = Visit(tab, live_server)
    yield visit
    live_server.clear()
    assert [str(one) for one in visit.complaints()] == []


def _context(
    chromium: Browser, served: Application | Served, session: StorageState | None, **options: Any
) -> BrowserContext:
    given = {"locale": "en-GB", "viewport": {"width": 1366, "height": 900}, **options}
    context = chromium.new_context(base_url=served.url, storage_state=session, reduced_motion="reduce", **given)
    context.add_init_script(_TELL)
    context.set_default_timeout(_PATIENCE)
    return context


def _screen(context: BrowserContext, faults: list[str]) -> Screen:
    page = context.new_page()
    page.on("console", lambda message: _note(faults, message))
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error.message}"))
    return Screen(page)


def _note(faults: list[str], message: ConsoleMessage) -> None:
    if message.type in ("error", "warning") and LATE not in message.text:
        faults.append(f"{message.type}: {message.text}")
