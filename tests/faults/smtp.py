"""A mail server that fails at the step that a test names."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Server:
    """Speaks just enough SMTP. `fails` names the step at which it misbehaves, and how."""

    fails: str = ""
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0
    slow: float = 0.0
    together: threading.Barrier | None = None
    """A letter is taken when as many connections bring one at the same time."""

    def talk(self, peer: socket.socket) -> None:
        self.connections += 1
        lines = peer.makefile("rb")
        if self.fails == "drop at greeting":
            return
        self._say(peer, "220 here")
        while line := lines.readline():
            verb = line.split()[0].upper().decode() if line.split() else ""
            if self.fails == f"drop at {verb}":
                return
            if self.fails.startswith(f"{verb} "):
                self._say(peer, self.fails.removeprefix(f"{verb} "))
            elif verb == "DATA":
                self._say(peer, "354 go on")
                if not self._take(peer, lines):
                    return
            elif verb == "QUIT":
                self._say(peer, "221 bye")
                return
            else:
                self._say(peer, "250 fine")

    def _take(self, peer: socket.socket, lines: Iterator[bytes]) -> bool:
        letter = []
        for line in lines:
            if line == b".\r\n":
                break
            letter.append(line)
        time.sleep(self.slow)
        if self.together:
            self.together.wait()
        if self.fails == "drop after the last line":
            self.letters.append(b"".join(letter))
            return False
        if self.fails.startswith("END "):
            self._say(peer, self.fails.removeprefix("END "))
            return True
        self.letters.append(b"".join(letter))
        self._say(peer, "250 taken")
        return True

    @staticmethod
    def _say(peer: socket.socket, line: str) -> None:
        peer.sendall(f"{line}\r\n".encode())
