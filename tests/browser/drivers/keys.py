"""Keys by the code points that WebDriver and WebDriver BiDi give them."""

from typing import Any

_NAMED = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009",
    "Escape": "\ue00c", "PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
    "Delete": "\ue017",
}  # fmt: skip


def key_actions(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The input source that presses them, each with the modifiers before its `+`."""
    steps: list[dict[str, str]] = []
    for name in names:
        *held, last = name.split("+") if len(name) > 1 else [name]
        values = [_NAMED.get(one, one) for one in (*held, last)]
        steps += [{"type": "keyDown", "value": value} for value in values]
        steps += [{"type": "keyUp", "value": value} for value in reversed(values)]
    return [{"type": "key", "id": "keyboard", "actions": steps}]


def pointer_actions(x: float, y: float, *, press: bool) -> list[dict[str, Any]]:
    """The input source that moves a mouse, and presses its first button."""
    steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}]
    if press:
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    return [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}]
