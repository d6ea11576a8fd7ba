"""Finding labels by what a person types: ids, names, parts of them, words in any order, words misspelt.

Case and accents do not count. What matches better comes first: the very id, the very name, the start of
one, all words, and, only where nothing of that matches, words that resemble those asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from roos.labels import Labels
from roos_inventories.trigrams import Vocabulary
from roos_inventories.units import normal

#: What matched, best first.
ID, NAME, START, WORDS, SIMILAR = "id", "name", "start", "words", "similar"
_RANKS = {ID: 0, NAME: 1, START: 2, WORDS: 3, SIMILAR: 4}
_ORDERED = 5000
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One label that was found.

    Attributes
    ----------
    position
        In the labels.
    how
        What matched: ``"id"``, ``"name"``, ``"start"``, ``"words"`` or ``"similar"``.
    matched
        The words that stand there instead of those asked for; only of ``"similar"``.
    """

    position: int
    how: str
    matched: str = ""


class LabelIndex:
    """A searchable form of one axis; building it costs a fraction of a second for a hundred thousand labels.

    Parameters
    ----------
    labels
        Of products, activities, flows or categories.

    Examples
    --------
    >>> labels = Labels("product", ("p1", "p2"), ("Wärme, Erdgas", "steel"), ("MJ", "kg"))
    >>> [(hit.position, hit.how) for hit in LabelIndex(labels).search("erdgas warme")]
    [(0, 'words')]
    >>> LabelIndex(labels).search("steal")[0].matched
    'steel'
    """

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self._ids = _plain_all(labels.ids)
        self._names = self._ids if labels.names is labels.ids else _plain_all(labels.names)
        self._places = _plain_all(labels.locations)
        units = {unit: _plain(unit) for unit in set(labels.units)}
        columns = zip(
            self._ids, self._names, self._places, [units[unit] for unit in labels.units], strict=True
        )
        self._texts = ["\n".join(column) for column in columns]

    def search(
        self,
        text: str,
        *,
        locations: Iterable[str] = (),
        units: Iterable[str] = (),
        similar: bool = True,
    ) -> list[Hit]:
        """Return all labels that a text means, best first.

        Parameters
        ----------
        text
            An id, a name, or words of id, name, location and unit in any order; parts of words count. Empty
            text finds all that the filters leave.
        locations, units
            Only labels with one of these; a unit in any of its spellings.
        similar
            Whether misspelt words are looked for where nothing else matches.

        Returns
        -------
        list of Hit
            Within a rank, whole words come before parts of words, then short names before long ones.
        """
        wanted = _plain(text).strip()
        words = wanted.split()
        among = self._filtered(tuple(locations), tuple(units))
        found = self._with_words([[word] for word in words], among)
        hits = [self._hit(i, wanted) for i in found]
        if not hits and similar and words:
            near = [self._vocabulary.near(word) for word in _NO_WORD.sub(" ", wanted).split()]
            instead = [[word for word, _ in one] for one in near]
            likeness = {word: score for one in near for word, score in one}
            found = self._with_words(instead, among) if instead and all(instead) else []
            # words that resemble best first
            best = {i: [next(w for w in one if w in self._texts[i]) for one in instead] for i in found}
            hits = [Hit(i, SIMILAR, " ".join(matched)) for i, matched in best.items()]
            hits.sort(key=lambda hit: self._order_similar(hit.position, best[hit.position], likeness))
            return hits
        if len(hits) > _ORDERED:  # nobody reads them all: ids, names and starts first, else as they stand
            hits.sort(key=lambda hit: _RANKS[hit.how])
            return hits
        patterns = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words]
        hits.sort(key=lambda hit: self._order(hit, wanted, patterns))
        return hits

    def _filtered(self, locations: Sequence[str], units: Sequence[str]) -> list[int] | range:
        among: list[int] | range = range(len(self.labels))
        if locations:
            places = {_plain(place) for place in locations}
            among = [i for i in among if self._places[i] in places]
        if units:
            kinds = {normal(unit) for unit in units}
            fitting = {unit for unit in set(self.labels.units) if normal(unit) in kinds}
            among = [i for i in among if self.labels.units[i] in fitting]
        return among

    def _with_words(self, alternatives: Sequence[Sequence[str]], among: Sequence[int]) -> list[int]:
        """Return the labels whose text holds one of the alternatives for each word."""
        texts = self._texts
        found = list(among)
        for words in alternatives:
            if len(words) == 1:
                (word,) = words
                found = [i for i in found if word in texts[i]]
            else:
                any_of = set[int]().union(*([i for i in found if word in texts[i]] for word in words))
                found = sorted(any_of)
        return found

    def _hit(self, i: int, wanted: str) -> Hit:
        if self._ids[i] == wanted:
            return Hit(i, ID)
        if self._names[i] == wanted:
            return Hit(i, NAME)
        if self._names[i].startswith(wanted) or self._ids[i].startswith(wanted):
            return Hit(i, START)
        return Hit(i, WORDS)

    def _order(
        self, hit: Hit, wanted: str, patterns: Sequence[re.Pattern[str]]
    ) -> tuple[int, bool, int, int, int]:
        text = self._texts[hit.position]
        parts = sum(pattern.search(text) is None for pattern in patterns)
        named = len(self._names[hit.position]) if wanted and wanted in self._names[hit.position] else 0
        return _RANKS[hit.how], wanted not in text, parts, named, hit.position

    def _order_similar(
        self, i: int, words: Sequence[str], likeness: Mapping[str, float]
    ) -> tuple[float, int, int, int]:
        elsewhere = sum(word not in self._names[i] for word in words)
        return -sum(likeness[word] for word in words), elsewhere, len(self._names[i]), i

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        """Words of names and locations; ids are left out, unless they are the names as well."""
        return Vocabulary(set(_NO_WORD.sub(" ", "\n".join((*self._names, *self._places))).split()))


def search(
    labels: Labels,
    text: str,
    *,
    locations: Iterable[str] = (),
    units: Iterable[str] = (),
    similar: bool = True,
) -> list[Hit]:
    """Return the labels that a text means, best first: :meth:`LabelIndex.search` for one question."""
    return LabelIndex(labels).search(text, locations=locations, units=units, similar=similar)


def _plain_all(texts: Sequence[str]) -> list[str]:
    return [text.lower() if text.isascii() else _plain(text) for text in texts]


def _plain(text: str) -> str:
    """Return a text without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
