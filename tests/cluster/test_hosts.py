"""Workers on hosts of their own; the link to one of them is cut in the middle of a run."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from projections.cluster.scheduler import workers_at
from tests.cluster.machines import Machines, machines
from tests.cluster.nation import CODES, YEAR, Nation, nation
from tests.programs import LONGEST

__all__ = ["nation"]


@dataclass(frozen=True)
class Host:
    """A host: a network namespace with one link to this machine."""

    name: str
    link: str
    here: str
    address: str

    @property
    def on(self) -> Sequence[str]:
        """What a command begins with to run there."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Cut the link: nothing that is sent arrives any more, and nobody is told."""
        run("ip", "link", "set", self.link, "down")


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=LONGEST)


@contextmanager
def host(number: int) -> Iterator[Host]:
    """Make a host; skip where namespaces are not allowed."""
    made = Host(f"thidin-{number}", f"thidin{number}", f"10.77.{number}.1", f"10.77.{number}.2")
    inside = (*made.on, "ip")
    with ExitStack() as last:
        try:
            run("ip", "netns", "add", made.name)
            last.callback(run, "ip", "netns", "del", made.name)
            run("ip", "link", "add", made.link, "type", "veth", "peer", "eth0", "netns", made.name)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("This machine lets nobody make network namespaces here.")
        run("ip", "address", "add", f"{made.here}/24", "dev", made.link)
        run("ip", "link", "set", made.link, "up")
        run(*inside, "address", "add", f"{made.address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")
        run(*inside, "route", "add", "default", "via", made.here)
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Machines]:
    with machines(tmp_path / "machines") as found:
        yield found


@pytest.mark.slow
def test_a_host_cut_off_in_the_middle_costs_its_shards_and_the_bills_are_the_same(
    nation: Nation, place: Machines, tmp_path: Path
) -> None:
    here = nation.told("assess", "--year", YEAR)
    rows = nation.rows()
    with host(1) as near, host(2) as far:
        scheduler = place.scheduler(address="0.0.0.0")  # noqa: S104 - hosts of this test alone
        port = scheduler.rpartition(":")[2]
        for one in (near, far):
            place.worker(f"tcp://{one.here}:{port}", one.name, host=one.on)
        address = f"tcp://127.0.0.1:{port}"
        began = threading.Event()
        cutting = threading.Thread(target=cut_when_it_works, args=(address, far, began))
        cutting.start()
        began.wait(LONGEST)

        there = nation.told("assess", "--year", YEAR, "--scheduler", address)

        cutting.join()
        with workers_at(address) as left:
            names = {one["id"] for one in left.client.scheduler_info()["workers"].values()}
    assert names == {near.name}
    assert len(there) == len(CODES)
    assert there == here
    assert nation.rows() == rows


def cut_when_it_works(address: str, host: Host, began: threading.Event) -> None:
    """Cut a host off as soon as it has a shard in hand."""
    with workers_at(address) as workers:
        client = workers.client
        client.wait_for_workers(2, timeout=LONGEST)
        (there,) = [
            address
            for address, one in client.scheduler_info()["workers"].items()
            if one["id"] == host.name
        ]
        began.set()
        while not client.processing()[there]:
            pass
    host.cut()
