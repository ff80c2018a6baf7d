"""How files that others have written are opened."""

from __future__ import annotations

import os

# Without O_NONBLOCK the opening of a FIFO waits for a writer. Windows has only O_BINARY of these.
READ = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)
