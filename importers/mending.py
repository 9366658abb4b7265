"""The correction file of one table: its quarantined rows as they came, with what is wrong."""

from pathlib import Path

from importers.corrections import CorrectionFile, sent
from importers.reading import TableRead


def write_corrections(file: Path, read: TableRead, folder: Path) -> Path | None:
    """Write the rows that were kept back, to be mended and sent again; None if there are none.

    The table is read a second time for those rows, so memory stays bounded by a batch.
    """
    if not read.quarantined_rows():
        return None
    suffix = ".csv" if read.table.delimiter else ".xlsx"
    # The name of a table in a ZIP says whose it is (`importers.feeds.monthly.told`): it stays.
    member = f"-{read.member}" if read.member else ""
    ending = f"-{read.feed}-corrections"
    path = folder / f"{file.stem.removesuffix(ending)}{member}{ending}{suffix}"
    if path.resolve() == file.resolve():
        # What the clerk mended is not written over while it is read.
        path = path.with_stem(f"{path.stem}-next")
    folder.mkdir(parents=True, exist_ok=True)
    matched, table = read.matched, read.table
    with CorrectionFile(path, sent(table.top, matched, table.delimiter)) as written:
        for batch in table.batches(matched.last_row, matched.width):
            written.add(batch, matched, read.problems)
    return path
