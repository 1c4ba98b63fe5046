"""Company names: family names of a country, a trade, a legal form. Each is given once in a region."""

import unicodedata
from importlib import import_module

from dashboard.data.sample.draws import Array, Draw
from dashboard.data.sample.profiles import Country


def company_names(draw: Draw, countries: tuple[Country, ...], which: Array) -> list[str]:
    """A name for each customer, no two alike; `which` is the index of its country."""
    names = [""] * len(which)
    taken: set[str] = set()
    for index, country in enumerate(countries):
        places = (which == index).nonzero()[0]
        for place, name in zip(places, _names(draw, country, len(places), taken), strict=True):
            names[place] = name
    return names


def _names(draw: Draw, country: Country, number: int, taken: set[str]) -> list[str]:
    """That many names that are not taken, which they are afterwards."""
    family = family_names(country.locale)
    names: list[str] = []
    while len(names) < number:
        wanted = number - len(names)
        fresh = [name for name in dict.fromkeys(_drawn(draw, country, family, wanted)) if name not in taken]
        taken.update(fresh)
        names += fresh
    return names


def _drawn(draw: Draw, country: Country, family: list[str], number: int) -> list[str]:
    """Names of three shapes: `Huber GmbH`, `Huber Logistik GmbH`, `Huber & Moser GmbH`."""
    shape = draw.choice(3, number, p=[0.25, 0.5, 0.25]).tolist()
    first, second = (draw.integers(len(family), size=number).tolist() for _ in range(2))
    trade = draw.integers(len(country.trades), size=number).tolist()
    suffix = draw.integers(len(country.suffixes), size=number).tolist()
    names = []
    for i in range(number):
        middle = ("", f" {country.trades[trade[i]]}", f" & {family[second[i]]}")[shape[i]]
        names.append(f"{family[first[i]]}{middle} {country.suffixes[suffix[i]]}")
    return names


def family_names(locale: str) -> list[str]:
    """The family names that Faker knows of a locale, in its order."""
    return list(dict.fromkeys(import_module(f"faker.providers.person.{locale}").Provider.last_names))


def domain(name: str) -> str:
    """A domain for a company, under the top level that is kept for examples."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ø", "o")).encode("ascii", "ignore")
    words = "".join(c if c.isalnum() else " " for c in plain.decode()).split()
    return "-".join(words) + ".example"
