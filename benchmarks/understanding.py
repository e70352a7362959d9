"""How well each language is understood: topics by the trained model in Rasa, languages by the identifier.

Run by ``make bench ONLY=understanding``; writes docs/quality.md and docs/quality.json.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from benchmarks import test_questions
from benchmarks.pages import share, write
from bot import app
from bot.conversation import Knowledge
from bot.dialogue.events import TextSent
from bot.dialogue.policy import decide
from bot.dialogue.reading import LanguageGuess, Reading
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Surroundings
from bot.understanding.nlu import RasaClient
from bot.understanding.rasa_server import RasaServer

# Nothing that is measured depends on the time or on who runs the bot.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=app.BERLIN)
_AROUND = Surroundings(_ANY_TIME, "de", _ANY_TIME, operator="", privacy_contact="")


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1 of one language's test questions.

    ``accuracy``: the own topic comes first. ``helped``: answered rightly, or the own topic among the three
    suggested. ``wrong``: answered by another topic. ``out_of_scope_kept``: questions of no topic that no topic
    answers; ``out_of_scope_refused``: told outright. ``danger``: questions that a danger card answers.
    ``language``: whose language is identified without any context.
    """

    questions: int
    accuracy: float
    macro_f1: float
    helped: float
    wrong: float
    out_of_scope: int
    out_of_scope_kept: float
    out_of_scope_refused: float
    danger: float
    language: float


@dataclass(frozen=True)
class Answered:
    """What became of one test question: the topic that came first, and the reply a person would get."""

    best: str
    reply: Reply


async def measure(nlu: RasaClient, knowledge: Knowledge, language: str) -> Figures:
    """The figures of one language."""
    questions = test_questions.read(language)
    inside = [(topic, await _answered(nlu, knowledge, language, text)) for topic, text in questions.in_scope]
    outside = [await _answered(nlu, knowledge, language, text) for text in questions.out_of_scope]
    texts = [text for _, text in questions.in_scope]
    count = len(inside)
    return Figures(
        questions=count,
        accuracy=sum(its.best == topic for topic, its in inside) / count,
        macro_f1=_macro_f1([(topic, its.best) for topic, its in inside]),
        helped=sum(topic in (its.reply.topic, *its.reply.suggestions) for topic, its in inside) / count,
        wrong=sum(its.reply.topic not in (topic, None) for topic, its in inside) / count,
        out_of_scope=len(outside),
        out_of_scope_kept=sum(its.reply.topic is None for its in outside) / len(outside),
        out_of_scope_refused=sum(not its.reply.topic and not its.reply.suggestions for its in outside) / len(outside),
        danger=sum(knowledge.danger.match(text) is not None for text in texts) / count,
        language=sum(_identified(knowledge, text) == language for text in texts) / count,
    )


async def _answered(nlu: RasaClient, knowledge: Knowledge, language: str, text: str) -> Answered:
    """What the dialogue does with the model's ranking; danger phrases, which come before it, are counted apart."""
    parse = await nlu.parse(text)
    reading = Reading(LanguageGuess(language), ranking=parse.ranking, bands=parse.bands)
    turn = decide(Session(language=language, greeted=True), TextSent(text), reading, knowledge.catalog, _AROUND)
    return Answered(parse.ranking[0].topic if parse.ranking else "", turn.reply)


def _identified(knowledge: Knowledge, text: str) -> str:
    return knowledge.language.identify(text, current=None, pinned=False, leaning=None, hint=None).code


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    scores = []
    for topic in sorted({topic for topic, _ in pairs}):
        right = sum(gold == given == topic for gold, given in pairs)
        of_gold = sum(gold == topic for gold, _ in pairs)
        given_so = sum(given == topic for _, given in pairs)
        scores.append(2 * right / (of_gold + given_so))
    return sum(scores) / len(scores)


def table(figures: dict[str, Figures]) -> str:
    """A Markdown table, and the worst language in a line of its own."""
    heads = "language | questions | own topic first | macro-F1 | answered or suggested rightly | answered wrongly"
    heads += " | out of scope: questions | no topic answers | refused outright | danger card | language identified"
    rows = [f"| {heads} |", "|---" + "|---:" * 10 + "|"]
    for language, its in figures.items():
        cells = [language, str(its.questions), share(its.accuracy), share(its.macro_f1), share(its.helped)]
        cells += [share(its.wrong), str(its.out_of_scope), share(its.out_of_scope_kept)]
        cells += [share(its.out_of_scope_refused), share(its.danger), share(its.language)]
        rows.append("| " + " | ".join(cells) + " |")
    worst = min(figures, key=lambda language: figures[language].accuracy)
    return "\n".join(rows) + f"\n\nWorst language: **{worst}**, {share(figures[worst].accuracy)} own topic first."


async def measured() -> dict[str, Figures]:
    """All languages, by a Rasa of our own."""
    knowledge = app.know(app.ROOT / "content")
    rasa = RasaServer(app.RASA_PYTHON, app.RASA_SERVE, app.MODEL)
    await rasa.start()
    nlu = RasaClient(rasa.url, rasa.token)
    try:
        return {language: await measure(nlu, knowledge, language) for language in knowledge.catalog.languages}
    finally:
        await nlu.aclose()
        await rasa.stop()


def main() -> None:
    """Measure, print, and write the page."""
    figures = asyncio.run(measured())
    sidecar = json.loads(app.MODEL.with_name("wegweiser.json").read_text(encoding="utf-8"))
    page = PAGE.format(table=table(figures), questions=sidecar["questions"], bands=sidecar["bands"])
    facts = {"languages": {language: asdict(its) for language, its in figures.items()}, "bands": sidecar["bands"]}
    write("quality", page, facts)
    print(table(figures))


PAGE = """# Quality

Written by `make bench ONLY=understanding`; the same figures as data in `quality.json`.

{table}

- **Test questions** are in `tests/quality/questions/`. Their writers did not see the training questions; a test fails
  when a test question folds to, or is within two edits of, a training question. They were committed before the
  model was tuned and are never trained on. Writers of both sets knew the same one-line scope of each topic, and all
  are machine-written, so real newcomers will be understood less well than these figures say.
- **Model:** {questions} training questions, bands {bands}.
- *answered or suggested rightly*: the own topic is the answer, or among the three buttons. *answered wrongly*: another
  topic is the answer, out of all questions in scope. *no topic answers*: questions that belong to no topic and get
  suggestions or a refusal. *danger card*: test questions that fixed phrases answer before the model is asked.
- *language identified*: from the message alone, without the chat before it or the app's language.
"""
