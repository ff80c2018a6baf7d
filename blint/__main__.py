"""The entry: ``blint`` and ``python -m blint``."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; an interruption while it is still being loaded ends quietly, too."""
    try:
        from blint.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
