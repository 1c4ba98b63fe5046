"""Who may change what holds for a whole region: its own rules, its price list, notes in its charts. Everyone with
analytics may read."""

from collections.abc import Mapping

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.access.visible_regions import regions_for
from dashboard.data import own_rules
from dashboard.data.money import prices
from dashboard.data.money.price_files import read_prices
from dashboard.data.money.prices import PriceChange
from dashboard.data.provenance import chart_notes
from dashboard.data.provenance.chart_notes import ChartNote
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import Rules
from dashboard.data.storage.store import audit, writing
from dashboard.i18n import N_
from dashboard.services import services


def rules_seen(user: User) -> dict[str, Rules]:
    """The rules of every region that holds customers the user may see; those out of reach are left out."""
    return {region.code: own_rules.rules_of(region) for region, count in regions_for(user) if count}


def set_rules(
    user: User, region: Region, values: Mapping[str, object], *, reset: bool = False, version: str | None = None
) -> Rules:
    """The region's rules from now on; see `own_rules.set_rules`. Raises Forbidden too."""
    demand(user, "settings_edit")
    done = own_rules.set_rules(region, values, user.email, reset=reset, version=version)
    _note(user, region, N_("rules changed"), dict(values))
    return done


def import_prices(user: User, region: Region, text: str, *, commit: bool, version: str | None = None) -> PriceChange:
    """Makes a CSV the region's price list, whole; what that changes. Nothing is written without `commit`.

    Raises Forbidden, Invalid with what is wrong by line, BadParameter for what is no price list, Conflict as
    `replace_prices`.
    """
    demand(user, "settings_edit")
    done = prices.replace_prices(region, read_prices(text), user.email, commit=commit, version=version)
    if commit:
        _note(user, region, N_("price list changed"), vars(done))
    return done


def add_chart_note(user: User, region: Region, day: str, text: str) -> ChartNote:
    """Puts a note on a date (YYYY-MM-DD): every chart over time of the region shows it. Raises Forbidden, Invalid."""
    demand(user, "settings_edit")
    done = chart_notes.add_note(region, day, text, user.email)
    _note(user, region, N_("chart note added"), {"day": done.day.isoformat(), "note": done.text})
    return done


def delete_chart_note(user: User, region: Region, note_id: int) -> None:
    """Takes a note away. Raises Forbidden, NotFound."""
    demand(user, "settings_edit")
    gone = chart_notes.delete_note(region, note_id, user.email)
    _note(user, region, N_("chart note deleted"), {"day": gone.day.isoformat(), "note": gone.text})


def _note(user: User, region: Region, action: str, details: Mapping[str, object]) -> None:
    with writing(services().store) as connection:
        audit(connection, action, "region", user.email, region=region.code, details=details)
