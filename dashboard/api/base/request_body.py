"""What programs send beside JSON (see `bodies`): texts of files, the yes to a change, versions they have read."""

from flask import request

from dashboard.errors import BadParameter

MOST_TEXT = 4 << 20  # bytes of a file


def file_text() -> str:
    """The text of a file that is the body itself. Raises BadParameter."""
    data = request.get_data(cache=False)
    if not data:
        raise BadParameter("body", "the CSV itself, sent as text/csv")
    if len(data) > MOST_TEXT:
        raise BadParameter("body", f"at most {MOST_TEXT} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadParameter("body", "text in UTF-8: save the file as UTF-8") from None


def committed() -> bool:
    """Whether `commit=true` is asked: without it nothing is written."""
    text = request.args.get("commit", "false").lower()
    if text not in ("true", "false"):
        raise BadParameter("commit", "true or false")
    return text == "true"


def version_read() -> int | None:
    """The version that `If-Match` names, None for `*`. Raises BadParameter without one: nobody overwrites unread."""
    held = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if held == "*":
        return None
    if not (held.isascii() and held.isdigit() and len(held) < 10):
        raise BadParameter("If-Match", "the version that was read, or *")
    return int(held)
