"""Which German a translation was made from, and whether a person has reviewed it: ``<lang>/lock.yml``.

A lock key is a topic id, ``safety.<kind>``, ``interface.<key>`` or ``phones.<id>``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bot.content.catalog import SOURCE_LANGUAGE, Catalog, LanguageTexts
from bot.content.models import Content, LockEntry

HEADER = (
    "# Written by `wegweiser content lock`. source: digest of the German text this one was made from.\n"
    "# state: machine, or reviewed with by (role and office, no names) and date.\n"
)


def digest(*texts: str | None) -> str:
    """Twelve hex digits that stand for a text."""
    return hashlib.sha256("\x1f".join(text or "" for text in texts).encode()).hexdigest()[:12]


def source_digests(catalog: Catalog) -> dict[str, str]:
    """Digest of every German text, by lock key; a phone number's is its official name."""
    german = catalog.texts[SOURCE_LANGUAGE]
    digests = {topic: digest(text.title, text.answer, text.more) for topic, text in german.topics.items()}
    digests |= {f"safety.{kind}": digest(text.card, text.say) for kind, text in german.dangers.items()}
    digests |= {f"interface.{key}": digest(text) for key, text in flat(german.interface)}
    digests |= {f"phones.{phone}": digest(facts.name) for phone, facts in catalog.phones.items()}
    return digests


def flat(model: Content) -> Iterator[tuple[str, str]]:
    """The texts of a model with dotted keys: ``("buttons.more", "Mehr")``."""

    def walk(value: object, prefix: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for key, child in value.items():
                yield from walk(child, f"{prefix}.{key}" if prefix else key)
        else:
            yield prefix, str(value)

    yield from walk(model.model_dump(), "")


def translated_keys(texts: LanguageTexts) -> set[str]:
    """The lock keys of everything that is there in one language."""
    keys = set(texts.topics) | {f"safety.{kind}" for kind in texts.dangers}
    keys |= {f"interface.{key}" for key, _ in flat(texts.interface)}
    return keys | {f"phones.{phone}" for phone in texts.phones}


def write_lock(catalog: Catalog, language: str, content_dir: Path, *, changed: set[str] | None = None) -> int:
    """Note new translations in ``language`` as machine-made from today's German.

    An entry that is there stays as it is, unless its key is in ``changed``: the translator has
    brought that text up to date. Returns how many entries were written anew.
    """
    sources = source_digests(catalog)
    texts = catalog.texts[language]
    entries: dict[str, LockEntry] = {}
    written = 0
    for key in sorted(translated_keys(texts) & set(sources)):
        known = texts.locks.get(key)
        if known is None or key in (changed or ()):
            known = LockEntry(source=sources[key], state="machine")
            written += 1
        entries[key] = known
    body = yaml.safe_dump(
        {key: entry.model_dump(exclude_none=True) for key, entry in entries.items()},
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=True,
        width=200,
    )
    (content_dir / language / "lock.yml").write_text(HEADER + body, encoding="utf-8")
    return written
