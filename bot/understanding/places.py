"""Which town a message speaks of: any spelling, any of our scripts, postcodes, positions.

Names are compared folded and without blanks ("Wanne-Eickel", "wanneeickel"). What grows onto a name in a
language (Köln'de, в Дортмунде, بدورتموند) comes from ``place_names.yml``, as do the everyday words that are
also towns. One wrong letter is found by an index of names with one letter left out; two by comparing with all;
names written by ear ("boxum", "oyskirşen", ኮለን) by ``sound``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.content.areas import Municipality, PlaceGrammar, Position
from bot.content.atlas import Atlas, distance_km
from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.dialogue.reading import NearTown, PlaceGuess, Surrounding, TownGuess
from bot.understanding.misspelling import OneErrorIndex
from bot.understanding.normalize import fold
from bot.understanding.sound import sounds

# A position is asked about when a second town is at most this much further away than the nearest.
AS_NEAR_KM = 2.0
# Further from every town we know than this is not in the state.
FAR_KM = 25.0

_MAX_WORDS = 5
_MAX_CHARS = 1000
_FUZZY_FROM = 6
_TWO_ERRORS_FROM = 9
_STEM_FROM = 3
_GOOD = 0.75
_ABOUT_AS_GOOD = 0.025

_OFFICIAL, _FOREIGN, _SHORT, _QUARTER, _DISTRICT = 1.0, 0.99, 0.98, 0.97, 0.98
_GROWN, _BY_EAR, _ONE_ERROR, _TWO_ERRORS = 0.02, 0.1, 0.12, 0.22
# Names of so many letters are no everyday word that was mistaken for them.
_UNMISTAKABLE = 7
_LARGE_TOWN = 100_000

_TAIL = re.compile(r" (?:an der|am|a\. ?d\.) .*$")
_EXPANDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_GROWN_ON = re.compile(r"\w{3,}['’ʼ`´‘]\w+")
_ELISION = re.compile(r"\b(\w|[Qq]u)['’ʼ`´‘](?=\w)")
_VOWELS = "аеиоуыэюяіїєь"


@dataclass(frozen=True)
class _Meaning:
    """What a name stands for: the key of a town, or a town outside; and how well it names it."""

    key: str
    outside: bool
    score: float


@dataclass
class _Found:
    """A place named by the words from ``start`` to ``end`` (exclusive).

    ``cued``: the words beside it speak of a place. ``ordinary``: may be an everyday word.
    ``guessed``: a name like it, not the name.
    """

    start: int
    end: int
    meanings: dict[str, _Meaning] = field(default_factory=dict)
    cued: bool = False
    ordinary: bool = False
    guessed: bool = False

    def add(self, meanings: Iterable[_Meaning], less: float) -> None:
        for meaning in meanings:
            known = self.meanings.get(meaning.key)
            score = meaning.score - less
            if known is None or known.score < score:
                self.meanings[meaning.key] = _Meaning(meaning.key, meaning.outside, score)


class PlaceFinder:
    """The places of one catalog, ready to be found."""

    def __init__(self, catalog: Catalog) -> None:
        self._atlas = catalog.atlas
        self._shared = {_key(name) for name in self._atlas.names.shared}
        self._index: dict[str, dict[str, _Meaning]] = defaultdict(dict)
        self._postcodes: dict[str, list[str]] = defaultdict(list)
        self._fill()
        grammars = catalog.atlas.names.grammar
        german = grammars.get(SOURCE_LANGUAGE, PlaceGrammar())
        self._any_grammar = _Grammar(grammars.values())
        words_of = _vocabularies(catalog, self._any_grammar)
        self._vocabulary = frozenset[str]().union(*words_of.values())
        self._any_grammar.vocabulary = self._vocabulary
        self._grammars = {
            code: _Grammar((grammar, german), words_of.get(code, frozenset())) for code, grammar in grammars.items()
        }
        self._stems = _stems(self._index)
        self._one_error = OneErrorIndex(self._index, _FUZZY_FROM)
        self._long = [name for name in self._index if len(name) >= _TWO_ERRORS_FROM]
        self._by_sound = _by_sound(self._index)
        self._well_known = _well_known(catalog)
        self._points = list(_points(self._atlas))

    def _fill(self) -> None:
        for key, area in self._atlas.areas.items():
            if area.area.kind == "district":
                for name in (area.area.name, *area.area.names):
                    self._add(name, _Meaning(key, False, _DISTRICT))
            for municipality in area.municipalities:
                self._add_municipality(municipality)
        for town in self._atlas.outside:
            for name in (town.name, *town.names) if town.by_name else ():
                # A town of ours is meant before one elsewhere that bears the same name.
                if not self._index.get(_key(name)):
                    self._add(name, _Meaning(town.name, True, _OFFICIAL))

    def _add_municipality(self, municipality: Municipality) -> None:
        for score, spellings in (
            (_OFFICIAL, [municipality.name, municipality.plain_name]),
            (_SHORT, [_TAIL.sub("", municipality.plain_name)]),
            (_FOREIGN, [name for names in municipality.names.values() for name in names]),
            (_QUARTER, [name for quarter in municipality.quarters for name in (quarter.name, *quarter.names)]),
        ):
            for name in spellings:
                self._add(name, _Meaning(municipality.ags, False, score))
        for quarter in municipality.quarters:
            self._add(f"{_TAIL.sub('', municipality.name)} {quarter.name}", _Meaning(municipality.ags, False, _QUARTER))
        for postcode in municipality.postcodes:
            self._postcodes[postcode].append(municipality.ags)

    def _add(self, name: str, meaning: _Meaning) -> None:
        for spelling in {name, name.translate(_EXPANDED)}:
            known = self._index[_key(spelling)]
            if _key(name) in self._shared:
                # Declared as equals: nobody comes first, the person is asked.
                meaning = _Meaning(meaning.key, meaning.outside, _OFFICIAL)
            if meaning.key not in known or known[meaning.key].score < meaning.score:
                known[meaning.key] = meaning

    def find(self, text: str, language: str | None = None) -> PlaceGuess:
        """The places that ``text`` speaks of; see PlaceGuess. Text beyond 1,000 characters does not count.

        Args:
            language: the language of ``text``, if known: its small words and German ones count, not all.
        """
        text = _ELISION.sub(r"\1 ", text[:_MAX_CHARS])
        words = fold(text).split()
        grammar = self._grammars.get(language or "", self._any_grammar)
        postcodes = [word for word in words if len(word) == 5 and word.isascii() and word.isdecimal()]
        found = self._named(words, grammar, {fold(match[0]) for match in _GROWN_ON.finditer(text)})
        for start, word in enumerate(words):
            if word in self._postcodes:
                place = _Found(start, start + 1, cued=True)
                place.add((_Meaning(ags, False, _OFFICIAL) for ags in self._postcodes[word]), 0)
                found.append(place)
        found = _agreeing(found)
        rest = [
            word
            for position, word in enumerate(words)
            if word not in grammar.filler and not any(place.start <= position < place.end for place in found)
        ]
        unknown = [word for word in postcodes if word not in self._postcodes]
        alone = all(word in unknown for word in rest)
        for place in found:
            # A bare name, even a misspelt one, is an answer to "which town?".
            place.guessed = place.guessed and not alone
        return self._guess(found, unknown_postcode=bool(unknown) and not found, alone=alone)

    def _guess(self, found: list[_Found], *, unknown_postcode: bool, alone: bool) -> PlaceGuess:
        sure = [place for place in found if place.cued or not (place.ordinary or place.guessed)]
        ours: dict[str, float] = {}
        outside: str | None = None
        for place in sure or found:
            best = max(meaning.score for meaning in place.meanings.values())
            for meaning in place.meanings.values():
                if meaning.score < best - _ABOUT_AS_GOOD:
                    continue
                if meaning.outside:
                    outside = outside or meaning.key
                else:
                    ours[meaning.key] = max(ours.get(meaning.key, 0.0), meaning.score)
        towns = [TownGuess(key, round(score, 3)) for key, score in self._inner(ours).items() if score >= _GOOD]
        towns.sort(key=lambda town: (-town.score, town.key))
        return PlaceGuess(
            towns=tuple(towns),
            doubtful=not sure and bool(towns or outside),
            outside=None if towns else outside,
            unknown_postcode=unknown_postcode,
            alone=alone and bool(towns or outside or unknown_postcode),
        )

    def _inner(self, scores: dict[str, float]) -> dict[str, float]:
        """Without a district if one of its municipalities is named too ("Wenden, Kreis Olpe")."""
        districts = set()
        for key in scores:
            town = self._atlas.town(key)
            if town is not None and town.municipality is not None:
                districts.add(town.area.centre.id)
        return {key: score for key, score in scores.items() if not self._is_district_of(key, districts)}

    def _is_district_of(self, key: str, centres: set[str]) -> bool:
        town = self._atlas.town(key)
        return town is not None and town.municipality is None and town.area.centre.id in centres

    def _named(self, words: list[str], grammar: _Grammar, with_apostrophe: set[str]) -> list[_Found]:
        """Places by name: the very name first, the longest one, then grown, heard and misspelt ones."""
        found: list[_Found] = []
        taken = [False] * len(words)
        for look in (self._exact, self._grown, self._heard, self._misspelt):
            for start, end in _windows(len(words)):
                if any(taken[start:end]):
                    continue
                place = look(words, start, end, grammar)
                if place is not None and place.meanings:
                    place.cued = grammar.cued(words, start, end) or words[start] in with_apostrophe
                    found.append(place)
                    taken[start:end] = [True] * (end - start)
        return found

    def _everyday(self, word: str, meanings: Iterable[_Meaning], grammar: _Grammar) -> bool:
        """Whether a name is also an everyday word: listed as one, or asked with often without meaning a place."""
        if word in grammar.ordinary:
            return True
        return word in grammar.vocabulary and not any(meaning.key in self._well_known for meaning in meanings)

    def _exact(self, words: list[str], start: int, end: int, grammar: _Grammar) -> _Found | None:
        name = "".join(words[start:end])
        meanings = self._index.get(name)
        if not meanings or name in grammar.filler or (end - start > 1 and len(name) < _FUZZY_FROM):
            return None
        place = _Found(start, end, ordinary=end - start == 1 and self._everyday(name, meanings.values(), grammar))
        place.add(meanings.values(), 0)
        return place

    def _grown(self, words: list[str], start: int, end: int, grammar: _Grammar) -> _Found | None:
        name = "".join(words[start:end])
        if end - start > 3 or name in grammar.filler:
            return None
        place = _Found(start, end)
        for stem, ending_only in self._any_grammar.stems(name):
            if meanings := self._index.get(stem):
                place.add(meanings.values(), _GROWN)
                place.ordinary = place.ordinary or self._everyday(stem, meanings.values(), grammar)
            elif ending_only and (names := self._stems.get(stem)):
                for known in names:
                    place.add(self._index[known].values(), _GROWN)
        place.ordinary = name in grammar.ordinary or (name in grammar.vocabulary and place.ordinary)
        return place

    def _heard(self, words: list[str], start: int, end: int, grammar: _Grammar) -> _Found | None:
        name = "".join(words[start:end])
        if not self._may_be_misspelt(words, start, end, grammar):
            return None
        place = _Found(start, end, guessed=len(name) < _UNMISTAKABLE)
        for candidate in (name, *(stem for stem, _ in self._any_grammar.stems(name))):
            for sound in sounds(candidate):
                for known in self._by_sound.get(sound, ()):
                    place.add(self._index[known].values(), _BY_EAR + (0 if candidate is name else _GROWN))
        return place

    def _misspelt(self, words: list[str], start: int, end: int, grammar: _Grammar) -> _Found | None:
        name = "".join(words[start:end])
        if len(name) < _FUZZY_FROM - 1 or not self._may_be_misspelt(words, start, end, grammar):
            return None
        place = _Found(start, end, guessed=len(name) < _UNMISTAKABLE)
        for candidate in (name, *(stem for stem, _ in self._any_grammar.stems(name))):
            for known in self._one_error.near(candidate):
                place.add(self._index[known].values(), _ONE_ERROR + (0 if candidate is name else _GROWN))
        if not place.meanings and end - start == 1 and len(name) >= _TWO_ERRORS_FROM - 1:
            for known, _, _ in process.extract(name, self._long, scorer=OSA.distance, score_cutoff=2, limit=5):
                place.add(self._index[known].values(), _TWO_ERRORS)
        return place

    def _may_be_misspelt(self, words: list[str], start: int, end: int, grammar: _Grammar) -> bool:
        """Words that people ask with, and words beside a place, are no misspelt places."""
        return end - start <= 3 and not any(
            word in self._vocabulary or word in grammar.filler or word in grammar.ordinary or word.isdecimal()
            for word in words[start:end]
        )

    def near(self, latitude: float, longitude: float) -> Surrounding:
        """The municipalities around a position in degrees; none if it is outside the state."""
        position = Position(latitude=latitude, longitude=longitude)
        nearest: dict[str, float] = {}
        outside = min((distance_km(position, town.position) for town in self._atlas.outside), default=FAR_KM)
        for key, point in self._points:
            km = distance_km(position, point)
            if km < nearest.get(key, FAR_KM):
                nearest[key] = km
        ranked = sorted(nearest.items(), key=lambda item: item[1])
        if not ranked or ranked[0][1] > outside + AS_NEAR_KM:
            return Surrounding(position, ())
        limit = min(ranked[0][1], outside) + AS_NEAR_KM
        towns = tuple(NearTown(key, km) for key, km in ranked if km <= limit)
        return Surrounding(position, towns, border=outside <= limit)


class _Grammar:
    """What stands beside names and what grows onto them, of some languages together."""

    def __init__(self, grammars: Iterable[PlaceGrammar], vocabulary: frozenset[str] = frozenset()) -> None:
        grammars = tuple(grammars)
        self.vocabulary = vocabulary
        self._before = {fold(word) for grammar in grammars for word in grammar.before}
        self._after = {fold(word) for grammar in grammars for word in grammar.after}
        self.ordinary = {fold(word) for grammar in grammars for word in grammar.ordinary}
        filler = {piece for grammar in grammars for word in grammar.filler for piece in fold(word).split()}
        self.filler = filler | self._before
        self._prefixes = {fold(affix) for grammar in grammars for affix in grammar.prefixes}
        self._endings = {fold(affix) for grammar in grammars for affix in grammar.endings}

    def cued(self, words: list[str], start: int, end: int) -> bool:
        """Whether the words beside a name speak of a place."""
        before = start > 0 and words[start - 1] in self._before
        return before or (end < len(words) and words[end] in self._after)

    def stems(self, word: str) -> Iterator[tuple[str, bool]]:
        """``word`` without what may have grown onto it, and whether only an ending was taken off."""
        starts = (cut for cut in range(1, len(word) - _STEM_FROM + 1) if word[:cut] in self._prefixes)
        for start in (0, *starts):
            bare = word[start:]
            if start:
                yield bare, False
            for cut in range(len(bare) - 1, _STEM_FROM - 1, -1):
                if bare[cut:] in self._endings:
                    yield bare[:cut], not start


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """All runs of at most five words, longest first."""
    for length in range(min(_MAX_WORDS, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _agreeing(found: list[_Found]) -> list[_Found]:
    """Where two mentions share a town ("44623 Herne", "Mülheim, Köln"), only that one is meant by either."""
    for place in found:
        for other in found:
            common = place.meanings.keys() & other.meanings.keys()
            if place is not other and common and len(common) < len(place.meanings):
                place.meanings = {key: place.meanings[key] for key in common}
    return found


def _stems(index: Iterable[str]) -> dict[str, list[str]]:
    """Cyrillic names without their last vowel, which the cases change (Унна, в Унне)."""
    stems: dict[str, list[str]] = defaultdict(list)
    for name in index:
        if len(name) > _STEM_FROM and name[-1] in _VOWELS:
            stems[name[:-1]].append(name)
    return stems


def _by_sound(index: Iterable[str]) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = defaultdict(list)
    for name in index:
        for sound in sounds(name):
            heard[sound].append(name)
    return heard


def _vocabularies(catalog: Catalog, grammar: _Grammar) -> dict[str, frozenset[str]]:
    """Words of the questions that people ask, by language, except those that mostly stand where a place would."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    cued: dict[str, Counter[str]] = defaultdict(Counter)
    for (language, _), questions in catalog.folded_questions.items():
        for words in map(str.split, questions):
            for position, word in enumerate(words):
                seen[language][word] += 1
                cued[language][word] += grammar.cued(words, position, position + 1)
    return {
        language: frozenset(word for word, times in words.items() if cued[language][word] * 2 < times)
        for language, words in seen.items()
    }


def _well_known(catalog: Catalog) -> frozenset[str]:
    """Large towns: their names mean them."""
    return frozenset(town.ags for town in catalog.atlas.municipalities() if town.population >= _LARGE_TOWN)


def _points(atlas: Atlas) -> Iterator[tuple[str, Position]]:
    for municipality in atlas.municipalities():
        yield municipality.ags, municipality.position
        for quarter in municipality.quarters:
            if quarter.position is not None:
                yield municipality.ags, quarter.position
