"""A region's own rules on the page, in the API, in the catalogue and in the proof: each is followed and said."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from tests.asked import page, words
from tests.data.calling.files import LEG_HEADERS, leg, write
from tests.data.calling.files import load as load_file
from tests.data.factories import SATURDAY, TODAY, load, row
from tests.fixtures.application import OWN, sign_in

DAY = timedelta(days=1)
AGREE = "Page, rows, API and export agree"


@pytest.fixture
def admin(client: FlaskClient, us: Region, tmp_path: Path) -> FlaskClient:
    """A expires in 10 days, B in 60; C renews in 30, D in 60; they assign 9, 5, 4 and 1 of 10. A's administrator has
    been away for 40 days. Of A's three legs two have a jitter of 90 and 200."""
    ends = [TODAY + 10 * DAY, TODAY + 60 * DAY, TODAY + 30 * DAY, TODAY + 60 * DAY]
    rows = [
        row(one, f"S-{one}", m=(10, assigned, 1), pro=(10, assigned, 1), ends_on=end, auto_renew=one in "CD")
        for one, assigned, end in zip("ABCD", (9, 5, 4, 1), ends, strict=True)
    ]
    load(us, rows)
    with us.write() as connection:
        seen = sa.update(customer).where(customer.c.customer_key == 1)
        connection.execute(seen.values(last_admin_sign_in=TODAY - 40 * DAY))
    start = f"{SATURDAY - 3 * DAY}T10:00:00Z"
    legs = [
        leg(f"L{number}", f"C{number}", "A", start, audio=(jitter, 10, 0)) for number, jitter in enumerate((5, 90, 200))
    ]
    load_file(us, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    return sign_in(client, "full_admin")


def change(admin: FlaskClient, **rules: str) -> None:
    """Saves rules by the form, as a person does."""
    text = admin.get("/settings?region=US").text
    form = text[text.index('action="/settings/rules') :]
    version = form.partition('name="version" value="')[2].partition('"')[0]
    assert admin.post("/settings/rules?region=US", data={"version": version, **rules}, headers=OWN).status_code == 303


def api(admin: FlaskClient, path: str) -> Any:
    """The API's answer for the tests' day."""
    return admin.get(f"/api/v1/{path}{'&' if '?' in path else '?'}region=US&as_of={TODAY}").get_json()


def told(admin: FlaskClient, path: str, day: Any = TODAY) -> str:
    """Everything that a page says."""
    return words(page(admin, f"{path}{'&' if '?' in path else '?'}region=US&as_of={day}"))


def metric(admin: FlaskClient, key: str) -> Mapping[str, Any]:
    """What the catalogue says of a metric."""
    found: Mapping[str, Any] = next(one for one in api(admin, "metrics-catalogue") if one["key"] == key)
    return found


def test_nearing_expiration(admin: FlaskClient) -> None:
    assert api(admin, "subscriptions")["kpis"]["nearing_expiration"] == 2
    change(admin, expiring_days="30")
    answer = api(admin, "subscriptions")
    assert (answer["kpis"]["nearing_expiration"], answer["sections"]["expiring"]["rows"]) == (1, 1)
    assert answer["rules"]["expiring_days"] == 30
    shown = told(admin, "/subscriptions")
    assert "Expiring in the next 30 days" in shown
    assert "1 customer has subscriptions or trials that expire within 30 days" in shown
    assert "that ends in 0 to 30 days." in metric(admin, "nearing_expiration")["definition"]
    assert metric(admin, "expiring.customers")["rules"] == {"US": {"expiring_days": 30}}
    proof = told(admin, "/proof?kpi=subscriptions.nearing_expiration")
    assert "that ends in 0 to 30 days." in proof
    assert "as of <= ends <= as of + 30 days" in proof
    assert AGREE in proof
    assert "0 to 30 days" in told(admin, "/help")


def test_nearing_renewal(admin: FlaskClient) -> None:
    change(admin, renewing_days="45")
    answer = api(admin, "subscriptions")
    assert (answer["kpis"]["nearing_renewal"], answer["sections"]["renewing"]["rows"]) == (1, 1)
    shown = told(admin, "/subscriptions")
    assert "Renewing in the next 45 days" in shown
    assert "Expiring in the next 90 days" in shown
    assert "renew within 45 days" in shown
    assert "ends in 0 to 45 days." in metric(admin, "nearing_renewal")["definition"]
    assert AGREE in told(admin, "/proof?kpi=subscriptions.renewing.customers")
    assert "within 90 (expiration, US), 45 (renewal, US) days" in metric(admin, "changes.cause.window")["definition"]


def test_low_assignment_by_a_rate(admin: FlaskClient) -> None:
    change(admin, low_rate="45")
    answer = api(admin, "subscriptions")
    assert (answer["kpis"]["low_assignment"], answer["rules"]["low_rate"]) == (2, 0.45)
    shown = told(admin, "/subscriptions")
    assert "Low means below 45.0\N{NO-BREAK SPACE}%: the rule of US." in shown
    said = metric(admin, "low_assignment")
    assert "share of assigned licences is below 45.0\N{NO-BREAK SPACE}%" in said["definition"]
    assert "assigned / purchased < 45.0\N{NO-BREAK SPACE}%" in said["formula"]
    proof = told(admin, "/proof?kpi=subscriptions.low_assignment")
    assert "below 45.0\N{NO-BREAK SPACE}%" in proof
    assert AGREE in proof


def test_statuses_of_customers(admin: FlaskClient) -> None:
    change(admin, expires_soon_days="5", inactive_days="30")
    answer = api(admin, "tables/customers")
    statuses = {one["customer"]: one["statuses"] for one in answer["rows"]}
    assert "expires_soon" not in statuses["A AG"]
    assert "no_recent_activity" in statuses["A AG"]
    assert answer["rules"] == {"expires_soon_days": 5, "inactive_days": 30}
    shown = told(admin, "/customers")
    assert "0 with something that ends within 5 days" in shown
    assert "something ends within 5 days" in shown
    assert "signed in for 30 days" in shown
    assert "ends within 5 days." in metric(admin, "customers.expires_soon")["definition"]
    assert AGREE in told(admin, "/proof?kpi=customers_page.customers.expires_soon")


def test_call_quality(admin: FlaskClient) -> None:
    assert api(admin, "calling")["kpis"]["poor_rate"] == pytest.approx(1 / 3)
    change(admin, quality_jitter_ms="80", quality_latency_ms="300", quality_loss_percent="2.5", minimum_legs="2")
    answer = api(admin, "calling")
    assert answer["kpis"]["poor_rate"] == pytest.approx(2 / 3)
    thresholds = {"quality_jitter_ms": 80, "quality_latency_ms": 300, "quality_loss_percent": 2.5}
    assert answer["rules"] == {**thresholds, "minimum_legs": 2}
    shown = told(admin, "/calling")
    assert "jitter ≥ 80 ms, latency ≥ 300 ms or packet loss ≥ 2.5 %" in shown
    assert "rows of at least 2 measured call legs or 20 offered calls" in shown
    assert metric(admin, "customer_quality.poor_rate")["rules"] == {"US": thresholds}
    assert AGREE in told(admin, "/proof?kpi=calling.poor_rate")
    change(admin, minimum_offered="7")
    assert "or 7 offered calls" in told(admin, "/queues")


USUAL = {"quality_jitter_ms": 150, "quality_latency_ms": 400, "quality_loss_percent": 5}


@pytest.mark.parametrize(
    ("own", "thresholds"), [({}, USUAL), ({"quality_jitter_ms": "80"}, USUAL | {"quality_jitter_ms": 80})]
)
def test_thresholds_are_those_in_force(admin: FlaskClient, own: dict[str, str], thresholds: dict[str, float]) -> None:
    """A region without its own has the settings', and whatever rests on poor legs says them."""
    change(admin, **own)
    for path in ("calling", "tables/customer_quality", "tables/endpoint_quality", "renewals", "tables/renewals"):
        rules = api(admin, path)["rules"]
        assert {key: rules.get(key) for key in USUAL} == thresholds, path
    for key in ("poor_rate", "customer_quality.poor", "endpoint_quality.poor_rate"):
        assert metric(admin, key)["rules"] == {"US": thresholds}, key
    answer = admin.get(f"/api/v1/export/endpoint_quality.csv?region=US&as_of={TODAY}&sidecar=1")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as opened:
        [name] = [name for name in opened.namelist() if name.endswith(".sidecar.json")]
        assert json.loads(opened.read(name))["rules"] == {**thresholds, "minimum_legs": 50}


def test_files_say_the_rules(admin: FlaskClient) -> None:
    change(admin, expiring_days="30")
    answer = admin.get(f"/api/v1/export/expiring.csv?region=US&as_of={TODAY}&sidecar=1")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as opened:
        [name] = [name for name in opened.namelist() if name.endswith(".sidecar.json")]
        assert json.loads(opened.read(name))["rules"] == {"expiring_days": 30}


def test_the_past_is_shown_with_the_rules_of_today(admin: FlaskClient) -> None:
    shown = told(admin, "/subscriptions", SATURDAY)
    assert "the region's rules are those of today." in shown
    assert "Rules:" not in shown  # all as usual
    change(admin, expiring_days="30", low_rate="45")
    shown = told(admin, "/subscriptions", SATURDAY)
    assert "Rules: near expiration: 30 days; low assignment: below 45.0\N{NO-BREAK SPACE}%." in shown
    assert "Expiring in the next 30 days" in shown
