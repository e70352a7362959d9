"""The settings: the one reader of environment variables and ``.env``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_API_URL = "https://api.telegram.org"
NAMES = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_API_URL",
    "TELEGRAM_BOT_USERNAME",
    "OPERATOR_NAME",
    "PRIVACY_CONTACT",
    "RASA_URL",
    "RASA_TOKEN",
    "STORE_URL",
    "CONTENT_DIR",
    "SESSION_DAYS",
    "PSEUDONYM_KEY",
    "STATUS_HOST",
    "STATUS_PORT",
    "LOG_LEVEL",
)
SECRETS = ("TELEGRAM_BOT_TOKEN", "RASA_TOKEN", "PSEUDONYM_KEY")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Empty texts stand for "not set"."""

    telegram_bot_token: str
    telegram_api_url: str
    telegram_bot_username: str
    operator_name: str
    privacy_contact: str
    rasa_url: str
    rasa_token: str
    store_url: str
    content_dir: Path
    session_days: int
    pseudonym_key: str
    status_host: str
    status_port: int
    log_level: str

    def __repr__(self) -> str:
        return "Settings(…)"

    def demand_for_telegram(self) -> None:
        """What ``run`` cannot do without.

        Raises: SettingsError: the first one that is missing.
        """
        if not self.telegram_bot_token:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is not set. Copy .env.example to .env and paste the token from BotFather."
            )
        for name, value in (("OPERATOR_NAME", self.operator_name), ("PRIVACY_CONTACT", self.privacy_contact)):
            if not value:
                raise SettingsError(
                    f"{name} is not set. People must know who runs this bot: write it into .env (see .env.example)."
                )


def read(environment: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """The settings from the environment, then from ``.env``, then the defaults.

    Args:
        environment: by default the process's own.
        env_file: by default ``.env`` in the current folder; one that is not there is no fault.
    Raises: SettingsError: one is wrong; the sentence says which, why and how to mend it.
    """
    environment = os.environ if environment is None else environment
    from_file = _from_file(env_file or Path(".env"))
    values = {name: _value(name, environment, from_file) for name in NAMES}
    return Settings(
        telegram_bot_token=_token(values["TELEGRAM_BOT_TOKEN"]),
        telegram_api_url=_url("TELEGRAM_API_URL", values["TELEGRAM_API_URL"]) or DEFAULT_API_URL,
        telegram_bot_username=values["TELEGRAM_BOT_USERNAME"].removeprefix("@"),
        operator_name=values["OPERATOR_NAME"],
        privacy_contact=values["PRIVACY_CONTACT"],
        rasa_url=_url("RASA_URL", values["RASA_URL"]),
        rasa_token=values["RASA_TOKEN"],
        store_url=_store_url(values["STORE_URL"] or "sqlite:///.data/wegweiser.db"),
        content_dir=_folder("CONTENT_DIR", values["CONTENT_DIR"] or str(ROOT / "content")),
        session_days=_days(values["SESSION_DAYS"] or "30"),
        pseudonym_key=_key(values["PSEUDONYM_KEY"]),
        status_host=values["STATUS_HOST"] or "127.0.0.1",
        status_port=_port("STATUS_PORT", values["STATUS_PORT"] or "8090"),
        log_level=_level(values["LOG_LEVEL"] or "INFO"),
    )


def _from_file(path: Path) -> Mapping[str, str | None]:
    try:
        # Some editors put a mark before UTF-8 text; it would become part of the first name.
        return dotenv_values(path, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}). Let this user read it.") from error


def _value(name: str, environment: Mapping[str, str], from_file: Mapping[str, str | None]) -> str:
    for source in (environment, from_file):
        if (value := (source.get(name) or "").strip()) != "":
            return value
        path = (source.get(f"{name}_FILE") or "").strip() if name in SECRETS else ""
        if path:
            return _secret(name, Path(path))
    return ""


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{name}_FILE names {path}, which cannot be read. Put the secret into that file, or unset {name}_FILE."
        ) from error


def _token(value: str) -> str:
    if value and not re.fullmatch(r"\d+:[\w-]{3,}", value):
        raise SettingsError(
            'TELEGRAM_BOT_TOKEN does not look like a token ("123456:ABC…"). Paste it from BotFather as it is.'
        )
    return value


def _url(name: str, value: str) -> str:
    if value and not (re.fullmatch(r"https?://[^\s/]+(/\S*)?", value) and _has_host_and_port(value)):
        raise SettingsError(f'{name} is "{value}", which is no address. Write it like http://localhost:8081.')
    return value.rstrip("/")


def _has_host_and_port(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _store_url(value: str) -> str:
    if value == "memory:" or value.startswith("sqlite:///"):
        return value
    raise SettingsError("STORE_URL names no store we know. Write sqlite:///PATH, or memory: for a trial.")


def _folder(name: str, value: str) -> Path:
    path = Path(value)
    if not path.is_dir():
        raise SettingsError(f'{name} is "{value}", which is no folder. Set it to the folder with languages.yml.')
    return path


def _days(value: str) -> int:
    if re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= 365:
        return int(value)
    raise SettingsError(f'SESSION_DAYS is "{value}". Write a whole number of days from 1 to 365.')


def _port(name: str, value: str) -> int:
    if re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= 65535:
        return int(value)
    raise SettingsError(f'{name} is "{value}". Write a port from 1 to 65535, or 0 for none.')


def _key(value: str) -> str:
    if value and len(value) < 32:
        raise SettingsError(
            "PSEUDONYM_KEY is too short to protect anybody. Use 32 or more random characters "
            "(openssl rand -hex 32), or unset it and the bot makes one."
        )
    return value


def _level(value: str) -> str:
    if value.upper() in _LEVELS:
        return value.upper()
    raise SettingsError(f'LOG_LEVEL is "{value}". Write one of {", ".join(_LEVELS)}.')
