"""Component ids: where layouts and callbacks meet. Every id of the application is written here and nowhere else."""

Id = dict[str, str]

# The frame.
LOCATION = "location"
MAIN = "main"
PAGE = "page"
ANNOUNCER = "announcer"
NAV_FOLD = "nav-fold"

# What governs a page.
REGION = "region"
PRODUCT = "product"
WEEKS = "weeks"
AS_OF = "as-of"
CHIPS = "chips"
KPIS = "kpis"
JUMP = "jump"
NOTICES = "notices"
FRESHNESS = "freshness"


def chart(name: str) -> Id:
    """The dcc.Graph of a chart."""
    return {"type": "chart", "name": name}


def twin(name: str) -> Id:
    """The table that says in text what a chart shows."""
    return {"type": "twin", "name": name}


def grid(name: str) -> Id:
    """The AG Grid of a table."""
    return {"type": "grid", "name": name}


def finding(name: str) -> Id:
    """The headline of a section."""
    return {"type": "finding", "name": name}


def strip(name: str) -> Id:
    """The KPI strip of a section."""
    return {"type": "strip", "name": name}


def body(name: str) -> Id:
    """What a section shows below its tools: a grid, a chart or the reason why there is none."""
    return {"type": "body", "name": name}


def row_count(name: str) -> Id:
    """The text "37 of 412" of a table."""
    return {"type": "row-count", "name": name}


def filter_form(name: str) -> Id:
    """The filter form of a table."""
    return {"type": "filter-form", "name": name}


def chooser(name: str) -> Id:
    """The column chooser of a table."""
    return {"type": "chooser", "name": name}


def export(name: str) -> Id:
    """The export links of a table."""
    return {"type": "export", "name": name}


def tip(key: str) -> str:
    """The definition of a KPI, which its info button points to. Dash allows no dot in an id."""
    return "tip-" + key.replace(".", "-")


def heading(name: str) -> str:
    """The heading that names a section for assistive technology."""
    return f"heading-{name}"


def ask(name: str) -> Id:
    """The store with a section's share of the address: what its callbacks answer."""
    return {"type": "ask", "name": name}


def ask_alone(name: str) -> Id:
    """The same for a part that is no section, so that callbacks for all sections leave it out."""
    return {"type": "ask-alone", "name": name}


def part(name: str) -> Id:
    """A part of a page that asks and is answered as a whole (assets/state.js)."""
    return {"type": "part", "name": name}


def rows(name: str) -> Id:
    """The frame of a table's grid, as high as its rows."""
    return {"type": "rows", "name": name}


def chips(name: str) -> Id:
    """The filters in force on a table."""
    return {"type": "chips", "name": name}


def empty(name: str) -> Id:
    """Why a section has no rows."""
    return {"type": "empty", "name": name}


def foot(name: str) -> Id:
    """What stands below a section's table: its legend, its limits, its date."""
    return {"type": "foot", "name": name}


def jump(name: str) -> Id:
    """The number beside a section's jump link."""
    return {"type": "jump", "name": name}
