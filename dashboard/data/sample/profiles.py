"""What the sample of a region looks like: how many customers, from which countries, how the seasons are."""

from dataclasses import dataclass

_ENGLISH = (
    "Logistics", "Health", "Foods", "Systems", "Energy", "Engineering", "Insurance", "Media", "Retail", "Capital",
    "Partners", "Textiles", "Pharma", "Shipping", "Robotics", "Travel", "Education", "Packaging", "Optics", "Homes",
)  # fmt: skip
_GERMAN = (
    "Logistik", "Maschinenbau", "Technik", "Bau", "Elektro", "Pharma", "Versicherungen", "Medien", "Handels",
    "Werkzeuge", "Energie", "Verlag", "Textil", "Optik", "Klinik", "Reisen", "Möbel", "Stahl", "Feinkost", "Software",
)  # fmt: skip
_FRENCH = (
    "Conseil", "Transports", "Énergie", "Assurances", "Santé", "Industrie", "Médias", "Textiles", "Bâtiment",
    "Aliments", "Ingénierie", "Voyages", "Optique", "Éditions", "Logiciels", "Distribution",
)  # fmt: skip
_SOUTHERN = ("Logistica", "Farma", "Media", "Sistemi", "Energia", "Moda", "Alimentari", "Viaggi", "Ottica", "Servizi")
_SPANISH = ("Logística", "Farma", "Medios", "Sistemas", "Energía", "Moda", "Alimentos", "Viajes", "Óptica", "Servicios")
_NORDIC = ("Logistik", "Pharma", "Media", "Energi", "Bygg", "Shipping", "Design", "Robotik", "Optik", "Invest")


@dataclass(frozen=True)
class Country:
    """Where customers are. `locale` is Faker's, whose family names the companies have."""

    code: str
    locale: str
    weight: float
    suffixes: tuple[str, ...]
    trades: tuple[str, ...] = _ENGLISH


@dataclass(frozen=True)
class Profile:
    """One region's sample. `summer` and `christmas` are the shares of users who then stay away."""

    customers: int
    countries: tuple[Country, ...]
    summer: float
    christmas: float
    gap: int | None = None  # the report that never came, counted back from the newest
    queues: bool = True  # whether any customer has call queues


_US = Country("US", "en_US", 1.0, ("Inc", "Inc", "LLC", "LLC", "Corp", "Group", "and Sons"))
_EUROPE = (
    Country("DE", "de_DE", 0.28, ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "SE", "KG"), _GERMAN),
    Country("AT", "de_AT", 0.07, ("GmbH", "GmbH", "AG", "KG"), _GERMAN),
    Country("CH", "de_CH", 0.08, ("AG", "AG", "GmbH", "& Partner"), _GERMAN),
    Country("FR", "fr_FR", 0.15, ("SA", "SARL", "SAS", "et Fils"), _FRENCH),
    Country("GB", "en_GB", 0.12, ("Ltd", "Ltd", "PLC", "LLP", "& Sons")),
    Country("IT", "it_IT", 0.09, ("S.p.A.", "s.r.l.", "s.r.l.", "e figli"), _SOUTHERN),
    Country("ES", "es_ES", 0.07, ("S.A.", "S.L.", "S.L.U."), _SPANISH),
    Country("NL", "nl_NL", 0.07, ("BV", "BV", "NV", "Groep")),
    Country("SE", "sv_SE", 0.04, ("AB", "AB", "HB"), _NORDIC),
    Country("DK", "da_DK", 0.03, ("A/S", "ApS"), _NORDIC),
)
_CANADA = (
    Country("CA", "en_US", 0.72, ("Inc", "Ltd", "Ltd", "Corp", "Group")),
    Country("CA", "fr_CA", 0.28, ("inc.", "ltée", "et Fils", "Groupe"), _FRENCH),
)
_EMIRATES = (
    Country("AE", "en_IN", 0.6, ("LLC", "FZE", "FZCO", "Trading LLC")),
    Country("AE", "en_GB", 0.4, ("LLC", "FZ-LLC", "DMCC")),
)

PROFILES = {
    "US": Profile(740, (_US,), summer=0.08, christmas=0.35),
    "CA": Profile(265, _CANADA, summer=0.12, christmas=0.35, gap=17),
    "EU": Profile(950, _EUROPE, summer=0.22, christmas=0.40),
    "UAE": Profile(9, _EMIRATES, summer=0.15, christmas=0.05, queues=False),
}
OTHER = Profile(300, (_US,), summer=0.10, christmas=0.30)
"""Of a region that is none of the four."""


def profile_of(code: str) -> Profile:
    """The profile of a region by its code."""
    return PROFILES.get(code, OTHER)
