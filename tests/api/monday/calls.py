"""Asking and telling the API."""

from typing import Any

from flask.testing import FlaskClient

from tests.data.factories import org_id
from tests.fixtures.application import OWN, email_of

A, B = org_id("A"), org_id("B")
ADMIN, PARTNER = email_of("full_admin"), email_of("partner_admin")
API = "/api/v1"


def send(client: FlaskClient, method: str, path: str, body: Any = None, match: str = "*") -> tuple[int, Any]:
    """Status and JSON of an answer; a text is sent as a file."""
    kind = {"data": body, "content_type": "text/csv"} if isinstance(body, str) else {"json": body}
    answer = client.open(f"{API}{path}", method=method, headers={**OWN, "If-Match": match}, **kind)
    return answer.status_code, answer.get_json(silent=True)


def get(client: FlaskClient, path: str) -> Any:
    """The JSON of an answer that is there."""
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()
