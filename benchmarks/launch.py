"""Runs one command and prints what it took, as JSON.

    python -I -S launch.py COMMAND…

This is a process of its own because the system counts a process's peak of memory from the size of
the one that started it; so it imports next to nothing.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time

_INTERVAL = 0.05  # seconds between two looks at the memory of several processes
_TAIL = 2000


def main(words: list[str]) -> None:
    """Run it, read all it prints, as a terminal or a pipe would, and keep the end of that."""
    reading, writing = os.pipe()
    started = time.perf_counter()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_DUP2, writing, 2),
    ]
    try:
        pid = os.posix_spawnp(words[0], words, os.environ, file_actions=actions)
    except OSError as error:
        print(json.dumps({"error": f"{words[0]}: {error.strerror}"}))
        return
    os.close(writing)
    tail, together, due = b"", 0, started + _INTERVAL
    while True:
        ready, _, _ = select.select([reading], [], [], _INTERVAL)
        if ready:
            printed = os.read(reading, 1 << 16)
            if not printed:
                break
            tail = (tail + printed)[-_TAIL:]
        if time.perf_counter() >= due:
            together = max(together, _together(pid))
            due = time.perf_counter() + _INTERVAL
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    took = {
        "cpu": usage.ru_utime + usage.ru_stime,  # with those of its children
        "wall": wall,
        "memory": max(usage.ru_maxrss * unit, together),
        "status": os.waitstatus_to_exitcode(status),
        "tail": tail.decode(errors="replace"),
    }
    print(json.dumps(took))


def _together(pid: int) -> int:
    """The bytes that a process and its descendants take up now; 0 for one without any, whose peak
    the system knows better. Memory they share counts once."""
    family = [pid]
    for parent in family:
        family += _children(parent)
    return sum(map(_share, family)) if len(family) > 1 else 0


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []  # it has ended, or the system tells no such thing


def _share(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line[:4] == "Pss:"), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1:])
