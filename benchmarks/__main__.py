"""``python -m benchmarks [NAME]``: all measurements, or one."""

import sys

from benchmarks import places, safety, understanding
from bot.errors import WegweiserError

BENCHMARKS = {"understanding": understanding.main, "places": places.main, "safety": safety.main}


def main() -> int:
    """Run what was asked for; 2 for an unknown name, 1 for content or a model that cannot be used."""
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Known: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    try:
        for name in names:
            BENCHMARKS[name]()
    except WegweiserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


sys.exit(main())
