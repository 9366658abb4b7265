"""How functions are compiled, and in what shapes they are given the columns and the law.

Numba keeps what it compiled on disk and makes it again when the file of the loop changes, and only
then. The run goes through several files, so its code is kept under a name that all of them are in.
"""

from collections.abc import Callable
from fcntl import LOCK_EX, flock
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast

from numba import njit
from numba.core.dispatcher import Dispatcher
from numpy.typing import NDArray

COMPILING: Final = "compiling.lock"

Column = NDArray[Any]
Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""No count of an array's holders is kept: none is made here, and counting took five times as long
as the tax."""
_FROM_LOOPS: Final[dict[str, Any]] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Only loops call these. That Python could, with a hundred columns, was a third of compiling."""


def compiled(function: Function) -> Function:
    """Compile a function into the loop that calls it; other threads run meanwhile."""
    kept: Function = njit(forceinline=True, **_OPTIONS, **_FROM_LOOPS)(function)
    return kept


def seldom(function: Function) -> Function:
    """Compile a function that few bills need, beside the loop."""
    kept: Function = njit(**_OPTIONS, **_FROM_LOOPS)(function)
    return kept


def compiled_once(function: Function) -> Function:
    """Compile the run when it is first called, and keep the code on disk for the next program.

    It is kept where NUMBA_CACHE_DIR says, else beside this file, else in the user's cache.
    """
    function.__qualname__ = f"{function.__qualname__}_{digest_of_sources()}"
    try:
        kept = njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        # None of these can be written to, which Numba says before it compiles anything.
        return cast("Function", njit(**_OPTIONS)(function))
    vars(kept)["compile"] = partial(one_program_at_a_time, kept.compile, kept.stats.cache_path)
    return cast("Function", kept)


def digest_of_sources() -> str:
    """Return what names all that is compiled, as it is written now."""
    sources = sorted(Path(__file__).parent.glob("compiled*.py"))
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def one_program_at_a_time(compile_: Callable[..., Any], folder: str, *signature: object) -> Any:  # noqa: ANN401 - what Numba returns
    """Let other programs wait, and then find the code.

    Numba's index names the file of a form before that file is written, and two programs that
    compile two forms at once may both name the same: either could run the code of another form.
    """
    with (Path(folder) / COMPILING).open("w") as lock:
        flock(lock, LOCK_EX)
        return compile_(*signature)


def is_kept(loop: Callable[..., Any]) -> bool:
    """Say whether there is a place on disk for a loop's code."""
    return isinstance(loop, Dispatcher) and loop.stats.cache_path is not None


class Rows(NamedTuple):
    """The columns of `Assessables` by row."""

    area: Column
    price_satang: Column
    structure: Column
    age: Column
    shared_rows: Column
    share_num: Column
    share_den: Column
    share_before: Column
    exempt_rows: Column
    exempt_ppm: Column


class Lines(NamedTuple):
    """The columns of `Assessables` by line, ladder and bill."""

    line_start: Column
    table: Column
    vacant_years: Column
    reduction: Column
    relief_lines: Column
    relief_ppm: Column
    ladder_start: Column
    bill_start: Column
    natural: Column
    old_tax_bills: Column
    old_tax_satang: Column


class YearFigures(NamedTuple):
    """A year's law under one body's rates.

    `remaining_percent` by structure * AGES + age (s.35); `exempt_csat` by whether the taxpayer is
    a natural person and table (s.40, s.41), `farms_csat` for all farms together; `upper_csat` and
    `rate_pcm` by slice and table (s.37); `surcharge_pcm` by year as vacant (s.43); `num`, `den` and
    whether it is `listed` by entry of the standing list (s.55), `last_entry` being its last;
    `phase_in_percent` (s.97), DECLINED outside those years. Columns by table and entry go on to
    what a byte can hold, so that to look one up needs no question.
    """

    remaining_percent: Column
    exempt_csat: Column
    farms_csat: int
    highest_first: bool
    upper_csat: Column
    least_upper_csat: int
    rate_pcm: Column
    first_rate_pcm: Column
    surcharge_pcm: Column
    cap_pcm: int
    num: Column
    den: Column
    spared: Column
    listed: Column
    last_entry: int
    phase_in_percent: int
    largest_value_csat: int
    largest_net_csat: int


class Extent(NamedTuple):
    """Some bills, and their ladders, lines and rows; of each kind of rare fact those within.

    `keep` the steps, or the bills' tax alone.
    """

    keep: bool
    bill0: int
    bill1: int
    ladder0: int
    ladder1: int
    line0: int
    line1: int
    row0: int
    row1: int
    share0: int
    share1: int
    exempt0: int
    exempt1: int
    relief0: int
    relief1: int
    old_tax0: int
    old_tax1: int


class Steps(NamedTuple):
    """Where the steps are written if they are kept; the bills' tax always is."""

    row_value_csat: Column
    line_value_csat: Column
    line_exempt_csat: Column
    line_net_csat: Column
    line_tax_nanobaht: Column
    line_tax_satang: Column
    bill_phase_in_satang: Column
    bill_tax_satang: Column


class Room(NamedTuple):
    """A thread's own columns, for as many rows as are done at a time, so that a core keeps them.

    By row: what percent remains. By line, with one place more: sums of those before; rate; whether
    and which are taxed again. By bill, with one place more: its end among lines, and the sums
    there; whether and which are looked at again.
    """

    remaining_percent: Column
    value_before: Column
    base_before: Column
    tax_before: Column
    rate_pcm: Column
    odd_lines: Column
    lines_again: Column
    bill_line: Column
    bill_tax: Column
    bill_base: Column
    odd_bills: Column
    bills_again: Column
    exempt_farms: Column


class Run(NamedTuple):
    """What the loop over bills works with."""

    lines: Lines
    year: YearFigures
    block: Extent
    steps: Steps
    room: Room
