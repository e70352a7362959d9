"""``python -m bot`` is ``wegweiser``."""

import sys

from bot.cli import main

sys.exit(main())
