"""Reports over the API: who sees what, the same bytes as everywhere else, sidecars that can be checked."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.exports.verify import verify
from dashboard.data.storage.regions import Region
from dashboard.errors import DashboardError
from dashboard.reports.runner import run_due
from dashboard.reports.templates import save_template
from dashboard.services import Services
from tests.data.factories import SATURDAY, TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in
from tests.reports.conftest import user_with

ASKED = {"template": "subscription_details", "region": "US"}


@pytest.fixture
def filled(us: Region) -> Region:
    load(us, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(30, 15, 3), start_date=SATURDAY)])
    return us


def ask(client: FlaskClient, **given: object) -> str:
    answer = client.post("/api/v1/reports", json=ASKED | given, headers=OWN)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    return str(answer.get_json()["run_id"])


def fetch(client: FlaskClient, path: str) -> bytes:
    """What a path answers; a file is closed again."""
    with client.get(path) as answer:
        assert answer.status_code == 200
        return answer.get_data()


def test_a_report_from_the_question_to_the_file(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "full_admin")
    run_id = ask(client)
    assert client.get(f"/api/v1/reports/{run_id}/file").status_code == 404
    run_due(opened)
    [told] = client.get("/api/v1/reports").get_json()["reports"]
    assert (told["run_id"], told["status"], told["rows"], told["by"]) == (run_id, "done", 2, email_of("full_admin"))
    with client.get(told["file"]) as answer:
        assert answer.headers["Content-Disposition"] == f"attachment; filename={told['file_name']}"
    same = client.get(f"/api/v1/export/subscription_details.csv?headers=en&as_of={told['as_of']}")
    assert fetch(client, told["file"]) == same.get_data()
    assert client.delete(f"/api/v1/reports/{run_id}", headers=OWN).status_code == 204
    assert client.get(f"/api/v1/reports/{run_id}").status_code == 404


def test_a_partner_admin_reports_the_assigned_customers(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "partner_admin")
    assert client.post("/api/v1/reports", json=ASKED, headers=OWN).status_code == 403
    assign(opened, email_of("partner_admin"), [org_id("A")])
    run_id = ask(client)
    run_due(opened)
    text = fetch(client, f"/api/v1/reports/{run_id}/file").decode()
    assert (org_id("A") in text, org_id("B") in text) == (True, False)
    other = sign_in(client.application.test_client(), "read_only_admin")
    assert other.get("/api/v1/reports").get_json() == {"reports": []}
    for path in (f"/api/v1/reports/{run_id}", f"/api/v1/reports/{run_id}/file", f"/api/v1/reports/{run_id}/sidecar"):
        assert other.get(path).status_code == 404
    assert other.delete(f"/api/v1/reports/{run_id}", headers=OWN).status_code == 404


def test_help_desk_and_strangers_get_nothing(client: FlaskClient, filled: Region) -> None:
    assert client.get("/api/v1/reports").status_code == 401
    sign_in(client, "help_desk")
    for path in ("/api/v1/reports", "/api/v1/reports/templates", "/api/v1/reports/abcd1234/file"):
        assert client.get(path).status_code == 403
    assert client.post("/api/v1/reports", json=ASKED, headers=OWN).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "named"),
    [
        ([], 400, "body"),
        ({"region": "US"}, 400, "template"),
        (ASKED | {"weeks": True}, 400, "weeks"),
        (ASKED | {"weeks": 1000}, 400, "weeks"),
        (ASKED | {"headers": "fr"}, 400, "headers"),
        (ASKED | {"template": "nothing"}, 404, "template"),
        (ASKED | {"region": "XX"}, 404, "region"),
    ],
)
def test_what_means_nothing_is_refused(
    client: FlaskClient, filled: Region, asked: object, status: int, named: str
) -> None:
    answer = sign_in(client, "full_admin").post("/api/v1/reports", json=asked, headers=OWN)
    assert answer.status_code == status
    assert named in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("base", ["expiring", "renewals", "customers", "customer_quality", "subscription_details"])
def test_a_template_says_the_columns_of_its_file(client: FlaskClient, filled: Region, base: str) -> None:
    """Which are those of the table's own file, not those that a page shows."""
    sign_in(client, "full_admin")
    made = client.post("/api/v1/reports/templates", json={"name": base, "base": base}, headers=OWN)
    head = client.get(f"/api/v1/export/{base}.csv?region=US").text.splitlines()[0].removeprefix("\ufeff")
    assert (made.status_code, ",".join(made.get_json()["columns"])) == (201, head)


def test_templates_say_their_columns(client: FlaskClient, filled: Region) -> None:
    found = sign_in(client, "full_admin").get("/api/v1/reports/templates").get_json()
    assert [one["template"] for one in found] == [
        "calling_usage_detail",
        "devices",
        "phone_numbers",
        "webex_app_version",
        "subscription_details",
    ]
    assert found[-1]["columns"][:2] == ["calculation_date", "customer_name"]


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_an_export_with_its_sidecar_can_be_verified(
    client: FlaskClient, filled: Region, tmp_path: Path, suffix: str
) -> None:
    sign_in(client, "full_admin")
    path = f"/api/v1/export/recently_added.{suffix}?as_of={TODAY}&filter.purchased=>20"
    answer = client.get(f"{path}&sidecar=1")
    name = f"recently_added_US_meetings_{TODAY}.{suffix}"
    assert f'filename="{name}.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        told = json.loads(archive.read(f"{name}.sidecar.json"))
        archive.extractall(tmp_path)
    assert (told["rows"], told["filters"], told["product"]) == (
        1,
        [{"column": "purchased", "filter": ">20"}],
        "meetings",
    )
    assert verify(tmp_path / name).differences == ()
    (tmp_path / "whole.zip").write_bytes(answer.get_data())
    assert verify(tmp_path / "whole.zip").differences == ()


