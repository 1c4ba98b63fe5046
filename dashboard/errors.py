"""Everything that can go wrong and be told to a person."""


class DashboardError(Exception):
    """A failure with a message that says what, where and what to do. The command line prints it and exits with 1."""


class UsageError(DashboardError):
    """A wrong call: the command line exits with 2."""


class RegionUnavailable(DashboardError):
    """A region's database cannot be opened: held by another process, out of reach, or in need of `upgrade`."""


def told(error: Exception) -> str:
    """The one line that a terminal is told of a failure. A file that cannot be used is a fault of the machine."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"Error: {error.filename}: {error.strerror}"
    unexpected = "" if isinstance(error, DashboardError) else f"unexpected {type(error).__name__}: "
    return f"Error: {unexpected}{' '.join(str(error).split())}"


class StoreUnavailable(DashboardError):
    """The store cannot be opened or asked: nobody can sign in, and nothing is lost."""


class BadParameter(DashboardError):
    """A parameter of a question that names nothing known; the API answers 400.

    `text` is an English message id that `values` fill: pages translate it, programs read `allowed`.
    """

    def __init__(self, parameter: str, text: str, **values: object) -> None:
        self.parameter = parameter
        self.text = text
        self.values = values
        self.allowed = text % values if values else text
        super().__init__(f"{parameter}: {self.allowed}")


class Invalid(DashboardError):
    """A form with more than one field that may be wrong: `problems` names each."""

    def __init__(self, problems: list[BadParameter]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


class Rejected(DashboardError):
    """A file that cannot be read as a report: nothing of it was loaded.

    `text` is an English message id that `values` fill, so that pages can translate it; `line` is where in the file.
    """

    def __init__(self, text: str, line: int | None = None, **values: object) -> None:
        self.text = text
        self.values = values
        self.line = line
        message = text % values if values else text
        super().__init__(message if line is None else f"line {line}: {message}")


class Ambiguous(Rejected):
    """A file whose numbers can be read in two ways."""


class Anonymous(Rejected):
    """A file that does not say whose its rows are, or says so although it was said for it."""


class Undated(Rejected):
    """A file whose day or week nobody told, or that has no use for the one that was told."""


class Unheaded(Rejected):
    """A file without the header of a known report."""


class Blank(Rejected):
    """A report without a row: the provider's way to say that a region has no such customers."""


class Forbidden(DashboardError):
    """A signed-in user without the right: the API answers 403, a page says which right is missing."""


class TooMany(DashboardError):
    """More at once than one person may ask: the API answers 429 and says when to come again, in `seconds`."""

    def __init__(self, message: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message)


class NotFound(DashboardError):
    """Nothing of that name, or nothing that the user may see: both answer 404 alike."""


class Conflict(DashboardError):
    """A change of something that somebody else changed since it was read; `current` is what is there now."""

    def __init__(self, message: str, current: object) -> None:
        self.current = current
        super().__init__(message)
