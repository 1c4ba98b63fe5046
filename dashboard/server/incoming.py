"""A request as far as it has come, before any thread is given to it.

Threads are few, and a client may send a letter a minute. So a request waits here, in the one loop that reads all of
them, until its head is whole, and as much of its body as a form has; the rest of a large one is read by the thread.
"""

import re
from dataclasses import dataclass, field

LONGEST_HEAD = 32 * 1024
BODY_AHEAD = 64 * 1024
"""How much of a body comes before a thread does: all that a stranger may have to say."""

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_BEARER = re.compile(rb"\r\nauthorization:[ \t]*([^\r]+)", re.IGNORECASE)
_SESSION = re.compile(rb"\r\ncookie:[^\r]*?[ ;](?:__Host-)?dashboard=([^;\r]+)", re.IGNORECASE)
_FORWARDED = re.compile(rb"\r\nx-forwarded-for:([^\r]+)", re.IGNORECASE)
_TARGET = re.compile(rb"[A-Z]+ ([^ ?\r]*)")

HEALTH = (b"/healthz", b"/readyz")
_PUSHED = b"/hooks/call-records"  # its body proves who sends it, so it is read before anybody knows


@dataclass
class Incoming:
    """Bytes of a connection's next request. `began` is when the first of them came, None before."""

    data: bytearray = field(default_factory=bytearray)
    began: float | None = None
    _head: int = 0  # its length, 0 until it is whole

    def add(self, chunk: bytes, at: float) -> None:
        """Takes what came at that time."""
        if self.began is None:
            self.began = at
        looked_at = max(len(self.data) - len(_END), 0)
        self.data += chunk
        if not self._head:
            self._head = self.data.find(_END, looked_at) + len(_END) if self.data.find(_END, looked_at) >= 0 else 0

    @property
    def head(self) -> bytes:
        """The request line and the headers, b"" until they are whole."""
        return bytes(self.data[: self._head])

    @property
    def too_long(self) -> bool:
        """Whether the head is longer than any that a browser sends."""
        return (self._head or len(self.data)) > LONGEST_HEAD

    @property
    def waits_to_be_asked(self) -> bool:
        """Whether the client sends its body only once it is told to."""
        return bool(self._head) and len(self.data) == self._head and _EXPECT.search(self.data) is not None

    def is_ready(self) -> bool:
        """Whether a thread can begin."""
        if not self._head:
            return False
        head, came = self.head, len(self.data) - self._head
        if _CHUNKED.search(head):
            return came >= BODY_AHEAD or self.data.endswith(b"0\r\n\r\n")
        length = _LENGTH.search(head)
        return length is None or came >= min(int(length[1]), BODY_AHEAD)

    def asker(self, peer: str, proxies: int) -> bytes:
        """Who asks, as far as can be told without looking anybody up: a token, a session, else a network address.

        It only decides whose turn it is, so it may be invented: a stranger's answer costs little.
        """
        head = self.head
        target = _TARGET.match(head)
        path = target[1] if target else b""
        if path in HEALTH:
            return HEALTH[0]
        if path == _PUSHED:
            return _PUSHED
        for credential in (_BEARER, _SESSION):
            if match := credential.search(head):
                return match[1]
        forwarded = _FORWARDED.search(head) if proxies else None
        return forwarded[1].split(b",")[-proxies:][0].strip() if forwarded else peer.encode()
