"""The Merkle tree over the log, kept beside it: leaves, some inner nodes, signed checkpoints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, islice, repeat
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Connection

from domain.log import Log
from domain.log.store import StoredRow
from projections.evidence.checkpoint import Checkpoint
from projections.evidence.hashes import leaf_of, node_of, root_of
from projections.stores import open_store

STEP_BITS: Final = 4
STEP: Final = 1 << STEP_BITS
"""Nodes are kept at every fourth level: a sixteenth more rows than leaves, and short proofs."""

_PAGES_AT_ONCE: Final = 8
"""So many pages of the log are committed together."""

_METADATA: Final = MetaData()

LEAVES: Final = Table(
    "thidin_leaves",
    _METADATA,
    Column("leaf", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("position", BigInteger, nullable=False, index=True),
    Column("hash", LargeBinary(32), nullable=False),
)
NODES: Final = Table(
    "thidin_nodes",
    _METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)
CHECKPOINTS: Final = Table(
    "thidin_checkpoints",
    _METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class Tampered:
    """An act is not what was recorded: changed, taken away, or put in between.

    `leaf` counts from 0, `position` is where the log has or had it.
    """

    leaf: int
    position: int
    what: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The tree as kept in a database beside the log."""

    engine: Engine

    def size(self) -> int:
        """Return how many acts the tree has."""
        with self.engine.connect() as connection:
            return _size(connection)

    def follow(self, log: Log) -> int:
        """Take in the acts recorded since; return the tree's size.

        Rows are committed some pages at a time, so a killed run goes on where it was.
        """
        with self.engine.connect() as connection:
            size = _size(connection)
            position = connection.execute(select(func.max(LEAVES.c.position))).scalar() or 0
        pages = log.stored_pages(position)
        while some := list(chain.from_iterable(islice(pages, _PAGES_AT_ONCE))):
            with self.engine.begin() as connection:
                size = _append(connection, size, some)
        return size

    def checkpoint(self, log: Log, *, key: bytes, at: datetime) -> str:
        """Take in what is new, sign a checkpoint over it, keep it and return it."""
        size = self.follow(log)
        with self.engine.begin() as connection:
            kept = connection.execute(
                select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.size == size)
            ).scalar()
            if kept is not None:
                return str(kept)
            position = connection.execute(select(func.max(LEAVES.c.position))).scalar() or 0
            root = root_of(size, lambda start, end: subtree(connection, start, end))
            made = Checkpoint(size=size, root=root, position=position, at=at)
            note = made.signed(key)
            connection.execute(insert(CHECKPOINTS).values(size=size, note=note))
        return note

    def checkpoints(self) -> Sequence[str]:
        """Return the signed checkpoints, oldest first."""
        with self.engine.connect() as connection:
            query = select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.size)
            return [str(note) for note in connection.execute(query).scalars()]

    def tampered(self, log: Log, checkpoints: Sequence[Checkpoint]) -> Iterator[Tampered]:
        """Yield where the log is not what the checkpoints were signed over.

        The log is hashed anew; the kept leaves serve only to say which act it is.
        """
        kept = self._kept_leaves()
        frontier = _Frontier()
        due = sorted(checkpoints, key=lambda one: one.size)
        for page in log.stored_pages(0):
            for row in page:
                frontier.add(leaf_of(row))
                was = next(kept, None)
                if was is not None and was != (row.position, frontier.last):
                    yield _difference(frontier.size - 1, was, row)
                    return
                while due and due[0].size == frontier.size:
                    if due.pop(0).root != frontier.root():
                        yield Tampered(
                            leaf=frontier.size - 1,
                            position=row.position,
                            what="an act up to here is not what the checkpoint was signed over",
                        )
                        return
        if due:
            yield Tampered(
                leaf=frontier.size,
                position=due[-1].position,
                what=f"the log ends before the {due[-1].size - frontier.size} last acts",
            )

    def _kept_leaves(self) -> Iterator[tuple[int, bytes]]:
        leaf = 0
        while True:
            with self.engine.connect() as connection:
                query = (
                    select(LEAVES.c.position, LEAVES.c.hash)
                    .where(LEAVES.c.leaf >= leaf)
                    .order_by(LEAVES.c.leaf)
                    .limit(10_000)
                )
                page = [(int(at), bytes(digest)) for at, digest in connection.execute(query)]
            if not page:
                return
            yield from page
            leaf += len(page)


