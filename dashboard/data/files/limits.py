"""What a file may cost at most, whoever brings it."""

UPLOAD_BYTES = 1 << 30
"""Bytes of a file that comes through the browser or the API."""

UPLOAD_FILES = 50
"""Files that come in one request."""

TEXT_BYTES = 4 << 30
"""Bytes of the text in a file, once it is unpacked."""

UNPACKED_RATIO = 1_000
"""Bytes that one packed byte may become: the best that deflate does to text is about as much."""

LINE_BYTES = 1 << 20
"""Bytes of a line; a longer one is no report."""

CELL_LINES = 64
"""Lines that a cell may hold: beyond them its quotation mark is taken for a stray one."""

ABOVE_HEADER = 20
"""Lines that may stand above the header."""

SECONDS = 3_600
"""Time that reading one file may take."""

GENERATIONS = 3
"""How many imports of a kind and period, one on the other, keep what they replaced."""
