"""Forms that fail in the server, without a session, without a connection: what happened is said, what was typed stays,
and the way on leads to the end."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.addresses import customer_of
from tests.browser.states import BROKEN, REFUSED, TOLD, cut
from tests.browser.visit import Visit
from tests.fixtures.long import LONG, only_long

TEXT = "Rang about the renewal"


@dataclass(frozen=True)
class Form:
    """A form of a page: what is typed into which field of it, and what is read when it has come to its end."""

    address: str
    form: str
    field: str
    done: str
    press: str = "button"

    @property
    def box(self) -> str:
        """The field, as a selector of the page."""
        return f"{self.form} {self.field}"


FORMS = {
    "note": Form("/customers/{}?tab=work", 'form[action*="/notes?"]', "[name=text]", "The note is added."),
    "step": Form("/customers/{}?tab=work", 'form[action*="/work?"]', "[name=next_step]", "next step are saved."),
    "desk": Form("/settings?region=US", 'form[action^="/settings/help-desk"]', "[name=desk_name]", "desk is saved"),
    "token": Form("/account", 'form[action^="/account/tokens#"]', "[name=token_name]", "Your new token"),
    "file": Form(
        "/customers-work/file?region=US", "form.admin-form", "[name=file]", "Nothing was changed", "[value=check]"
    ),
}


@contextmanager
def failing(visit: Visit) -> Iterator[None]:
    with visit.application.letting("^POST ", "500"):
        yield


@contextmanager
def broken(visit: Visit) -> Iterator[None]:
    with visit.application.letting("^POST ", "close"):
        yield


@contextmanager
def half(visit: Visit) -> Iterator[None]:
    with visit.application.letting("^POST ", "cut"):
        yield


@contextmanager
def signed_out(visit: Visit) -> Iterator[None]:
    visit.tab.clear_cookies()
    yield
    visit.tab.set_cookies(visit.application.cookies)  # as after signing in in another tab


TROUBLES: dict[str, tuple[Callable[[Visit], AbstractContextManager[None]], str]] = {
    "500": (failing, "What you filled in is still here."),
    "close": (broken, "it is not known whether this was saved"),
    "cut": (half, "it is not known whether this was saved"),
    "signed out": (signed_out, "You are signed out, so nothing was saved."),
    "offline": (cut, "There is no connection, so nothing was sent."),
}
WITH_BODIES = ("token", "file")  # forms whose answers are pages; others are led on, which nothing cuts in two
CASES = [
    (form, trouble)
    for form in FORMS
    for trouble in TROUBLES
    if (LONG or (form == "note" and trouble in ("500", "signed out"))) and (trouble != "cut" or form in WITH_BODIES)
]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A file of work about nobody."""
    path = tmp_path / "work.csv"
    path.write_text("org_id,owner\nnobody,\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "trouble"), CASES)
def test_a_form_that_fails_keeps_what_was_typed(visit: Visit, work: Path, name: str, trouble: str) -> None:
    form, (state, told) = FORMS[name], TROUBLES[trouble]
    visit.expected += [REFUSED, BROKEN]
    visit.open(form.address.format(customer_of(visit.application)))
    address = visit.tab.address()
    if name == "file":
        visit.tab.choose_files(form.box, work)
    else:
        visit.tab.fill(form.box, TEXT)
    with state(visit):
        visit.tab.click(f"{form.form} {form.press}")
        assert told in visit.tab.text(f"{form.form} [role=alert]")
        assert kept(visit, form.box) == (work.name if name == "file" else TEXT)
        assert visit.tab.address() == address
        assert visit.tab.count(f'{form.form} a[target="_blank"][href^="/login?next="]') == (trouble == "signed out")
    visit.tab.wait_for(
        "() => document.querySelector('[data-strip]')?.hidden ?? true", what="a page that is online again"
    )
    visit.tab.click(f"{form.form} {form.press}")
    visit.tab.wait_for("text => document.body?.innerText.includes(text)", form.done, what=form.done)


def kept(visit: Visit, box: str) -> str:
    """What a field holds, of a file its name."""
    text: str = visit.tab.evaluate(
        "css => { const box = document.querySelector(css); return box.files?.[0]?.name ?? box.value; }", box
    )
    return text


@only_long
def test_a_form_without_a_script_says_that_nothing_was_saved(visit: Visit) -> None:
    """As without post.js: the form goes as it is, and its answer is a page."""
    form = FORMS["note"]
    visit.expected.append(REFUSED)
    visit.open(form.address.format(customer_of(visit.application)))
    visit.tab.fill(form.box, TEXT)
    visit.tab.clear_cookies()
    visit.tab.evaluate("css => document.querySelector(css).submit()", form.form)
    visit.tab.wait_for("() => document.title.startsWith('You are signed out')", what="a page that says so")
    assert visit.tab.count('a[href^="/login?next=/customers/"]') == 1


# Forms of callbacks.

NAME = '[id*="rule-name"]'
STRIP = "[data-strip]"


@pytest.fixture
def rule(visit: Visit) -> Visit:
    """The page of alerts with a rule filled in."""
    visit.expected += [REFUSED, BROKEN, TOLD]
    visit.open("/alerts?region=US&subject=expiring")
    visit.tab.fill(NAME, TEXT)
    return visit


def save(visit: Visit) -> None:
    visit.tab.click("#alert-save")


def is_kept(visit: Visit) -> None:
    save(visit)
    visit.tab.wait_for("() => /is kept: it begins/.test(document.querySelector('#alert-tell').innerText)")
    visit.tab.wait_for(f"() => document.querySelector('{STRIP}').hidden", what="nothing that failed is told any more")


def strip(visit: Visit, text: str) -> None:
    visit.tab.wait_for(
        "(css, text) => document.querySelector(css)?.innerText.includes(text)", STRIP, text, what=f"the strip: {text}"
    )
    assert kept(visit, NAME) == TEXT


def test_a_rule_that_could_not_be_saved_is_kept_in_the_form(rule: Visit) -> None:
    with rule.application.letting("_dash-update-component", "500"):
        save(rule)
        strip(rule, "That did not work.")
    is_kept(rule)


@only_long
def test_a_rule_is_not_left_for_the_sign_in(rule: Visit) -> None:
    with signed_out(rule):
        save(rule)
        strip(rule, "You are signed out")
        assert rule.tab.count(f'{STRIP} a[target="_blank"]:not([hidden])') == 1
    is_kept(rule)


@only_long
def test_a_rule_outlives_the_loss_of_the_connection(rule: Visit) -> None:
    with cut(rule):
        save(rule)
        strip(rule, "That did not work.")
        strip(rule, "The server does not answer.")
    rule.tab.wait_for(
        f"() => document.querySelector('{STRIP}').dataset.strip === 'undone'", what="back, and still told"
    )
    strip(rule, "That did not work.")
    is_kept(rule)


@only_long
def test_a_preview_that_failed_is_asked_for_again_where_it_is(rule: Visit) -> None:
    with rule.application.letting("_dash-update-component", "500"):
        rule.tab.click("#alert-preview")
        rule.tab.wait_for("[data-failed] button", what="the preview says that it failed")
        assert kept(rule, NAME) == TEXT
    rule.tab.click("[data-failed] button")
    rule.tab.wait_for(".alert-preview :is(table, .empty:not([data-failed]))", what="the preview")
    assert rule.tab.count("[data-failed]") == 0
    assert kept(rule, NAME) == TEXT
