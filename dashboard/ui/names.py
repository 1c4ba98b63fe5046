"""Names for what files name with a key: features, endpoint types. What is not known here stays as its file has it."""

from flask_babel import gettext


def feature_names() -> dict[str, str]:
    """The calling features that have words, by key."""
    return {
        "hunt_group": gettext("Hunt group"),
        "auto_attendant": gettext("Auto attendant"),
        "call_queue": gettext("Call queue"),
        "voicemail": gettext("Voicemail"),
        "forwarding": gettext("Forwarding"),
        "transfer": gettext("Transfer"),
        "park": gettext("Park"),
        "pickup": gettext("Pickup"),
        "paging": gettext("Paging"),
        "recording": gettext("Recording"),
        "conference": gettext("Conference"),
    }


def endpoint_names() -> dict[str, str]:
    """The endpoint types that have words, by their name in lower case."""
    return {
        "desk phone": gettext("Desk phone"),
        "webex app desktop": gettext("Webex app desktop"),
        "webex app mobile": gettext("Webex app mobile"),
        "web": gettext("Web"),
        "room device": gettext("Room device"),
        "other": gettext("Other"),
        "unknown": gettext("Unknown"),
    }


def feature_name(key: str) -> str:
    """A calling feature in words."""
    return feature_names().get(key, key)


def endpoint_name(key: str) -> str:
    """An endpoint type in words."""
    return endpoint_names().get(key.lower(), key)
