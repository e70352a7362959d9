"""Character n-grams of folded text and their counts over many texts."""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.sparse import csr_matrix


def ngrams(folded: str, shortest: int, longest: int) -> Iterator[str]:
    """The n-grams of every word with one blank on either side; none crosses a word's end.

    >>> list(ngrams("ab", 2, 5))
    [' a', 'ab', 'b ', ' ab', 'ab ', ' ab ']
    """
    for word in folded.split():
        padded = f" {word} "
        for size in range(shortest, min(longest, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def count_ngrams(folded_texts: Iterable[str], shortest: int, longest: int) -> tuple[list[str], csr_matrix]:
    """The n-grams met, in the order of meeting, and their counts: one row a text, one column an n-gram."""
    column_of: dict[str, int] = {}
    columns: list[int] = []
    row_ends = [0]
    for text in folded_texts:
        columns.extend(column_of.setdefault(gram, len(column_of)) for gram in ngrams(text, shortest, longest))
        row_ends.append(len(columns))
    counts = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), np.asarray(columns, dtype=np.int32), np.asarray(row_ends)),
        shape=(len(row_ends) - 1, len(column_of)),
    )
    counts.sum_duplicates()
    return list(column_of), counts
