"""Header names that are not UTF-8 must not block a partition.

aiokafka decodes header names while it takes a fetch apart, before any parser of ours; a name that
is not UTF-8 raises there each time the partition is read, and nothing behind it would ever be heard.
Here such a batch is read again by aiokafka's own reader in Python, on a buffer whose text decodes
with replacement characters; the guard then puts the record aside.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record import default_records, memory_records

REPLACEMENT = "\ufffd"


def install() -> None:
    """Make every consumer of this process read so; calling it again changes nothing."""
    fetcher.MemoryRecords = _TolerantRecords


class _TolerantText(bytes):
    """Bytes whose ``decode`` replaces what it cannot read, whatever it was asked."""

    __slots__ = ()

    def decode(self, encoding: str = "utf-8", errors: str = "replace") -> str:  # noqa: ARG002 - always replaced
        return super().decode(encoding, "replace")


class _TolerantBuffer(bytearray):
    """A buffer whose slices are tolerant text."""

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - as bytearray's
        part = super().__getitem__(index)
        return _TolerantText(part) if isinstance(index, slice) else part


class _SlowBatch(default_records._DefaultRecordBatchPy):  # type: ignore[misc] # noqa: SLF001 - the only reader in Python
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _TolerantBuffer(self._buffer)


class _Batch:
    """aiokafka's compiled batch; read on in Python from the first record it chokes on."""

    def __init__(self, raw: memoryview, batch: Any) -> None:  # noqa: ANN401 - a compiled class without types
        self._raw = raw
        self._batch = batch

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the compiled batch has
        return getattr(self._batch, name)

    def __next__(self) -> Any:  # noqa: ANN401 - a compiled record
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except UnicodeDecodeError:
            yield from islice(_SlowBatch(self._raw), read, None)


class _TolerantRecords(memory_records._MemoryRecordsPy):  # type: ignore[misc] # noqa: SLF001 - the compiled one hides its slices
    def next_batch(self) -> Any:  # noqa: ANN401 - of several batch classes
        raw = self._next_slice
        batch = super().next_batch()
        return _Batch(raw, batch) if isinstance(batch, default_records.DefaultRecordBatch) else batch