class _Frontier:
    """The complete subtrees at the right edge of a growing tree."""

    def __init__(self) -> None:
        self.size = 0
        self.last = b""
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.size, self.last = self.size + 1, leaf
        node, left = leaf, self.size
        # Each subtree as high as this one completes a higher one with it.
        while not left & 1:
            node, left = node_of(self._edge.pop(), node), left >> 1
        self._edge.append(node)

    def root(self) -> bytes:
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = node_of(left, root)
        return root


def subtree(connection: Connection, start: int, end: int) -> bytes:
    """Return the hash of a subtree: complete ones from what is kept, others put together."""
    size = end - start
    if size == 1:
        query = select(LEAVES.c.hash).where(LEAVES.c.leaf == start)
        return bytes(connection.execute(query).scalar_one())
    level, odd = divmod(size.bit_length() - 1, STEP_BITS)
    if size & (size - 1) == 0 and not odd:
        query = select(NODES.c.hash).where(NODES.c.level == level, NODES.c.number == start // size)
        return bytes(connection.execute(query).scalar_one())
    middle = start + (1 << (size - 1).bit_length() - 1)
    return node_of(subtree(connection, start, middle), subtree(connection, middle, end))


def _size(connection: Connection) -> int:
    last = connection.execute(select(func.max(LEAVES.c.leaf))).scalar()
    return 0 if last is None else int(last) + 1


def _append(connection: Connection, size: int, page: Sequence[StoredRow]) -> int:
    """Add acts to the tree and every node that they complete; return the new size."""
    new = [leaf_of(row) for row in page]
    positions = (row.position for row in page)
    _put(connection, LEAVES, list(zip(count(size), positions, new, strict=False)))
    upto, level = size + len(new), 1
    while complete := upto >> STEP_BITS * level:
        before = size >> STEP_BITS * (level - 1)
        done = size >> STEP_BITS * level
        # The new ones of the level below are at hand; up to fifteen older ones stand before them.
        below = [*_hashes(connection, level - 1, done * STEP, before), *new]
        new = [_node_over(below[at : at + STEP]) for at in range(0, (complete - done) * STEP, STEP)]
        rows = zip(repeat(level), count(done), new, strict=False)
        _put(connection, NODES, list(rows))
        level += 1
    return upto


def _put(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Put rows of numbers and bytes into a table."""
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect)
    if statement.positional:
        # As the driver takes them; to name and look at each value takes as long as to write it.
        connection.exec_driver_sql(str(statement), list(rows))
    else:
        names = table.columns.keys()
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _hashes(connection: Connection, level: int, first: int, last: int) -> Sequence[bytes]:
    """Return the hashes of a level's nodes `first` to `last` exclusive; level 0 is the acts."""
    if first == last:
        return []
    query = select(LEAVES.c.hash).where(LEAVES.c.leaf >= first, LEAVES.c.leaf < last)
    ordered = query.order_by(LEAVES.c.leaf)
    if level:
        number = NODES.c.number
        query = select(NODES.c.hash).where(NODES.c.level == level, number >= first, number < last)
        ordered = query.order_by(number)
    return [bytes(one) for one in connection.execute(ordered).scalars()]


def _node_over(hashes: Sequence[bytes]) -> bytes:
    """Return the node over sixteen nodes."""
    while len(hashes) > 1:
        hashes = [node_of(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _difference(leaf: int, was: tuple[int, bytes], row: StoredRow) -> Tampered:
    position, _ = was
    what = "the act was changed"
    if row.position > position:
        what = "an act that was here is gone"
    elif row.position < position:
        what = "an act was put in before it"
    return Tampered(leaf=leaf, position=min(position, row.position), what=what)


def open_evidence(url: str) -> Evidence:
    """Open the tree's database, creating it if new."""
    engine = open_store(url, sqlite=("synchronous=NORMAL", "busy_timeout=10000"))
    _METADATA.create_all(engine)
    return Evidence(engine=engine)
