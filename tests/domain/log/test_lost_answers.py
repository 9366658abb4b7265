"""Lost answers: the store recorded the acts, but the answer never came."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.errors import LogUnavailable
from domain.log import open_log
from tests.domain.log.acts import noted

COMMIT = b"COMMIT"
BEGIN = b"BEGIN"


class Cutter:
    """A link to the database that breaks when something is asked, before its answer comes."""

    def __init__(self, *, front: Path, back: str) -> None:
        self.cuts = 0
        self.to_cut = 0
        self.cut_at = COMMIT
        self._back = back
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(front))
        self._listener.listen()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        links = []
        # Closing the listener ends the waiting with an error, which is how it is told to stop.
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                links.append(threading.Thread(target=self._carry, args=(client,)))
                links[-1].start()
        for link in links:
            link.join()

    def _carry(self, client: socket.socket) -> None:
        # Either side may go away at any time; then the link is over.
        with socket.socket(socket.AF_UNIX) as server, client, suppress(ConnectionError):
            server.connect(self._back)
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for one, other in ((client, server), (server, client)):
                    if one not in ready:
                        continue
                    said = one.recv(65536)
                    if not said:
                        return
                    if one is client and self.to_cut and self.cut_at in said:
                        self._cut(client, server, said)
                        return
                    other.sendall(said)

    def _cut(self, client: socket.socket, server: socket.socket, asked: bytes) -> None:
        self.to_cut -= 1
        server.sendall(asked)
        server.shutdown(socket.SHUT_WR)
        # The server carries out what was asked and then closes: only after that the client is cut.
        while server.recv(65536):
            pass
        self.cuts += 1
        client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def cutter(postgres_url: str, tmp_path: Path) -> Iterator[Cutter]:
    folder = parse_qs(urlsplit(postgres_url).query)["host"][0]
    name = ".s.PGSQL.5432"
    made = Cutter(front=tmp_path / name, back=f"{folder}/{name}")
    yield made
    made.close()


@pytest.fixture
def cut_url(postgres_url: str, cutter: Cutter, tmp_path: Path) -> str:
    folder = parse_qs(urlsplit(postgres_url).query)["host"][0]
    return postgres_url.replace(folder, str(tmp_path))


@pytest.mark.parametrize("count", [1, 60])
def test_acts_whose_answer_was_lost_are_recorded_once_and_said_to_be(
    cutter: Cutter, cut_url: str, count: int
) -> None:
    acts = [noted(version) for version in range(1, count + 1)]
    with open_log(cut_url) as log:
        cutter.to_cut = 1

        position = log.record(acts)

        assert cutter.cuts == 1
        assert position == log.head()
        assert [one.event for one in log.after(0)] == acts


def test_acts_that_could_not_be_sent_at_all_are_recorded_when_asked_again(
    cutter: Cutter, cut_url: str
) -> None:
    with open_log(cut_url) as log:
        cutter.cut_at, cutter.to_cut = BEGIN, 100
        with pytest.raises(LogUnavailable, match="do the same again: nothing is recorded twice"):
            log.record([noted(1)])

        cutter.to_cut = 0
        assert list(log.after(0)) == []
        log.record([noted(1)])

        assert [one.event for one in log.after(0)] == [noted(1)]
