"""Tried: to start what `deploy/` describes, and to let cron run the lines of operations.md as they stand.

Until 2026-11 the container's secret had a name that no setting has, so PostgreSQL refused it; and the cron line, which
knew no data directory, saved nothing, said that all was well and deleted the good backups.
"""

import json
import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from dashboard.__main__ import cli
from dashboard.services import open_services
from dashboard.settings import Settings
from tests.fixtures.application import settings_in
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.served import ROOT, free_port, serving

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
APP, DATABASE = COMPOSE["services"]["app"], COMPOSE["services"]["database"]
UNIT = (DEPLOY / "dashboard.service").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def secrets_of(service: dict[str, Any]) -> dict[str, str]:
    """Name in the container → name of the secret."""
    named = [one if isinstance(one, dict) else {"source": one} for one in service["secrets"]]
    return {str(one.get("target", one["source"])): str(one["source"]) for one in named}


def known_settings(names: Iterator[str] | list[str]) -> list[str]:
    """Those that are no settings."""
    known = {f"DASHBOARD_{name.upper()}" for name in Settings.model_fields} | {"DASHBOARD_SECRETS_DIR"}
    return [name for name in names if name.startswith("DASHBOARD_") and name not in known]


def test_every_secret_is_made_declared_and_read() -> None:
    made = re.findall(r">deploy/secrets/(\w+)$", (DEPLOY / "compose.yaml").read_text(), re.M)
    files = {name: Path(one["file"]).name for name, one in COMPOSE["secrets"].items()}
    assert sorted(files.values()) == sorted(made)
    assert {*secrets_of(APP).values(), *secrets_of(DATABASE).values()} == files.keys()
    assert known_settings([name.upper() for name in secrets_of(APP)]) == []
    assert all(name.startswith("dashboard_") for name in secrets_of(APP))
    assert Path(DATABASE["environment"]["POSTGRES_PASSWORD_FILE"]) == Path("/run/secrets") / "database_password"
    assert APP["environment"]["DASHBOARD_SECRETS_DIR"] == "/run/secrets"


def test_every_setting_is_one() -> None:
    assert known_settings(list(APP["environment"])) == []
    assert known_settings(re.findall(r"\bDASHBOARD_[A-Z_]+(?==)", UNIT + DOCKERFILE)) == []


def test_every_path_is_there() -> None:
    assert (DEPLOY / APP["build"]["context"] / APP["build"]["dockerfile"]).is_file()
    assert [
        line for line in DATABASE["volumes"] if line.startswith("./") and not (DEPLOY / line.split(":")[0]).is_file()
    ] == []
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert [name for name in copied if f"!{name}" not in ignored] == []
    volumes = {line.split(":")[0] for one in (APP, DATABASE) for line in one["volumes"] if not line.startswith(".")}
    assert volumes == COMPOSE["volumes"].keys()


def test_the_data_lie_where_the_volume_is_and_their_owner_runs_it() -> None:
    directory = re.search(r"DASHBOARD_DATA_DIR=(\S+)", DOCKERFILE)
    assert directory
    assert f"data:{directory[1]}" in APP["volumes"]
    assert f"VOLUME {directory[1]}" in DOCKERFILE
    assert re.search(r"useradd .*--uid 10001 .*dashboard", DOCKERFILE)
    assert re.search(r"^USER dashboard$", DOCKERFILE, re.M)
    assert "DASHBOARD_DATA_DIR=/var/lib/dashboard" in UNIT
    assert re.search(r"^StateDirectory=dashboard$", UNIT, re.M)  # below /var/lib, made by systemd for the user
    assert re.search(r"^User=dashboard$", UNIT, re.M)
    assert "useradd --system --home-dir /var/lib/dashboard" in UNIT


@pytest.mark.parametrize(
    "command",
    [
        ["serve", *APP["command"][1:]],
        shlex.split(UNIT.partition("ExecStart=")[2].partition("\n")[0])[3:],
        json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[-1]),
    ],
)
def test_the_commands_are_commands(command: list[str]) -> None:
    context = cli.make_context("dashboard", command, resilient_parsing=False)
    found = cli.get_command(context, command[0])
    assert found is not None
    assert found.make_context(command[0], command[1:], parent=context).params["workers"] in (1, 2)


def test_a_stop_has_the_time_that_it_needs() -> None:
    most = 2 * int(Settings.model_fields["stop_seconds"].default)
    assert int(APP["stop_grace_period"].removesuffix("s")) > most
    stop = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)
    assert stop
    assert int(stop[1]) > most


