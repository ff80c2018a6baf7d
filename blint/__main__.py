"""The entry: ``blint`` and ``python -m blint``."""

from __future__ import annotations

import atexit
import gc
import sys
import warnings
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; an interruption while it is still being loaded ends quietly, too."""
    # What is loaded stays: looking for garbage in it, now or at the end, takes longer than a post.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
    # What libraries say of a pattern in a configuration, say, is meant for who writes programs.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        from blint.cli.main import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
