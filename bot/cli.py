"""The commands of ``wegweiser``. Facts go to standard output, trouble and progress to standard error.

Exit status: 0 well, 1 content or surroundings wrong, 2 called wrongly.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from bot import app, settings
from bot.channel.console import Console
from bot.channel.json_lines import JsonLines
from bot.channel.lines import lines_of
from bot.channel.telegram.bot import TelegramBot
from bot.content import status
from bot.content.catalog import SOURCE_LANGUAGE
from bot.content.coverage import report
from bot.content.loader import load, load_atlas
from bot.content.picture import draw
from bot.content.schema import write_schemas
from bot.content.translations import write_lock
from bot.errors import ContentError, WegweiserError
from bot.operations import logs
from bot.operations.status import StatusServer

POLL_AGE_LIMIT_S = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} problems in the content.", file=sys.stderr)
        return 1
    except WegweiserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # The reader of our output has gone; nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # Files and ports that are not ours to use; libraries name them as well as we could.
        print(f"{error}. Look at that file or address and try again.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wegweiser", description="First orientation in North Rhine-Westphalia.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk to the bot in the terminal: no token, no network")
    chat.add_argument("--json", action="store_true", help="one JSON object a line in, one out")
    chat.set_defaults(command=_chat)

    run = commands.add_parser("run", help="the bot on Telegram")
    run.set_defaults(command=_run)

    understand = commands.add_parser("understand", help="one message without a session, as JSON")
    understand.add_argument("text")
    understand.add_argument("--language-code", help="language of the person's app, like Telegram sends it")
    understand.set_defaults(command=_understand)

    content = commands.add_parser("content", help="look after the content folder")
    tools = content.add_subparsers(required=True, metavar="TOOL")
    check = tools.add_parser("check", help="tell all problems of the content files")
    check.set_defaults(command=_check)
    lock = tools.add_parser("lock", help="note new translations as machine-made from today's German")
    lock.add_argument("language")
    lock.add_argument("--changed", action="append", default=[], metavar="KEY", help="this text is up to date again")
    lock.set_defaults(command=_lock)
    state = tools.add_parser("status", help="topics and languages: missing, outdated, machine, reviewed")
    state.set_defaults(command=_languages)
    places = tools.add_parser("places", help="what is known of centres and meeting points, and what to confirm")
    places.set_defaults(command=_places)
    picture = tools.add_parser("map", help="draw centres and meeting points by the age of what is known (SVG)")
    picture.add_argument("file", type=Path, nargs="?", default=Path("docs/places.svg"))
    picture.set_defaults(command=_map)
    schema = tools.add_parser("schema", help="write the JSON Schemas for editors' autocompletion")
    schema.add_argument("folder", type=Path, nargs="?", default=Path("docs/schema"))
    schema.set_defaults(command=_schema)
    return parser


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _chat(options: argparse.Namespace) -> int:
    configured = settings.read()
    logs.set_up("ERROR" if configured.log_level == "INFO" else configured.log_level)
    asyncio.run(_json_chat(configured, _own_stdout()) if options.json else _console_chat(configured))
    return 0


async def _console_chat(configured: settings.Settings) -> None:
    async with app.opened(configured, store_url="memory:", progress=_progress) as bot:
        _progress("Ready. Write a question, a number for a button, or Ctrl-D to end.")
        await Console(bot.conversation, bot.person("console"), app.now).run(lines_of(_own_stdin()))
        print()


async def _json_chat(configured: settings.Settings, out: TextIO) -> None:
    async with app.opened(configured, store_url="memory:", progress=_progress) as bot:
        await JsonLines(bot.conversation, bot.person, app.now, out).run(lines_of(_own_stdin()))


def _own_stdin() -> BinaryIO:
    """Standard input under a buffer that Python does not close at its end: a thread still waits in it after Ctrl-C."""
    if sys.stdin is None:  # started with "<&-"
        return io.BytesIO()
    return open(sys.stdin.fileno(), "rb", closefd=False)


def _own_stdout() -> TextIO:
    """Standard output for us alone: whatever else prints to it lands on standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _understand(options: argparse.Namespace) -> int:
    configured = settings.read()
    logs.set_up("ERROR")
    out = _own_stdout()
    line = json.dumps({"chat": "understand", "text": options.text, "language_code": options.language_code})

    async def answer() -> None:
        async with app.opened(configured, store_url="memory:", progress=_progress) as bot:
            json_lines = JsonLines(bot.conversation, bot.person, app.now, out)
            print(json.dumps(await json_lines.answer(line.encode()), ensure_ascii=False, indent=2), file=out)

    asyncio.run(answer())
    return 0


def _run(options: argparse.Namespace) -> int:
    configured = settings.read()
    configured.demand_for_telegram()
    logs.set_up(configured.log_level)
    asyncio.run(_telegram(configured))
    return 0


async def _telegram(configured: settings.Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with app.opened(configured, store_url=configured.store_url, progress=_progress) as bot:
        telegram = TelegramBot(
            bot.conversation,
            lambda: bot.content().catalog,
            bot.person,
            app.now,
            token=configured.telegram_bot_token,
            api_url=configured.telegram_api_url,
            username=configured.telegram_bot_username,
            forget=bot.store.forget,
        )
        async with _status(configured, telegram):
            await telegram.run(stop)


@contextlib.asynccontextmanager
async def _status(configured: settings.Settings, telegram: TelegramBot) -> AsyncIterator[None]:
    def faults() -> list[str]:
        age = telegram.last_poll_age_s
        return ["no answer from Telegram lately"] if age is None or age > POLL_AGE_LIMIT_S else []

    if not configured.status_port:
        yield
        return
    server = StatusServer(configured.status_host, configured.status_port, faults)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


def _check(options: argparse.Namespace) -> int:
    folder = settings.read().content_dir
    catalog, notices = load(folder, shown_as=_shown(folder), month=f"{app.now():%Y-%m}")
    for notice in notices:
        print(f"note: {notice}", file=sys.stderr)
    questions = sum(1 for _ in catalog.questions())
    print(
        f"Content is well: {len(catalog.topics)} topics, {len(catalog.languages)} languages, "
        f"{questions} questions, {len(notices)} notes."
    )
    return 0


def _lock(options: argparse.Namespace) -> int:
    folder = settings.read().content_dir
    catalog, _ = load(folder, shown_as=_shown(folder), without_locks=True)
    if options.language not in catalog.languages or options.language == SOURCE_LANGUAGE:
        print(f'"{options.language}" is no language that German is translated into.', file=sys.stderr)
        return 2
    written = write_lock(catalog, options.language, folder, changed=set(options.changed))
    print(f"{written} texts noted as translated by machine.")
    return 0


def _languages(options: argparse.Namespace) -> int:
    catalog, _ = load(settings.read().content_dir, without_locks=True)
    for line in status.report(catalog):
        print(line)
    return 0


def _places(options: argparse.Namespace) -> int:
    for line in report(load_atlas(settings.read().content_dir), app.now().date()):
        print(line)
    return 0


def _map(options: argparse.Namespace) -> int:
    draw(load_atlas(settings.read().content_dir), options.file)
    print(options.file)
    return 0


def _schema(options: argparse.Namespace) -> int:
    for path in write_schemas(options.folder):
        print(path)
    return 0


def _shown(folder: Path) -> str:
    """The folder as problems name it: from where the person stands, if that is shorter."""
    with contextlib.suppress(ValueError):
        return str(folder.resolve().relative_to(Path.cwd()))
    return str(folder)
