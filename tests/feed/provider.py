"""A provider of reports for tests: answers the documented requests of the Partner Reports API on a port of its own."""

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

TOKEN = "an-administrators-token"
TEMPLATES = [
    {
        "templateId": 1,
        "title": "Calling Usage Detail",
        "service": "Calling",
        "maxDays": 31,
        "dataEndDate": "2026-11-22",
    },
    {"Id": 2, "title": "Subscription Details", "dataEndDate": "2026-11-22"},
    {"templateId": 9, "title": "Something New", "maxDays": 31},
]


@dataclass
class Provider:
    """What it was asked, and what it answers. `refusals` are answers given before any other, first to last."""

    url: str = ""
    files: dict[int, bytes] = field(default_factory=dict)  # template → its CSV
    looks: int = 2  # at a report until it is done
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    cut: bool = False  # a download ends before its announced length

    def application(self) -> Flask:
        """The server's application."""
        server = Flask("provider")
        server.before_request(self._refuse)
        server.add_url_rule("/v1/partner/reports/templates", "templates", lambda: jsonify(items=TEMPLATES))
        server.add_url_rule("/v1/partner/reports", "create", self._create, methods=["POST"])
        server.add_url_rule("/v1/partner/reports/<report>", "report", self._report)
        server.add_url_rule("/files/<report>", "file", self._file)
        return server

    def _refuse(self) -> Response | None:
        self.asked.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response("{}", 401, mimetype="application/json")
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return Response("busy", status, headers)
        return None

    def _create(self) -> Response:
        self.orders.append(request.get_json())
        return jsonify(reportId=f"R{len(self.orders)}", createdTime="2026-11-23 10:00:00")

    def _report(self, report: str) -> Response:
        if report in self.forgotten:
            return Response("{}", 404, mimetype="application/json")
        if report in self.failed:
            return jsonify(reportId=report, status="failed")
        self.seen[report] = self.seen.get(report, 0) + 1
        if self.seen[report] < self.looks:
            return jsonify([{"reportId": report, "status": "in_progress"}])
        return jsonify([{"reportId": report, "status": "done", "downloadURL": f"{self.url}/files/{report}"}])

    def _file(self, report: str) -> Response:
        template = self.orders[int(report[1:]) - 1]["templateId"]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("report", self.files[template])
        whole = packed.getvalue()
        if self.cut:
            return Response(iter([whole[:20]]), mimetype="text/csv", headers={"Content-Length": str(len(whole))})
        return Response(whole, mimetype="text/csv")


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers until the end."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
