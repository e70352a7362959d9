"""Which of our languages an utterance is in, given what was known before.

langdetect's n-gram profiles, built from our own content, scored once instead of by sampling: the same
text gives the same answer always, and the conversation so far counts as a prior. A script gate, a mask
of German terms that everybody uses, and a switch gate keep a chat in its language.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.utils.ngram import NGram

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.content.scripts import script_of
from bot.content.translations import flat
from bot.dialogue.reading import LanguageGuess
from bot.understanding.normalize import MAX_UTTERANCE_CHARS

QUESTION_WEIGHT = 5
_ALPHA = 0.1 / 10_000
_WORD_ALPHA = 0.3
_TEMPERATURE = 0.25
_PRIOR_CURRENT = 0.9
_PRIOR_HINT = 0.4
SURE = 0.8
_SURE_TWO_WORDS = 0.95
_LEANING = 0.6
# Languages that newcomers may try and that are none of ours: known by langdetect's own profiles, to say so.
_FOREIGN = {
    "latin": ("es", "it", "pt", "pl", "ro", "nl", "sq", "hr", "hu", "cs", "sv", "vi", "id", "sw"),
    "cyrillic": ("bg", "mk"),
    "arabic": ("ur",),
}
_FOREIGN_FROM_WORDS = 3
_FOREIGN_SURE = 0.95
_PRIOR_FOREIGN = 0.02
_FOREIGN_LETTERS = 2

_NOISE = re.compile(r"https?://\S+|\S+@\S+|[@/]\w+|\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


class LanguageIdentifier:
    """Identifies the languages of one catalog. Building it reads all its texts (about a second a language)."""

    def __init__(self, catalog: Catalog) -> None:
        self._scripts = {code: facts.script for code, facts in catalog.languages.items()}
        self._mask = _Mask((*catalog.german_terms.terms, *catalog.german_terms.places))
        seen = {code: list(_weighted_words(catalog, code)) for code in catalog.languages}
        self._foreign = {
            script: tuple(code for code in codes if code not in catalog.languages) for script, codes in _FOREIGN.items()
        }
        self._ngrams = _ngram_table(seen, [code for codes in self._foreign.values() for code in codes])
        self._words = _word_table(seen)
        self._unknown_word = sum(table[""] for table in self._words.values()) / len(self._words)

    def identify(
        self,
        text: str,
        *,
        current: str | None = None,
        pinned: bool = False,
        leaning: str | None = None,
        hint: str | None = None,
    ) -> LanguageGuess:
        """The language to answer ``text`` in.

        Args:
            current: the language of the chat so far; ``pinned``: the person chose it, it stays.
            leaning: another language that the message before seemed to be in.
            hint: the language of the person's Telegram app, if it is one of ours.
        """
        if pinned and current is not None:
            return LanguageGuess(current)
        words = _words(text)
        evidence = self._evidence(words)
        posterior = self.posterior(evidence, current=current, hint=hint) if evidence else {}
        if self._is_foreign(evidence):
            return LanguageGuess(current or hint or SOURCE_LANGUAGE, foreign=True)
        if not posterior:
            return LanguageGuess(current or hint or SOURCE_LANGUAGE, sure=current is not None)
        best = max(posterior, key=lambda code: posterior[code])
        if current is None:
            return LanguageGuess(best, sure=posterior[best] >= SURE)
        if best == current:
            return LanguageGuess(current)
        return self._gate(best, posterior[best], len(words), evidence, current, leaning)

    def _is_foreign(self, evidence: Sequence[str]) -> bool:
        """Whether the words are in a language, or in letters, that are none of ours."""
        script = _script(evidence)
        ours = [code for code, its in self._scripts.items() if its == script]
        if not ours:
            return sum(len(word) for word in evidence) >= _FOREIGN_LETTERS
        others = self._foreign.get(script, ())
        if len(evidence) < _FOREIGN_FROM_WORDS or not others:
            return False
        scores = self._scores(evidence, (*ours, *others))
        prior = {code: _PRIOR_FOREIGN if code in others else 1 / len(ours) for code in scores}
        posterior = _softmax({code: _TEMPERATURE * score + math.log(prior[code]) for code, score in scores.items()})
        return sum(posterior[code] for code in others) >= _FOREIGN_SURE

    def _gate(
        self,
        best: str,
        probability: float,
        word_count: int,
        evidence: Sequence[str],
        current: str,
        leaning: str | None,
    ) -> LanguageGuess:
        """Whether a message that looks like ``best`` moves a chat that was in ``current``."""
        other_script = _script(evidence) != self._scripts[current]
        heavy = (word_count >= 3 and probability >= SURE) or (word_count == 2 and probability >= _SURE_TWO_WORDS)
        again = leaning == best and probability >= _LEANING
        if other_script or heavy or again:
            return LanguageGuess(best, switched=True)
        return LanguageGuess(current, leaning=best if probability >= _LEANING else None)

    def posterior(
        self, words: Sequence[str], *, current: str | None = None, hint: str | None = None
    ) -> dict[str, float]:
        """Probability of each language written in the script of ``words``; empty if it is none of ours."""
        script = _script(words)
        codes = [code for code, its in self._scripts.items() if its == script]
        if not codes:
            return {}
        prior = self._prior(codes, current, hint)
        scores = self._scores(words, codes)
        return _softmax({code: _TEMPERATURE * scores[code] + math.log(prior[code]) for code in codes})

    def _scores(self, words: Sequence[str], codes: Sequence[str]) -> dict[str, float]:
        """Log probability of ``words`` in each language; of one that is not ours no whole words are known."""
        scores = dict.fromkeys(codes, 0.0)
        for gram in _grams(words):
            known = self._ngrams.get(gram)
            if known is not None:
                for code in codes:
                    scores[code] += known.get(code, _LOG_ALPHA)
        for word in words:
            for code in codes:
                table = self._words.get(code)
                scores[code] += self._unknown_word if table is None else table.get(word, table[""])
        return scores

    def _prior(self, codes: Sequence[str], current: str | None, hint: str | None) -> dict[str, float]:
        strong, weight = (current, _PRIOR_CURRENT) if current else (hint, _PRIOR_HINT)
        if strong not in codes or len(codes) == 1:
            return dict.fromkeys(codes, 1 / len(codes))
        rest = (1 - weight) / (len(codes) - 1)
        return {code: max(weight, 1 / len(codes)) if code == strong else rest for code in codes}

    def _evidence(self, words: Sequence[str]) -> list[str]:
        """The words that can tell a language: not masked, and Latin ones only where no other script is."""
        kept = self._mask.without(words)
        other = [word for word in kept if script_of(word[0]) != "latin"]
        return other if other and len(kept) - len(other) <= 2 * len(other) else kept


class _Mask:
    """Words and word sequences that say nothing about a language."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for term in terms:
            words = tuple(_words(term))
            if words:
                self._terms[words[0]].append(words)

    def without(self, words: Sequence[str]) -> list[str]:
        kept, position = [], 0
        while position < len(words):
            length = max(
                (
                    len(term)
                    for term in self._terms.get(words[position], ())
                    if tuple(words[position : position + len(term)]) == term
                ),
                default=0,
            )
            if not length:
                kept.append(words[position])
            position += length or 1
        return kept


