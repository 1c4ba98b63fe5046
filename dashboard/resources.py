"""What the partner says on the help page: links, and how to reach its help desk. From a file that the partner edits."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from dashboard.errors import DashboardError

PACKAGED = Path(__file__).parent / "help.toml"
_SCHEMES = ("https", "http", "mailto")
_LARGEST = 1 << 20  # bytes

Text = str | dict[Literal["en", "de"], str]
"""One text for both languages, or one for each."""


def in_language(text: Text, language: str) -> str:
    """The text in a language, else in the other one."""
    if isinstance(text, str):
        return text
    return next((translation for key in (language, "en", "de") if (translation := text.get(key)) is not None), "")  # type: ignore[call-overload]


def _address(url: str) -> str:
    if urlsplit(url).scheme not in _SCHEMES:
        raise ValueError("an address begins with https://, http:// or mailto:")
    return url


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Resource(_Model):
    """A link. `place` puts it above the others too."""

    title: Text
    url: Annotated[str, AfterValidator(_address)]
    summary: Text = ""
    category: Text = ""
    place: Literal["quick", "featured", ""] = ""


class Desk(_Model):
    """How to reach people who help."""

    name: Text
    note: Text = ""
    email: str = ""
    phone: str = ""
    hours: Text = ""


class Resources(_Model):
    """All of the file."""

    desk: Desk
    resource: tuple[Resource, ...] = Field(default=(), max_length=1000)


@dataclass(frozen=True)
class ReadResources:
    """The resources, and why those of the partner's own file are not shown, if so."""

    resources: Resources
    problem: str = ""


def resources(file: Path | None) -> ReadResources:
    """Those of the file, read each time so that an edit shows at once; the packaged ones when it cannot be read."""
    if file is None:
        return ReadResources(read(PACKAGED))
    try:
        return ReadResources(read(file))
    except DashboardError as error:
        return ReadResources(read(PACKAGED), str(error))


def read(file: Path) -> Resources:
    """What a file says. Raises DashboardError that says what is wrong, and where."""
    try:
        if file.stat().st_size > _LARGEST:
            raise DashboardError(f"{file}: larger than {_LARGEST} bytes")
        return Resources.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise DashboardError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DashboardError(f"{file}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DashboardError(f"{file}: {error}") from None
    except ValidationError as error:
        raise DashboardError(f"{file}: {_first(error.errors()[0])}") from None


def _first(fault: Any) -> str:
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
    return f"{where}: {fault['msg']}"
