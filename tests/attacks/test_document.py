"""Tried: promising in docs/security.md what no test holds, and holding what it does not say."""

import re
from pathlib import Path

from dashboard.access.account import own as own_account
from dashboard.access.sign_in import limits
from dashboard.data.query import answers, cache
from dashboard.reports import runs, templates
from dashboard.server import fair_threads, incoming, serve, sockets, user_limits, worker
from dashboard.web import address
from tests.attacks.table import DOCUMENT, document

ROOT = Path(__file__).parents[2]


def test_the_table_is_what_the_suite_has() -> None:
    assert DOCUMENT.read_text() == document(), "run `python -m tests.attacks.table`"


def test_numbers_that_are_promised_are_those_of_the_code() -> None:
    text = " ".join(DOCUMENT.read_text().lower().split())
    five, twenty = (limit.free for limit in limits.limits("a@example.com", "192.0.2.1"))
    for promised in (
        f"of the {serve.THREADS} threads a worker has, one asker has {worker.SHARE} at work at most",
        f"{fair_threads.MOST_WAITING} more wait",
        f"At {serve.CONNECTIONS:,} connections a worker drops",
        f"a user, with all sessions and tokens, has {user_limits.MOST} at work",
        f"{user_limits.MOST_FILES} files of rows, all users together {user_limits.MOST_FILES_OF_ALL}",
        f"within {worker.ARRIVES:g} seconds",
        f"first {incoming.BODY_AHEAD // 1024} KB",
        f"{incoming.LONGEST_HEAD // 1024} KB of head",
        f"{sockets.BODY_BEGINS:g} seconds and one more for each {sockets.BODY_RATE // 1024} KB",
        f"{sockets.SENDS:g} seconds to take each piece",
        f"{five} wrong passwords for one account from one network, or {twenty} from one network",
        f"{cache.ANSWERS._most >> 20} MB",
        f"no list of more than {answers.MOST_ROWS}",
        f"{runs.MOST_WAITING} reports that wait and {runs.MOST_LISTED} that are listed",
        f"{templates.MOST_TEMPLATES} templates",
        f"{own_account.MOST_TOKENS} tokens",
        f"{address.MOST_FIELDS} values",
    ):
        assert promised.lower() in text, promised


def test_every_part_of_the_code_that_is_named_is_there() -> None:
    text = DOCUMENT.read_text() + (ROOT / "SECURITY.md").read_text()
    named = re.findall(r"`((?:dashboard|docs|tests|deploy)/[\w./]+)`", text)
    assert len(named) > 5
    assert [one for one in named if not (ROOT / one).exists()] == []
