"""Parquet, Arrow and Feather files read into a table with pyarrow, the extra `arrow`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

import numpy as np

from tui_nn.data.building import BLOCK_NUMBERS, TableBuilder, check_names, check_width
from tui_nn.data.extras import damage_told, needed
from tui_nn.data.formats import ARROW_FILE
from tui_nn.data.growing import Cells
from tui_nn.data.memory import check_fits
from tui_nn.data.opening import Opened
from tui_nn.data.table import Table, UnusableColumn
from tui_nn.data.values import as_cells, plain_name, times_as_cells
from tui_nn.errors import DataError

_INDEX_OF_PANDAS = re.compile(r"__index_level_\d+__")


def read_parquet(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read a Parquet file; the arguments and errors are those of `read_arrow`."""
    module = needed("pyarrow.parquet", extra="arrow", path=source.path, what="a Parquet file")
    with damage_told(source.path, "Parquet file"):
        file = module.ParquetFile(source.seekable())
        # Asked for one by one: of several groups of rows it would keep all in memory.
        batches = chain.from_iterable(
            file.iter_batches(batch_size=BLOCK_NUMBERS, row_groups=[group], use_threads=False)
            for group in range(file.num_row_groups)
        )
        return _read(source, file.schema_arrow, batches, file.metadata.num_rows, as_text, most_rows)


def read_arrow(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read an Arrow file, which is also what Feather is, or an Arrow stream.

    Args:
        source: The file.
        as_text: Names of columns whose values are kept as text.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: pyarrow is not installed, the file is damaged or does not fit in memory, or has no columns or rows.
    """
    module = needed("pyarrow.ipc", extra="arrow", path=source.path, what="an Arrow or Feather file")
    with damage_told(source.path, "Arrow file"):
        if source.beginning(len(ARROW_FILE)) == ARROW_FILE:
            file = module.open_file(source.seekable())
            count = file.num_record_batches
            rows = count * file.get_batch(0).num_rows if count else 0
            return _read(source, file.schema, map(file.get_batch, range(count)), rows, as_text, most_rows)
        stream = module.open_stream(source.file)
        return _read(source, stream.schema, stream, 0, as_text, most_rows)


def _read(
    source: Opened, schema: Any, batches: Iterator[Any], rows: int, as_text: Collection[str], most_rows: int | None
) -> Table:
    types = needed("pyarrow.types", extra="arrow", path=source.path, what="an Arrow file")
    used = [index for index, name in enumerate(schema.names) if not _INDEX_OF_PANDAS.fullmatch(name)]
    names = [plain_name(schema.names[index]) for index in used]
    check_width(names, str(source.path))
    check_names(names, str(source.path))
    if most_rows is None:
        check_fits(source.path, rows, len(names))
    table = TableBuilder(source.path, names, as_text=as_text, expected=rows, most_rows=most_rows)
    for batch in batches:
        batch.validate(full=True)
        for begin, end in table.blocks(batch.num_rows, len(names)):
            block = batch.slice(begin, end - begin)
            for index, column in enumerate(used):
                if table.columns[index].is_unusable:
                    table.columns[index].skip(len(block))
                else:
                    table.extend(index, *_cells(block.column(column), types))
            table.number(range(len(table) + 1, len(table) + len(block) + 1))
        if table.is_full:
            break
    if not len(table):
        raise DataError(
            "there are columns but no rows", place=str(source.path), advice="Write a file with one example a row."
        )
    return table.finish()


def _cells(values: Any, types: Any) -> tuple[Cells, UnusableColumn | None]:
    kind = values.type
    if types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if (types.is_integer(kind) or types.is_floating(kind)) and not values.null_count:
        return values.to_numpy(zero_copy_only=False), None
    if types.is_timestamp(kind) or types.is_date(kind):
        return times_as_cells(values.to_numpy(zero_copy_only=False), utc=bool(getattr(kind, "tz", None))), None
    if types.is_time(kind) or types.is_duration(kind):
        values = values.cast("string")
    if types.is_nested(kind):
        return np.zeros(len(values)), as_cells([[]])[1]
    return as_cells(values.to_pylist())