_LOG_ALPHA = math.log(_ALPHA)


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text[:MAX_UTTERANCE_CHARS]).lower()
    text = text.replace("ه\u200c", "ە").replace("ـ", "").replace("’", "'").replace("ʼ", "'")
    text = "".join(char for char in text if not ("\u064b" <= char <= "\u0652"))
    return _WORD.findall(_NOISE.sub(" ", text))


def _script(words: Sequence[str]) -> str:
    """The script most words are in."""
    counts = Counter(script_of(word[0]) for word in words)
    return counts.most_common(1)[0][0] if counts else "other"


def _grams(words: Sequence[str]) -> Iterable[str]:
    """langdetect's n-grams (1 to 3 characters) of words; blanks mark their ends, also the last one's."""
    ngram = NGram()
    for char in " ".join(words) + " ":
        ngram.add_char(char)
        for length in (1, 2, 3):
            gram = ngram.get(length)
            if gram:
                yield gram


def _sentences(catalog: Catalog, code: str) -> Iterable[tuple[str, int]]:
    """(text, weight) of everything we have in a language."""
    texts = catalog.texts[code]
    for text in texts.topics.values():
        yield f"{text.title}\n{text.answer}\n{text.more or ''}", 1
        for question in text.questions:
            yield question, QUESTION_WEIGHT
    for _, sentence in flat(texts.interface):
        yield sentence, 1
    for danger in texts.dangers.values():
        yield danger.card, 1
        for phrase in danger.phrases:
            yield phrase, QUESTION_WEIGHT


def _weighted_words(catalog: Catalog, code: str) -> Iterable[tuple[str, int]]:
    """(word, weight) of all words in a language's own script, as often as they stand there."""
    script = catalog.languages[code].script
    for text, weight in _sentences(catalog, code):
        for word in _words(re.sub(r"\{[^}]*\}", " ", text)):
            if script_of(word[0]) == script:
                yield word, weight


def _softmax(logits: Mapping[str, float]) -> dict[str, float]:
    top = max(logits.values())
    weights = {code: math.exp(value - top) for code, value in logits.items()}
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


def _ngram_table(seen: Mapping[str, Iterable[tuple[str, int]]], foreign: Iterable[str]) -> dict[str, dict[str, float]]:
    """n-gram -> language -> log probability, by way of langdetect's own profile format.

    Args:
        foreign: languages whose profiles are taken as langdetect ships them.
    """
    profiles = [(Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in foreign]
    for code, weighted in seen.items():
        words: Counter[str] = Counter()
        for word, weight in weighted:
            words[word] += weight
        counts: Counter[str] = Counter()
        for word, times in words.items():
            # n-grams do not cross words, so each word is taken apart once.
            for gram in _grams([word]):
                counts[gram] += times
        totals = [sum(times for gram, times in counts.items() if len(gram) == n) for n in (1, 2, 3)]
        profiles.append(json.dumps({"name": code, "freq": counts, "n_words": totals}))
    factory = DetectorFactory()
    factory.load_json_profile(profiles)
    codes = factory.langlist
    return {
        gram: {codes[index]: math.log(_ALPHA + p) for index, p in enumerate(row) if p > 0}
        for gram, row in factory.word_lang_prob_map.items()
    }


def _word_table(seen: Mapping[str, Iterable[tuple[str, int]]]) -> dict[str, dict[str, float]]:
    """language -> word -> log probability; the empty word stands for one never seen."""
    counts = {code: Counter(word for word, _ in weighted) for code, weighted in seen.items()}
    vocabulary = len(set().union(*counts.values())) or 1
    table: dict[str, dict[str, float]] = {}
    for code, words in counts.items():
        total = sum(words.values()) + _WORD_ALPHA * vocabulary
        table[code] = {word: math.log((times + _WORD_ALPHA) / total) for word, times in words.items()}
        table[code][""] = math.log(_WORD_ALPHA / total)
    return table
