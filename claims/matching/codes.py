"""The signs of all vectors of a table, in memory: which rows lie nearest to a query. No Django, no reading.

A million rows take 40 MB. What is found here is only near; the whole vectors, and the rows themselves, are in the
database.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from claims.text import embeddings

#: Rows that are compared bit by bit before the query's own numbers weigh the bits (rows).
NEAR: Final = 4000
#: Of the nearest rows so large a part may have one and the same code (share), and how often it is looked behind a
#: crowd, since behind it may stand another (count).
_ALIKE_SHARE: Final = 0.25
_CROWDS: Final = 4
#: Rows in one step of the scan, so that what it needs stays in the processor's cache (rows).
_STEP: Final = 65_536

Ids = NDArray[np.int64]
#: Shape (256, 8): the signs that each byte of a code stands for.
_SIGNS: Final = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) * 2 - 1
#: Where the sums of each byte begin.
_BYTES: Final = 256 * np.arange(32, dtype=np.intp)
#: Makes one number of a code's four that tells it from others: odd factors, whose products run over.
_MIXING: Final = np.array([1, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
#: The distance of what is left out; no row that is near comes close to it.
_LEFT_OUT: Final = 255
#: From the sum of signed numbers to the cosine: how large each of 256 normally distributed numbers of length 1 is.
_COSINE: Final = 1 / (16 * (2 / np.pi) ** 0.5)


class Codes:
    """Row ids in ascending order beside their codes. Never changed once it is made: threads read while one renews."""

    __slots__ = ("columns", "ids")

    def __init__(self, ids: Ids, columns: NDArray[np.uint64]) -> None:
        """`ids` shape (n,), ascending; `columns` shape (4, n): each holds 64 of the bits of all rows."""
        self.ids, self.columns = ids, columns

    @classmethod
    def empty(cls) -> Codes:
        return cls(np.empty(0, dtype=np.int64), np.empty((4, 0), dtype=np.uint64))

    def __len__(self) -> int:
        return int(self.ids.size)

    def with_rows(self, ids: Ids, codes: embeddings.Codes) -> Codes:
        """These rows besides, or in the place of what they were; of an id that comes twice, the last."""
        if not ids.size:
            return self
        ids, last = np.unique(ids[::-1], return_index=True)
        fresh = codes[::-1][last]
        if not self.ids.size or ids[0] > self.ids[-1]:
            return Codes(np.concatenate([self.ids, ids]), np.concatenate([self.columns, fresh.T], axis=1))
        kept = self.without(ids)
        places = np.searchsorted(kept.ids, ids)
        return Codes(np.insert(kept.ids, places, ids), np.insert(kept.columns, places, fresh.T, axis=1))

    def without(self, ids: Ids) -> Codes:
        is_kept = ~np.isin(self.ids, ids)
        return self if is_kept.all() else Codes(self.ids[is_kept], np.ascontiguousarray(self.columns[:, is_kept]))

    def nearest(self, query: NDArray[np.float32], n: int) -> Ids:
        """Ids of the `n` rows that lie nearest to the vector `query`, shape (256,), in no order.

        Thousands of copies of one text are as near as each other: some stand for all, or else what says nearly the
        same, or the contrary, would never be found behind them.
        """
        if len(self) <= n:
            return self.ids
        near, copies = self._near(embeddings.codes(query[None, :])[0], max(NEAR, 2 * n), int(n * _ALIKE_SHARE))
        if near.size > n:
            near = near[np.argpartition(-self._products(query, near), n)[:n]]
        found: Ids = self.ids[np.concatenate([near, copies[: n - near.size]])]
        return found

    def cosines(self, query: NDArray[np.float32], ids: Ids) -> NDArray[np.float32]:
        """About the cosines of these rows to `query`, shape (256,), out of their signs; 0 where a row is not here."""
        if not len(self):
            return np.zeros(ids.size, dtype=np.float32)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.where(self.ids[places] == ids, self._products(query, places) * _COSINE, 0.0).astype(np.float32)

    def _near(self, code: NDArray[np.uint64], n: int, n_alike: int) -> tuple[Ids, Ids]:
        """Places of about `n` rows with the fewest differing bits (Hamming distance), `n_alike` of one code at most;
        and of the copies that were left out for it."""
        distances = self._distances(code)
        places, copies = _least(distances, n), [np.empty(0, dtype=np.int64)]
        for _ in range(_CROWDS):
            surplus = self._surplus(places, distances, n_alike)
            if not surplus.size:
                break
            copies.append(surplus)
            distances[surplus] = _LEFT_OUT
            places = _least(distances, n)
        return places, np.concatenate(copies)

    def _distances(self, code: NDArray[np.uint64]) -> NDArray[np.uint8]:
        distances = np.empty(len(self), dtype=np.uint8)
        differing, counted = np.empty(_STEP, dtype=np.uint64), np.empty(_STEP, dtype=np.uint8)
        for start in range(0, len(self), _STEP):
            here = distances[start : start + _STEP]
            here[:] = 0
            for column, bits in zip(self.columns, code, strict=True):
                np.bitwise_xor(column[start : start + _STEP], bits, out=differing[: here.size])
                np.bitwise_count(differing[: here.size], out=counted[: here.size])
                # 256 differing bits would read as none; only a vector and its very contrary differ in all
                np.add(here, counted[: here.size], out=here)
        return distances

    def _surplus(self, places: Ids, distances: NDArray[np.uint8], n_alike: int) -> Ids:
        """Of each code that more than `n_alike` of `places` have: all rows of the table with it but the first ones."""
        mixed = self.columns[:, places].T @ _MIXING
        ordered = np.sort(mixed)
        crowded = np.unique(ordered[n_alike:][ordered[n_alike:] == ordered[: ordered.size - n_alike]])
        found = [np.empty(0, dtype=np.int64)]
        for at in places[[int(np.argmax(mixed == code)) for code in crowded]].tolist():
            rows = np.flatnonzero(distances == distances[at])
            is_alike = (self.columns[:, rows] == self.columns[:, at, None]).all(axis=0)
            found.append(rows[is_alike][n_alike:])
        return np.concatenate(found)

    def _products(self, query: NDArray[np.float32], places: Ids) -> NDArray[np.float32]:
        """The query's numbers, with the signs of a row each, added up: 32 look-ups for a row, one for each byte."""
        packed = np.ascontiguousarray(self.columns[:, places].T).view(np.uint8)
        sums = query.reshape(-1, 8) @ _SIGNS.T
        added: NDArray[np.float32] = sums.ravel().take(packed + _BYTES).sum(axis=1)
        return added


def _least(distances: NDArray[np.uint8], n: int) -> Ids:
    """Places of the `n` least; of those at the greatest distance among them, the first. Never what is left out."""
    reach = int(np.searchsorted(np.bincount(distances, minlength=256).cumsum(), n))
    nearer = np.flatnonzero(distances < min(reach, _LEFT_OUT))
    if reach >= _LEFT_OUT:
        return nearer
    return np.concatenate([nearer, np.flatnonzero(distances == reach)[: max(n - nearer.size, 0)]])
