"""Part `alerts`: what 200 rules of ten people add to the import of a week."""

import json
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import duckdb
import sqlalchemy as sa

from dashboard.access.accounts import add_user
from dashboard.alerts.judge import judge
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import add_rule
from dashboard.data.alerts.subjects import subjects
from dashboard.data.query.question import PRODUCTS
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.weeks import WEEK
from dashboard.services import open_services
from tests.bench.engines import copied
from tests.bench.imports import run_import, snapshot
from tests.bench.results import Number, Result
from tests.bench.sets import FOLDER, TODAY, ScaleSet
from tests.fixtures.application import settings_in
from tests.fixtures.served import environment

_RULES, _ASSIGNED, _TURNS = 200, 60, 5
_TODAY = TODAY + (2 + 2 * _TURNS) * WEEK
_ROLES = ("full_admin", *("read_only_admin",) * 4, *("partner_admin",) * 5)


def alerts(one: ScaleSet) -> Iterator[Result]:
    """Seconds of the command line for a week's snapshot: while there are no rules, and with them."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder, copied(one, Path(folder)) as more:
        directory = Path(folder)
        commands = environment(directory) | more | {"DASHBOARD_TODAY": str(_TODAY)}
        _import(one, directory, commands, 1)  # a first start writes more than a week's work
        alone = median(_import(one, directory, commands, week) for week in range(2, 2 + _TURNS))
        _add_rules(directory, json.loads(commands["DASHBOARD_REGIONS"]))
        judged = median(_import(one, directory, commands, week) for week in range(2 + _TURNS, 2 + 2 * _TURNS))
        numbers: dict[str, Number] = {
            "rules": _RULES,
            "s": alone,
            "s with rules": judged,
            "share": (judged - alone) / alone,
        }
        yield Result("alerts", one.customers, "a week's snapshot", numbers)


def _import(one: ScaleSet, directory: Path, commands: dict[str, str], weeks: int) -> float:
    """Seconds for the newest snapshot as that of so many weeks later, which nobody has changed."""
    file = directory / "report.csv"
    with duckdb.connect(str(one.raw), read_only=True) as bare:
        later = f"(calculation_date + INTERVAL {weeks} WEEK)::DATE AS calculation_date"
        bare.execute(f"COPY (SELECT * REPLACE ({later}) FROM ({snapshot()})) TO '{file}' (HEADER)")
    return run_import(file, commands)[0]


def _add_rules(directory: Path, regions: dict[str, str]) -> None:
    """Rules of everything that can be watched, in turn, of people in turn; judged once, where they begin."""
    settings = settings_in(directory).model_copy(update={"regions": regions, "today": _TODAY})
    services = open_services(settings)
    region = services.regions["US"]
    people = [add_user(services.store, f"{n}@example.com", role, None) for n, role in enumerate(_ROLES)]
    for n, person in enumerate(people):
        if person.role == "partner_admin":
            keys = [{"user_id": person.user_id, "customer_key": 1 + n + 10 * k} for k in range(_ASSIGNED)]
            with region.write() as connection:
                connection.execute(sa.insert(assignment), keys)
    for n, (person, name) in enumerate(islice(zip(cycle(people), cycle(subjects())), _RULES)):
        kpi = subjects()[name].metric is not None
        product = PRODUCTS[n // len(people) % 2]
        wish = Wish(str(n), "US", name, product, way="above" if kpi else "either", threshold=50.0 if kpi else None)
        add_rule(services, person, wish)
    judge(services, region)
    services.close()
