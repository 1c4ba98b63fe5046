"""States of a page that no answer brings: failed, offline, slow, signed out. Scripts show them, the words come here."""

from typing import Any

from dash import dcc, html
from flask_babel import gettext

from dashboard.ui import components, ids
from dashboard.ui.marks import marks


def strip() -> html.Div:
    """What assets/strip.js shows at the top of a page: without a connection, and when an answer takes long."""
    cancel = html.Button(gettext("Cancel"), type="button", className="button", hidden=True, **marks(data_cancel=""))
    progress = html.Progress(**marks(aria_label=gettext("Loading")))
    look = "notice warning icon-warning strip-state"
    return html.Div(
        [html.P(), progress, cancel, _sign_in()], className=look, role="status", hidden=True, **marks(data_strip="")
    )


def _sign_in() -> html.A:
    mark = marks(data_sign_in="")
    text = gettext("Sign in in another tab")
    return html.A(text, target="_blank", className="button", hidden=True, **mark)


def post_words() -> dict[str, str]:
    """What assets/post.js says of a form whose sending failed, by the names of its attributes of data."""
    return {
        "sending": gettext("Sending…"),
        "stop": gettext("Stop waiting"),
        "refused": gettext("The request failed."),
        "kept": gettext("What you filled in is still here."),
        "offline": gettext(
            "There is no connection, so nothing was sent. What you filled in is still here: send it when there is one."
        ),
        "unanswered": gettext(
            "The server did not answer, so it is not known whether this was saved. What you filled in is still here: "
            "see in another tab whether it is there, else send it again."
        ),
        "signed-out": gettext(
            "You are signed out, so nothing was saved. Sign in in another tab and come back: what you filled in is "
            "still here, send it again."
        ),
        "sign-in": gettext("Sign in in another tab"),
    }


def post_store() -> html.Div:
    """The words for scripts, on a page that Dash draws."""
    words: dict[str, Any] = {f"data-{name}": text for name, text in post_words().items()}
    return html.Div(id=ids.POST_WORDS, hidden=True, **words)


def failure_store() -> dcc.Store:
    """The component that stands for a part whose answer failed, and why it may have."""
    panel = components.failure(gettext("This part could not be loaded"), gettext("Try again"))
    reasons = {
        "failed": gettext("The request failed."),
        "unreachable": gettext("The server did not answer."),
        "cancelled": gettext("The request was cancelled."),
        "forbidden": gettext("You may no longer see this."),
        "offline": gettext(
            "The server does not answer. What you see is from %(moment)s. The page asks again by itself.",
            moment="{moment}",
        ),
        "slow": gettext("This takes longer than usual."),
        "undone": gettext("That did not work."),
        "id": gettext("Error id %(id)s", id="{id}"),
    }
    return dcc.Store(id=ids.FAILURE, data={"panel": panel, "reasons": reasons})
