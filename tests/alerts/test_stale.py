"""What one version kept and the next does not know keeps no other rule, message or digest from its time."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.alerts import delivery, digest
from dashboard.alerts.delivery import deliver_due
from dashboard.alerts.digest import send_digests
from dashboard.alerts.inbox import history
from dashboard.alerts.judge import judge
from dashboard.alerts.rules import add_rule
from dashboard.data.storage.store import writing
from dashboard.data.storage.store.work import alert_rule, digest_plan
from dashboard.services import Services
from tests.alerts.test_digest import MONDAY, due
from tests.alerts.test_digest import made as digest_made
from tests.alerts.test_histories import user_of
from tests.alerts.test_retries import Answers, answering
from tests.alerts.test_telling import NOW, OVER, made, week

__all__ = ["answering", "digest_made", "made"]


@pytest.mark.parametrize("stale", [{"subject": "a_table_of_old"}, {"filters": '[["a_column_of_old", "5"]]'}], ids=str)
@pytest.mark.parametrize("before", ["judging", "sending"])
def test_a_stale_rule_stays_alone(made: Services, answering: Answers, stale: dict[str, str], before: str) -> None:
    handed, admin = answering(delivery, [None]), user_of(made, "full_admin")
    old, new = (add_rule(made, admin, replace(OVER, mail=True)) for _time in range(2))
    judge(made, made.regions["US"], lambda: NOW)
    for moment in ("judging", "sending"):
        if moment == before:
            with writing(made.store) as connection:
                connection.execute(sa.update(alert_rule).where(alert_rule.c.rule_id == old.rule_id).values(stale))
        if moment == "judging":
            week(made, 1, "AB")
    deliver_due(made, lambda: NOW + timedelta(hours=1))
    assert history(made, admin, new.rule_id)[0].sent[0][1] == "sent"
    assert set(handed) == {admin.email}


def test_a_digest_in_a_zone_that_is_gone_keeps_no_other(digest_made: Services, answering: Answers) -> None:
    handed = answering(digest, [None])
    for role in ("full_admin", "read_only_admin"):
        due(digest_made, role)
    gone = user_of(digest_made, "full_admin")
    with writing(digest_made.store) as connection:
        mine = sa.update(digest_plan).where(digest_plan.c.user_id == gone.user_id)
        connection.execute(mine.values(zone="Old/Zone"))
    send_digests(digest_made, lambda: MONDAY)
    assert handed == [user_of(digest_made, "read_only_admin").email]