@pytest.mark.postgres
def test_the_application_opens_the_databases_that_are_made(
    postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's first start as its image does it: the user, its database, then the script."""
    user, first = DATABASE["environment"]["POSTGRES_USER"], DATABASE["environment"]["POSTGRES_DB"]
    names = [first, *re.findall(r"^CREATE DATABASE (\w+);$", (DEPLOY / "databases.sql").read_text(), re.M)]
    postgres_server.sql(f"CREATE ROLE {user} LOGIN SUPERUSER")
    for name in names:
        postgres_server.sql(f"CREATE DATABASE {name} OWNER {user}")
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in secrets_of(APP):
        (folder / name).write_text(f"{os.urandom(32).hex()}\n")
    for name, value in APP["environment"].items():
        here = re.sub(r"@database/(\w+)", rf"@/\1?host={postgres_server.sockets}", value)
        monkeypatch.setenv(name, here)
    monkeypatch.setenv("DASHBOARD_SECRETS_DIR", str(folder))
    settings = Settings(_env_file=None, data_dir=tmp_path)
    password = (folder / "dashboard_database_password").read_text().strip()
    assert {sa.make_url(url).password for url in (settings.store, *settings.region_urls.values())} == {password}
    assert settings.secret_key is not None
    made = open_services(settings)
    assert all(region.answers() for region in made.regions.values())
    made.close()
    for name in names:
        postgres_server.sql(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_health_check_tells_a_server_that_lives_from_one_that_does_not(tmp_path: Path) -> None:
    check = re.search(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", DOCKERFILE)
    assert check
    command = [*json.loads(check[1])]
    command[0] = str(ROOT / ".venv/bin/python")

    def healthy(port: str) -> bool:
        told = {**os.environ, "DASHBOARD_PORT": port}
        return subprocess.run(command, env=told, capture_output=True, check=False).returncode == 0

    with serving(tmp_path) as served:
        assert healthy(served.url.rpartition(":")[2])
    assert not healthy(str(free_port()))


CRON = re.compile(r"^    ((?:\S+ ){5})(\S+) (.+)$", re.M)


def cron_lines() -> list[tuple[str, Mapping[str, str]]]:
    """Commands as cron hands them to the shell, with the environment that the lines before them set."""
    found: list[tuple[str, Mapping[str, str]]] = []
    for match in CRON.finditer(OPERATIONS):
        if re.fullmatch(r"([\d*/,-]+ ){5}", match[1]):
            before = OPERATIONS[: match.start()].rstrip("\n").splitlines()
            told = [line.strip() for line in before[-9:] if re.fullmatch(r"    [A-Z_]+=\S+", line)]
            found.append((match[3].replace("\\%", "%"), dict(line.split("=", 1) for line in told)))
    return found


def run_by_cron(line: str, told: Mapping[str, str], tmp_path: Path, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """In a shell that knows next to nothing; the places are those of the test."""
    places = {
        "/opt/dashboard": str(ROOT),
        "/srv/backups": str(tmp_path / "backups"),
        "/var/lib/dashboard": str(data_dir),
    }
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LOGNAME": "dashboard", **told}
    for place, here in places.items():
        line = line.replace(place, here)
        environment = {name: value.replace(place, here) for name, value in environment.items()}
    return subprocess.run(["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, check=False)


def backups_in(tmp_path: Path) -> Path:
    """A folder of backups with one of forty days ago."""
    old = tmp_path / "backups" / "2026-10-01"
    old.mkdir(parents=True)
    (old / "manifest.json").write_text("{}")
    aged = time.time() - 40 * 86400
    os.utime(old, (aged, aged))
    return old


def test_cron_saves_and_then_clears_away(tmp_path: Path) -> None:
    [(line, told)] = cron_lines()
    open_services(settings_in(tmp_path / "data", "US", "CA", "EU", "UAE")).close()
    old = backups_in(tmp_path)
    done = run_by_cron(line, told, tmp_path, tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert not old.exists()
    [new] = (tmp_path / "backups").iterdir()
    assert (new / "manifest.json").is_file()


def test_cron_that_finds_nothing_to_save_clears_nothing_away(tmp_path: Path) -> None:
    [(line, told)] = cron_lines()
    old = backups_in(tmp_path)
    done = run_by_cron(line, told, tmp_path, tmp_path / "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [one.name for one in (tmp_path / "backups").iterdir()] == [old.name]
    assert not (tmp_path / "nowhere").exists()


def test_the_night_s_table_names_tests_that_there_are() -> None:
    table = OPERATIONS.partition("## At three in the night")[2]
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    assert all(len(row) == 4 and row[0].strip() for row in rows)
    named = [name for row in rows for name in re.findall(r"`(\S+)`", row[3])]
    assert named
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []
