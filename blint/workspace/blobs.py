"""What git has of files, one after the other: one process answers for all of them."""

from __future__ import annotations

import subprocess
import weakref
from typing import TYPE_CHECKING

from blint.deadline import within
from blint.errors import BlintError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECONDS = 60  # for one file


class Blobs:
    """Asks ``git cat-file --batch``, which is the ``command``; it runs in an absolute ``folder``
    from the first question on, as long as there is this object."""

    def __init__(self, command: Sequence[str], folder: str, environment: Mapping[str, str]) -> None:
        self._command = command
        self._folder = folder
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., Blobs] | None = None

    def read(self, blob: str) -> bytes | None:
        """The bytes that git has by that name; None where it has none here. Raises BlintError where
        git does not answer."""
        try:
            with within(_SECONDS, f"--since: git cat-file takes over {_SECONDS} s"):
                return self._answer(blob)
        except OSError as error:
            self._stop()
            raise BlintError(f"--since: git cannot be run: {error.strerror}") from error
        except BaseException:  # the rest of an answer is no answer to the next question
            self._stop()
            raise

    def _answer(self, blob: str) -> bytes | None:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{blob}\n".encode())
        process.stdin.flush()
        head = process.stdout.readline().split()
        if head[1:] == [b"missing"]:
            return None
        if len(head) != 3 or head[1] != b"blob":
            raise BlintError(f"--since: git cat-file: no answer about {blob}")
        content = process.stdout.read(int(head[2]))
        process.stdout.read(1)  # the end of the line
        if len(content) != int(head[2]):
            raise BlintError(f"--since: git cat-file: half an answer about {blob}")
        return content

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603 - git, with a list of words
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._end = weakref.finalize(self, _end, self._process)
        return self._process

    def _stop(self) -> None:
        if self._end:
            self._end()
        self._process = self._end = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
