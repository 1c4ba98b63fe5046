"""Notes at the foot of pages: those that are said to be the same whatever is asked ask nothing."""

from typing import Any

import pytest
from flask import Flask

from dashboard.pages import PAGES

NO_QUESTION: Any = None


@pytest.mark.parametrize("module", PAGES, ids=lambda module: module.PAGE.name)
def test_the_same_notes_ask_nothing(server: Flask, module: Any) -> None:
    with server.test_request_context():
        if module.PAGE.one_text:
            assert len(module.PAGE.notes(NO_QUESTION)) >= 2
        else:
            with pytest.raises(AttributeError):
                module.PAGE.notes(NO_QUESTION)
