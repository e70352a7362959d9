"""Start Rasa's HTTP server in this very process.

    RASA_TOKEN=… serve.py --port 5005 --model models/wegweiser.tar.gz
                          [--host 127.0.0.1] [--endpoints FILE] [--with-parent]

The token comes from the environment (RASA_TOKEN, or RASA_TOKEN_FILE) because a process list shows every command line.
"""

import argparse
import os
import sys
import threading
import warnings
from pathlib import Path
from typing import TextIO

from wegweiser_nlu.quiet import quiet_environment

_PROJECT = Path(__file__).resolve().parent


def main() -> int:
    """Serve until stopped. Returns 2 when called wrongly, else Rasa's own exit status."""
    options = _options()
    token = _token()
    if not token:
        print("RASA_TOKEN is not set. Set it to a long random text that the bot knows too.", file=sys.stderr)
        return 2
    if not options.model.is_file():
        print(f"{options.model} is not there. Train it first: python train.py", file=sys.stderr)
        return 2
    if options.with_parent:
        threading.Thread(target=_end_with_standard_input, daemon=True).start()
    _serve(options, token)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start Rasa's HTTP server; the token is read from RASA_TOKEN.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--model", type=Path, required=True, help="the model archive")
    parser.add_argument("--endpoints", type=Path, default=_PROJECT / "endpoints.yml", help="Rasa's endpoints file")
    parser.add_argument("--with-parent", action="store_true", help="end as soon as standard input ends")
    return parser.parse_args()


def _token() -> str:
    """The token; it is taken out of the environment so that nothing started from here inherits it."""
    token = os.environ.pop("RASA_TOKEN", "")
    file = os.environ.pop("RASA_TOKEN_FILE", "")
    return token or (Path(file).read_text(encoding="utf-8").strip() if file else "")


def _end_with_standard_input() -> None:
    """End this process when the parent's end of the pipe closes, however the parent died."""
    while os.read(0, 4096):
        pass
    os._exit(0)  # the main thread sits in Rasa's event loop and could outlive a polite request


def _hide_deprecations() -> None:
    """Rasa's libraries warn their own authors at every start, and reset the filters that would hide it."""
    show = warnings.showwarning

    def show_if_meant_for_us(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, DeprecationWarning):
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = show_if_meant_for_us


def _serve(options: argparse.Namespace, token: str) -> None:
    os.environ.update(quiet_environment())
    sys.argv = [
        "rasa", "run", "--enable-api",
        "--interface", options.host,
        "--port", str(options.port),
        "--auth-token", token,
        "--model", str(options.model.resolve()),
        "--endpoints", str(options.endpoints.resolve()),
        "--credentials", str(_PROJECT / "credentials.yml"),
    ]  # fmt: skip
    _hide_deprecations()
    from rasa.__main__ import main as rasa_main  # only now: its imports read the environment

    rasa_main()


if __name__ == "__main__":
    sys.exit(main())
