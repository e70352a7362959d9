"""Settings: defaults, files, secrets, and one sentence for each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError

ROOT = Path(__file__).parent.parent
NO_FILE = Path("/nonexistent/.env")


def read(**environment: str) -> settings.Settings:
    return settings.read(environment, NO_FILE)


def test_everything_has_a_default_but_who_runs_it() -> None:
    defaults = read()
    assert defaults.telegram_api_url == "https://api.telegram.org"
    assert defaults.content_dir == ROOT / "content"
    assert (defaults.session_days, defaults.rasa_url, defaults.telegram_bot_token) == (30, "", "")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OPERATOR_NAME=From file\nPRIVACY_CONTACT=file@example.org\n")
    given = settings.read({"OPERATOR_NAME": "From environment"}, file)
    assert (given.operator_name, given.privacy_contact) == ("From environment", "file@example.org")


def test_a_file_with_a_byte_order_mark_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPERATOR_NAME=München\n", encoding="utf-8-sig")
    assert settings.read({}, tmp_path / ".env").operator_name == "München"


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPERATOR_NAME=München\n", encoding="latin-1")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        settings.read({}, tmp_path / ".env")


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abcdef\n")
    assert read(TELEGRAM_BOT_TOKEN_FILE=str(tmp_path / "token")).telegram_bot_token == "123:abcdef"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"TELEGRAM_BOT_TOKEN": "hello"}, "TELEGRAM_BOT_TOKEN does not look like a token"),
        ({"TELEGRAM_BOT_TOKEN_FILE": "/nonexistent"}, "TELEGRAM_BOT_TOKEN_FILE names /nonexistent"),
        ({"TELEGRAM_API_URL": "localhost"}, "TELEGRAM_API_URL is"),
        ({"RASA_URL": "rasa:5005"}, "RASA_URL is"),
        ({"RASA_URL": "http://rasa:99999"}, "RASA_URL is"),
        ({"RASA_URL": "http://[::1"}, "RASA_URL is"),
        ({"STORE_URL": "postgres://x"}, "STORE_URL names no store"),
        ({"CONTENT_DIR": "/nonexistent"}, "CONTENT_DIR is"),
        ({"SESSION_DAYS": "0"}, "SESSION_DAYS is"),
        ({"SESSION_DAYS": "viele"}, "SESSION_DAYS is"),
        ({"PSEUDONYM_KEY": "short"}, "PSEUDONYM_KEY is too short"),
        ({"STATUS_PORT": "70000"}, "STATUS_PORT is"),
        ({"STATUS_PORT": "1" * 5000}, "STATUS_PORT is"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_mistake_is_told_in_one_line_with_its_mend(environment: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(**environment)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["TELEGRAM_BOT_TOKEN", "OPERATOR_NAME", "PRIVACY_CONTACT"])
def test_run_demands_a_token_and_somebody_responsible(missing: str) -> None:
    whole = {"TELEGRAM_BOT_TOKEN": "1:abc", "OPERATOR_NAME": "Town", "PRIVACY_CONTACT": "a@example.org"}
    read(**whole).demand_for_telegram()
    with pytest.raises(SettingsError, match=f"{missing} is not set"):
        read(**{**whole, missing: ""}).demand_for_telegram()


def test_settings_do_not_print_their_secrets() -> None:
    assert "abcdef" not in repr(read(TELEGRAM_BOT_TOKEN="123:abcdef"))


def test_every_setting_stands_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == set(settings.NAMES)
