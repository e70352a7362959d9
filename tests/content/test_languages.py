"""A language is content: one more needs no change in code. And what a language must and must not have."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import know
from bot.content import language_checks, status
from bot.content.catalog import Catalog
from bot.content.loader import load
from bot.content.translations import write_lock
from bot.dialogue.events import TextSent
from bot.errors import ContentError
from tests.conftest import SMALL
from tests.fakes import FakeNlu, conversation_of, say

_ACCENTS = {"a": "á", "e": "é", "i": "í", "o": "ó"}
SPANISH = {
    "languages.yml": (SMALL / "languages.yml").read_text("utf-8")
    + "es: {name: Español, direction: ltr, script: latin, fallback: [de], telegram: [es]}\n",
    "es/arriving.yml": "housing:\n  title: Vivienda\n  answer: |\n"
    "    Ayuda para buscar piso. Emergencia: {phone.police}\n"
    "  more: |\n    Más sobre este tema.\n  questions:\n"
    + "".join(
        f"    - {question}\n"
        for question in (
            "piso",
            "busco habitación",
            "el alquiler es caro",
            "me devuelven la fianza",
            "dueño no contesta",
            "permiso de vivienda social",
            "quiero salir del campamento",
            "entender el contrato",
            "factura de calefacción",
            "moho en la pared",
            "cuándo debo irme",
            "comisión de agencia",
            "revisar gastos extra",
            "puedo vivir con amigos",
            "apartamento para cinco",
        )
    ),
    "es/conversation.yml": "greet:\n  title: Saludo\n  answer: |\n    ¡Buenos días!\n  questions:\n"
    + "".join(
        f"    - {question}\n"
        for question in (
            "hola",
            "buenos días",
            "buenas tardes",
            "qué tal",
            "saludos",
            "muy buenas",
            "hola a todos",
            "oye amigo",
            "encantado",
            "hey",
            "buenas noches señor",
            "hola bot",
            "aló",
            "cómo estás",
            "un saludo cordial",
        )
    ),
    "es/phones.yml": "police: Policía\n",
    "es/safety.yml": "emergency:\n  phrases: [necesito una ambulancia]\n  card: |\n    Llame al {phone.police}.\n"
    "  say: Ich brauche Hilfe.\n",
}


@pytest.fixture
def with_spanish(edited: Callable[..., Path]) -> Path:
    folder = edited({})
    (folder / "es").mkdir()
    for name, text in SPANISH.items():
        (folder / name).write_text(text, encoding="utf-8")
    english = yaml.safe_load((folder / "en" / "interface.yml").read_text("utf-8"))
    (folder / "es" / "interface.yml").write_text(yaml.safe_dump(_as_if_translated(english)), encoding="utf-8")
    catalog, _ = load(folder, without_locks=True)
    write_lock(catalog, "es", folder)
    return folder


def _as_if_translated(value: Any) -> Any:
    """The same structure with accents in every sentence; placeholders stay."""
    if isinstance(value, dict):
        return {key: _as_if_translated(child) for key, child in value.items()}
    return re.sub(r"\{[^}]*\}|[aeio]", lambda match: _ACCENTS.get(match[0], match[0]), str(value))


async def test_one_more_language_needs_content_only(with_spanish: Path) -> None:
    knowledge = know(with_spanish)
    chat = conversation_of(knowledge, FakeNlu({"busco un piso barato": "housing"}))
    turn = await say(chat, TextSent("busco un piso barato"))
    assert (turn.reply.language, turn.reply.topic) == ("es", "housing")
    assert "Ayuda para buscar piso" in turn.reply.text
    danger = await say(chat, TextSent("por favor necesito una ambulancia"), person="q")
    assert danger.reply.safety == "emergency"


def test_letters_of_a_sister_language_are_told(edited: Callable[..., Path]) -> None:
    languages = (
        (SMALL / "languages.yml").read_text("utf-8").replace("telegram: [en]", 'telegram: [en], not_letters: "ß"')
    )
    english = (SMALL / "en" / "arriving.yml").read_text("utf-8").replace("Housing", "Houßing")
    with pytest.raises(ContentError, match="has letters that are not of en: ß"):
        load(edited({"languages.yml": languages, "en/arriving.yml": english}))


def test_a_german_paragraph_in_a_translation_is_told(edited: Callable[..., Path]) -> None:
    english = (SMALL / "en" / "arriving.yml").read_text("utf-8")
    german = "Das ist nicht für Sie und die Wohnung ist mit einer Küche. {phone.police}"
    with pytest.raises(ContentError, match="has a German paragraph"):
        load(edited({"en/arriving.yml": english.replace("Help with finding a flat. In need: {phone.police}", german)}))


def test_a_copied_text_is_told(edited: Callable[..., Path]) -> None:
    german = (SMALL / "de" / "arriving.yml").read_text("utf-8")
    answer = german.split("answer: |\n")[1].split("\n")[0].strip()
    english = (SMALL / "en" / "arriving.yml").read_text("utf-8")
    with pytest.raises(ContentError, match="is the same as in de"):
        load(edited({"en/arriving.yml": english.replace("Help with finding a flat. In need: {phone.police}", answer)}))


def test_german_in_brackets_and_quotes_is_meant(small: Catalog) -> None:
    assert list(language_checks.no_german_in_translations(small, {})) == []


def test_the_status_counts_every_text(catalog: Catalog) -> None:
    lines = list(status.report(catalog))
    assert sum(line.startswith(tuple(catalog.topics)) for line in lines) == len(catalog.topics)
    for code in catalog.languages:
        assert any(line.startswith(f"{code}: {len(catalog.topics)} of {len(catalog.topics)} topics") for line in lines)
    assert not any("outdated" in line or "missing" in line.split("all texts")[-1] for line in lines[:-1] if ":" in line)