def test_verify_says_what_differs(client: FlaskClient, filled: Region, opened: Services, tmp_path: Path) -> None:
    sign_in(client, "full_admin")
    run_id = ask(client)
    run_due(opened)
    file, beside = (fetch(client, f"/api/v1/reports/{run_id}/{kind}") for kind in ("file", "sidecar"))
    path = tmp_path / client.get(f"/api/v1/reports/{run_id}").get_json()["file_name"]
    path.write_bytes(file)
    with pytest.raises(DashboardError, match=r"sidecar\.json: no such file; .* was exported without its sidecar"):
        verify(path)
    with pytest.raises(DashboardError, match=r"nothing\.csv: no such file$"):
        verify(tmp_path / "nothing.csv")
    path.with_name(f"{path.name}.sidecar.json").write_bytes(beside)
    assert (verify(path).rows, verify(path).differences) == (2, ())
    path.write_bytes(file.rsplit(b"\r\n", 2)[0] + b"\r\n")  # a row is missing
    differences = verify(path).differences
    assert [one.partition(":")[0] for one in differences] == ["sha256", "size", "rows"]
    assert "rows: the sidecar says 2, the file has 1" in differences


def test_a_template_is_changed_by_who_has_read_it(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "full_admin")
    user = user_with(opened, "full_admin")
    made = save_template(opened.store, user, name="Mine", base="subscription_details", columns=["customer_name"])
    path = f"/api/v1/reports/templates/{made.template_id}"
    [told] = [one for one in client.get("/api/v1/reports/templates").get_json() if one["own"]]
    held = {**OWN, "If-Match": f'"{told["version"]}"'}
    filters = [{"column": "meeting_license_used", "filter": ">5"}]
    changed = client.put(path, json={"name": "Ours", "filters": filters}, headers=held)
    assert changed.status_code == 200
    assert changed.get_json() == told | {"name": "Ours", "filters": filters, "version": changed.get_json()["version"]}
    late = client.put(path, json={"name": "Late"}, headers=held)
    assert (late.status_code, late.get_json()["error"]["code"]) == (412, "conflict")
    assert client.put(path, json={"name": "Late"}, headers=OWN).status_code == 428
    anyhow = {**OWN, "If-Match": "*"}
    assert client.put(path, json={"columns": []}, headers=anyhow).get_json()["columns"][0] == "calculation_date"
    refused: tuple[object, ...] = (
        {"name": ""},
        {"columns": "all"},
        {"columns": ["mac"]},
        {"shared": 1},
        {"filters": [1]},
        [],
    )
    for wrong in refused:
        assert client.put(path, json=wrong, headers=anyhow).status_code == 400, wrong
    other = sign_in(client.application.test_client(), "read_only_admin")
    assert other.put(path, json={"name": "Theirs"}, headers=anyhow).status_code == 404
    assert client.put("/api/v1/reports/templates/devices", json={"name": "X"}, headers=anyhow).status_code == 404


def test_any_table_with_its_filters_is_a_template(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "full_admin")
    every = "/api/v1/reports/templates"
    wish: dict[str, object] = {"name": "New", "base": "recently_added", "columns": ["customer", "subscription_id"]}
    wish |= {
        "filters": [{"column": "days_since_added", "filter": "<=7"}],
        "narrowed": "q=B%20AG&region=EU&product=meetings",
    }
    made = client.post(every, json=wish, headers=OWN)
    assert made.status_code == 201
    told = made.get_json()
    assert told | wish | {"narrowed": "q=B+AG&product=meetings"} == told
    assert (told["own"], told["shared"], made.headers["ETag"]) == (True, False, f'"{told["version"]}"')
    one = f"{every}/{told['template']}"
    assert client.get(one).get_json() == told
    run_id = ask(client, template=told["template"])
    run_due(opened)
    assert fetch(client, f"/api/v1/reports/{run_id}/file") == b"Customer,Subscription ID\r\nB AG,S2\r\n"
    plan = {"template": told["template"], "region": "US", "every": "weekly", "at": "06:30", "zone": "UTC"}
    schedule = client.post("/api/v1/schedules", json=plan, headers=OWN).get_json()
    assert (schedule["template"], schedule["weekday"]) == (told["template"], 1)
    other = sign_in(client.application.test_client(), "read_only_admin")
    assert [answer.status_code for answer in (other.get(one), other.delete(one, headers=OWN))] == [404, 404]
    assert client.delete(one, headers=OWN).status_code == 204
    assert client.get(one).status_code == 404


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"base": "nothing"}, "base: one of "),
        ({"name": " "}, "name: a text"),
        ({"columns": ["mac"]}, "columns: some of "),
        ({"filters": [{"column": "mac", "filter": "x"}]}, "filters: some of "),
        ({"filters": [{"column": "days_since_added", "filter": "soon"}]}, "filter.days_since_added: "),
        ({"narrowed": "product=webinars"}, "product: one of meetings, calling"),
        ({"narrowed": "days=0"}, "days: a whole number from 1 to 180"),
        ({"region": "US"}, "region: is no field of this body"),
    ],
)
def test_what_is_no_template_names_its_field(
    client: FlaskClient, filled: Region, given: dict[str, object], message: str
) -> None:
    sign_in(client, "full_admin")
    wish = {"name": "New", "base": "recently_added"} | given
    answer = client.post("/api/v1/reports/templates", json=wish, headers=OWN)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "bad_parameter")
    assert answer.get_json()["error"]["message"].startswith(message)
    assert len(client.get("/api/v1/reports/templates").get_json()) == 5
