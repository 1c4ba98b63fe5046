"""A client of the provider's Partner Reports API: templates, reports, downloads.

Answers are read leniently, since the provider's description and its examples disagree, and fail clearly. The token goes
to the API's own host alone, and is in no message.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from dashboard.errors import DashboardError

_BUSY = (423, 429)  # the request was not carried out
_DOWN = (*_BUSY, 500, 502, 503, 504)
_PATIENCE = (10, 120)  # seconds to connect, and between two bytes
_CHUNK = 1 << 16
_LARGEST = 2 << 30  # bytes
_TRIES = 6
_FAILED = ("failed", "error", "cancelled", "canceled", "expired")

Answer = Mapping[str, Any]


class ReportFailed(DashboardError):
    """The provider gave a report up: asking for it again tells nothing else."""


@dataclass(frozen=True)
class Template:
    """What can be ordered. `newest` is the last day that the provider has data of."""

    template_id: int
    title: str
    newest: date | None


@dataclass(frozen=True)
class Client:
    """The API at a base URL. `pause(seconds)` waits between two looks at a report."""

    base: str
    token: str
    pause: Callable[[float], None]
    backoff: float = 1.0  # seconds before the third try, doubled with each further one

    def templates(self) -> list[Template]:
        """Every template. Raises DashboardError."""
        return [_template(item) for item in _items(self._json("GET", "partner/reports/templates"))]

    def create(self, template: Template, start: date, end: date, region: str) -> str:
        """Orders a report of these days; its id."""
        wanted = {
            "templateId": template.template_id,
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "regionId": region,
        }
        return str(_value(_first(self._json("POST", "partner/reports", json=wanted)), "reportId", "Id", "id"))

    def wait(self, report_id: str, seconds: float, looks: int) -> str | None:
        """The address of a report's file, looking every so many seconds; None when the provider no longer knows it.

        Raises DashboardError when it failed, or is not done after that many looks.
        """
        for _look in range(looks):
            answer = self._answer("GET", f"partner/reports/{report_id}")
            if answer.status_code == 404:
                return None
            report = _first(_read(answer))
            status = str(_value(report, "status")).lower()
            if status == "done":
                return str(_value(report, "downloadURL", "downloadUrl", "downloadDomain"))
            if status in _FAILED:
                raise ReportFailed(f"report {report_id}: the provider says {status}; call `sync` again to order anew")
            self.pause(seconds)
        raise DashboardError(f"report {report_id}: not done yet; call `sync` again later, it goes on with this one")

    def download(self, url: str, path: Path) -> None:
        """Writes a report's file, as it comes."""
        with self._answer("GET", url, stream=True) as answer, path.open("wb") as file, _reached(answer.url):
            _check(answer)
            for chunk in answer.iter_content(_CHUNK):
                file.write(chunk)
                if file.tell() > _LARGEST:
                    raise DashboardError(f"the report is larger than {_LARGEST} bytes: order fewer days")

    def delete(self, report_id: str) -> None:
        """Removes a report from the provider's list; one that is gone is gone."""
        self._answer("DELETE", f"partner/reports/{report_id}")

    def _json(self, method: str, path: str, **options: Any) -> Any:
        return _read(self._answer(method, path, **options))

    def _answer(self, method: str, path: str, **options: Any) -> requests.Response:
        url = urljoin(f"{self.base.rstrip('/')}/", path)
        if urlsplit(url).scheme not in ("https", urlsplit(self.base).scheme):
            raise DashboardError(f"{_host(url)}: not asked without encryption")
        own = {"Authorization": f"Bearer {self.token}"} if _origin(url) == _origin(self.base) else {}
        with self._session(method) as session, _reached(url):
            return session.request(method, url, headers=own, timeout=_PATIENCE, **options)

    @contextmanager
    def _session(self, method: str) -> Iterator[requests.Session]:
        """Tries again what is safe to try again: an order that may have been carried out is not repeated."""
        again = Retry(
            total=_TRIES,
            connect=_TRIES,
            read=0 if method == "POST" else _TRIES,
            status_forcelist=_BUSY if method == "POST" else _DOWN,
            allowed_methods=None,
            backoff_factor=self.backoff,
            backoff_jitter=self.backoff,
            respect_retry_after_header=True,
            raise_on_status=False,
        )
        session = requests.Session()
        session.trust_env = False  # no password of a .netrc takes the token's place
        session.mount("https://", HTTPAdapter(max_retries=again))
        session.mount("http://", HTTPAdapter(max_retries=again))
        yield session


@contextmanager
def _reached(url: str) -> Iterator[None]:
    try:
        yield
    except requests.RequestException as error:
        raise DashboardError(f"{_host(url)}: out of reach: {type(error).__name__}; try again later") from None


def _check(answer: requests.Response) -> None:
    if answer.ok:
        return
    where, status = _host(answer.url), answer.status_code
    if status in (401, 403):
        raise DashboardError(
            f"{where}: refused the token ({status}): set DASHBOARD_SYNC_TOKEN to one of a full or read-only "
            "administrator with spark-admin:reports_read and spark-admin:reports_write"
        )
    raise DashboardError(f"{where}: answered {status} {answer.reason}; {_told(answer)}")


def _told(answer: requests.Response) -> str:
    tracking = answer.headers.get("trackingid")
    return f"tracking id {tracking}" if tracking else "try again later"


def _read(answer: requests.Response) -> Any:
    _check(answer)
    try:
        return answer.json()
    except requests.JSONDecodeError:
        raise DashboardError(f"{_host(answer.url)}: answered something else than JSON") from None


def _items(answer: Any) -> list[Answer]:
    items = answer.get("items") if isinstance(answer, dict) else answer
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DashboardError("the provider's answer holds no list of items")
    return items


def _first(answer: Any) -> Answer:
    """One object, however it is wrapped."""
    wrapped = isinstance(answer, list) or (isinstance(answer, dict) and "items" in answer)
    items = _items(answer if wrapped else [answer])
    if not items:
        raise DashboardError("the provider's answer is empty")
    return items[0]


def _value(answer: Answer, *names: str) -> Any:
    """The first of these keys that is there, whatever its case."""
    folded = {key.lower(): value for key, value in answer.items()}
    for name in names:
        if (value := folded.get(name.lower())) not in (None, ""):
            return value
    raise DashboardError(f"the provider's answer has no {names[0]}: {', '.join(sorted(answer))}")


def _template(item: Answer) -> Template:
    newest = next((value for key, value in item.items() if key.lower() in ("dataenddate", "enddate")), None)
    return Template(_number(_value(item, "templateId", "Id")), str(_value(item, "title")).strip(), _day(newest))


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise DashboardError(f"the provider's answer has a templateId that is no number: {str(value)[:60]!r}") from None


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url).scheme, urlsplit(url).netloc
