"""Words that resemble a word: candidates by shared trigrams, judged by their common letters.

difflib alone looks at every word and takes seconds for a hundred thousand; counting trigrams leaves it a
few dozen.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_EDGE = "\x01"  # before and behind a word, so that its first and last letters count more
_BITS = 21  # a Unicode letter
_CANDIDATES = 60
_LIKE = 0.7  # difflib's ratio of "steal" and "steel" is 0.8


class Vocabulary:
    """Different words, indexed by trigrams.

    Parameters
    ----------
    words
        In the spelling in which they are compared.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(words)
        codes, owner = _trigrams(self.words)
        order = np.argsort(codes, kind="stable")
        self._codes, self._owner = codes[order], owner[order]
        self._lengths = np.bincount(owner, minlength=len(self.words))

    def near(self, word: str, count: int = 6) -> list[tuple[str, float]]:
        """Return up to ``count`` words that resemble one, best first, with their likeness from 0 to 1.

        Parameters
        ----------
        word
            In the spelling of the vocabulary; one that contains the word itself counts as well.
        """
        if not self.words:
            return []
        asked, _ = _trigrams([word])
        low = np.searchsorted(self._codes, asked, side="left")
        high = np.searchsorted(self._codes, asked, side="right")
        sharing = np.concatenate(
            [self._owner[i:j] for i, j in zip(low, high, strict=True)] or [self._owner[:0]]
        )
        shared = np.bincount(sharing, minlength=len(self.words))
        likeness = 2 * shared / (self._lengths + asked.size)
        top = min(_CANDIDATES, len(self.words))
        candidates = np.argpartition(likeness, -top)[-top:]
        judge = difflib.SequenceMatcher(b=word, autojunk=False)
        found = []
        for i in candidates[likeness[candidates] > 0].tolist():
            judge.set_seq1(self.words[i])
            ratio = 1.0 if word in self.words[i] else judge.ratio()
            if ratio >= _LIKE:
                found.append((self.words[i], ratio))
        found.sort(key=lambda item: (-item[1], item[0]))
        return found[:count]


def _trigrams(words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the trigrams of all words, each int64, and the word that each belongs to."""
    padded = [f"{_EDGE}{word}{_EDGE}" for word in words]
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    if letters.size < 3:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    codes = (letters[:-2] << 2 * _BITS) + (letters[1:-1] << _BITS) + letters[2:]
    owner = np.repeat(np.arange(len(words)), lengths)
    inside = owner[:-2] == owner[2:]  # no trigram across two words
    return codes[inside], owner[:-2][inside]
