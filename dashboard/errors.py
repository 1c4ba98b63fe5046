"""Everything that can go wrong and be told to a person."""


class DashboardError(Exception):
    """A failure with a message that says what, where and what to do. The command line prints it and exits with 1."""


class UsageError(DashboardError):
    """A wrong call: the command line exits with 2."""


class RegionUnavailable(DashboardError):
    """A region's database cannot be opened: held by another process, out of reach, or in need of `upgrade`."""


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
    """A file that cannot be read as a report: nothing of it was loaded."""


class Blank(Rejected):
    """A report without a row: the provider's way to say that a region has no such customers."""


class Forbidden(DashboardError):
    """A signed-in user without the right: the API answers 403, a page says which right is missing."""


class NotFound(DashboardError):
    """Nothing of that name, or nothing that the user may see: both answer 404 alike."""


class Conflict(DashboardError):
    """A change of something that somebody else changed since it was read; `current` is what is there now."""

    def __init__(self, message: str, current: object) -> None:
        self.current = current
        super().__init__(message)
