"""A server that stamps every arrival, and a crawl that asks it by our own settings: what tests of manners share."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ASKER = Path(__file__).with_name("asker.py")


class Arrival(NamedTuple):
    at: float  # seconds, monotonic
    what: str  # host name and path: "pots.test/jobs/1"
    method: str
    agent: str
    n_open: int  # requests to that host being answered at that moment, this one too


@dataclass
class Web:
    """One server on loopback that is many hosts; ``answers`` by host and path, one that ends in * for all below it.

    The longest name that fits answers; what none fits is 404.
    """

    port: int
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    n_open: Counter[str] = field(default_factory=Counter)

    def at(self, what: str) -> str:
        name, slash, path = what.partition("/")
        return f"http://{name}:{self.port}{slash}{path}"

    def answer(
        self,
        what: str,
        body: str | bytes = "",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        *,
        times: int | None = None,
        seconds: float = 0,
    ) -> None:
        """Answer so after some seconds; with ``times`` only so often, and with an empty 200 from then on."""
        answered = Counter[str]()

        def give(handler: BaseHTTPRequestHandler) -> None:
            time.sleep(seconds)
            answered[what] += 1
            if times is not None and answered[what] > times:
                send(handler, b"")
            else:
                send(handler, body.encode() if isinstance(body, str) else body, status, headers)

        self.answers[what] = give

    def respond(self, handler: BaseHTTPRequestHandler, what: str) -> None:
        fits = [name for name in self.answers if name.endswith("*") and what.startswith(name[:-1])]
        name = what if what in self.answers else max(fits, key=len, default="")
        self.answers[name](handler) if name else send(handler, b"", 404)

    def asked(self, start: str = "") -> list[str]:
        """What was asked that begins so, in order."""
        return [a.what for a in self.arrivals if a.what.startswith(start)]

    def gaps(self, start: str) -> list[float]:
        """Seconds between the arrivals of what begins so."""
        return [b - a for a, b in pairwise(a.at for a in self.arrivals if a.what.startswith(start))]


def send(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.headers["Host"].partition(":")[0]
            what = name + self.path
            with lock:
                ours.n_open[name] += 1
                agent = self.headers.get("User-Agent", "")
                ours.arrivals.append(Arrival(time.monotonic(), what, self.command, agent, ours.n_open[name]))
            try:
                ours.respond(self, what)
            except OSError:
                self.close_connection = True  # the crawl has hung up
            finally:
                with lock:
                    ours.n_open[name] -= 1

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A crawl that ends resets what it held open."""

    with Server(("127.0.0.1", 0), Handler) as server:
        ours = Web(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield ours
        server.shutdown()


@pytest.fixture(scope="session")
def ask() -> Callable[..., dict[str, str]]:
    """Ask for addresses ("POST http://..." or plain), each list by a crawler of its own, all in one process.

    Gives back by address "status, final address, bytes" or the kind of error and what it says; under "log" what was
    logged. ``names`` is the DNS of that process, ``allowed`` the names that may lie in a private network.
    """

    def asked(*crawlers: list[str], allowed: list[str], names: dict[str, str], **more: Any) -> dict[str, str]:
        job = {"crawlers": crawlers, "allowed": allowed, "names": names, "options": {}, "settings": {}} | more
        done = subprocess.run(
            [sys.executable, ASKER], input=json.dumps(job), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return {"log": done.stderr} | json.loads(done.stdout)

    return asked
