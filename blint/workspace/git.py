"""What changed since a commit, as git knows it.

git is the one program that blint starts, and it is asked with its plumbing alone: no hook, no
filter, no diff driver, no file watcher and no transport that a repository configures is run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from blint.errors import BlintError
from blint.workspace.blobs import Blobs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECONDS = 60
_AT_ONCE = 500  # files whose lines git is asked for together
_QUIET = (
    *("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false"),
    *("-c", "core.quotepath=off", "-c", "core.untrackedcache=false", "-c", "protocol.allow=never"),
    *("-c", "core.hookspath=/dev/null", "-c", "maintenance.auto=false"),
)
_DIFF = (
    *("diff-index", "-M", "-l1500", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--ignore-submodules=dirty", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"(?s)\\([0-7]{3}|.)")
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f"}
_LINK, _SUBMODULE = "120000", "160000"


class Entry(NamedTuple):
    """A file that changed: its absolute paths before and after, empty where it was not there;
    ``blob`` is the name of what git has of it before. ``link`` and ``submodule`` tell what it was
    before, or is where it is new. ``same``: it only has another name."""

    before: str
    after: str
    blob: str
    link: bool = False
    submodule: bool = False
    same: bool = False


class Lines(NamedTuple):
    """Lines that changed: the ``first``, from 1, their ``number`` (0 where some were removed after
    the first), and how many stood there ``before``."""

    first: int
    number: int
    before: int


class Git:
    """The repository that holds an absolute folder, compared with the commit where it left
    ``reference``.

    ``top`` is its absolute folder without links, ``base`` the commit's name: empty where the first
    commit is still to be made, and ``reference`` is HEAD; then all is new. Raises BlintError where
    there is nothing to compare with, with the command that helps.
    """

    def __init__(self, folder: str, reference: str) -> None:
        self._program = _program()
        self._folder = folder
        self._options: tuple[str, ...] = _QUIET
        self.top = self._find_top()
        self._folder = self.top
        self._options += self._without_filters()
        self.base = self._base(reference)
        self._tree = self.base or self._no_tree()

    def changes(
        self, extensions: tuple[str, ...], *, untracked: bool = True
    ) -> tuple[list[Entry], dict[str, list[Lines]]]:
        """The files that differ from the base: committed since, staged or not, and those that are
        ``untracked``, if these are meant; and by the absolute paths of those with such extensions,
        the lines that changed in them, or none."""
        with self._index(untracked=untracked) as index:
            said = self._ask(*_DIFF, "--raw", "-z", "--no-abbrev", self._tree, index=index)
            entries = list(self._entries(said.split(b"\0")))
            texts = [entry for entry in entries if entry.after.lower().endswith(extensions)]
            pairs = [{entry.before, entry.after} for entry in texts]
            lines: dict[str, list[Lines]] = {e.after: [] for e in texts}
            for start in range(0, len(pairs), _AT_ONCE):
                paths = set().union(*pairs[start : start + _AT_ONCE]) - {""}
                inside = sorted(os.path.relpath(path, self.top) for path in paths)
                patch = (*_DIFF, "-p", "-U0", "--text", self._tree, "--", *inside)
                lines |= self._hunks(self._ask(*patch, index=index))
        return entries, lines

    def contents(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """What git has of files before they changed."""
        wanted = list(dict.fromkeys(blobs))
        asked = "".join(f"{blob}\n" for blob in wanted).encode()
        said = self._ask("cat-file", "--batch", given=asked) if wanted else b""
        found, at = {}, 0
        for blob in wanted:
            end = said.find(b"\n", at)
            head = said[at:end].split()
            if len(head) != 3 or head[1] != b"blob":
                raise self._not_here()
            size = int(head[2])
            found[blob] = said[end + 1 : end + 1 + size]
            at = end + size + 2
        return found

    def content(self, blob: str) -> bytes:
        """What git has of one file before it changed."""
        content = self._blobs.read(blob)
        if content is None:
            raise self._not_here()
        return content

    @cached_property
    def _blobs(self) -> Blobs:
        command = [self._program, *self._options, "cat-file", "--batch"]
        return Blobs(command, self._folder, _environment(""))

    def sizes(self, blobs: Sequence[str]) -> dict[str, int]:
        """The bytes of files before they changed, of those that git has."""
        asked = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs)).encode()
        said = self._ask("cat-file", "--batch-check", given=asked) if asked else b""
        heads = [line.decode().split() for line in said.splitlines()]
        return {head[0]: int(head[2]) for head in heads if len(head) == 3 and head[1] == "blob"}

    def _not_here(self) -> BlintError:
        return BlintError(
            f"--since: git has not all files of {self.base[:12]} here (a partial clone?);"
            " run `git fetch --refetch --no-filter`"
        )

    # --- how git is asked ---------------------------------------------------------------------

    def _try(self, *words: str, given: bytes = b"", index: str = "") -> tuple[int, bytes, str]:
        """The exit status, output and complaint of a git command."""
        command = [self._program, *self._options, *words]
        try:
            done = subprocess.run(  # noqa: S603 - git, with a list of words
                command,
                cwd=self._folder,
                env=_environment(index),
                input=given,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BlintError(f"--since: git {words[0]} takes over {_SECONDS} s") from error
        except OSError as error:
            raise BlintError(f"--since: git cannot be run: {error.strerror}") from error
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()

    def _ask(self, *words: str, given: bytes = b"", index: str = "") -> bytes:
        status, said, complaint = self._try(*words, given=given, index=index)
        if status:
            why = complaint.partition("\n")[0] or f"exit {status}"
            raise BlintError(f"--since: git {words[0]}: {why}")
        return said

    def _find_top(self) -> str:
        status, said, complaint = self._try("rev-parse", "--show-toplevel")
        if not status and said.strip():
            return os.path.realpath(os.fsdecode(said.removesuffix(b"\n")))
        if "dubious ownership" in complaint:
            raise BlintError(
                "--since: git refuses a repository that belongs to somebody else; if you trust it,"
                f' run `git config --global --add safe.directory "{self._folder}"`'
            )
        raise BlintError(
            f"--since: {self._folder} is in no git working tree; name a folder that is, or leave"
            " --since out"
        )

    def _without_filters(self) -> tuple[str, ...]:
        """The options that keep git from running the filters that its configuration names."""
        names = ("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.")
        _, said, _ = self._try(*names)
        keys = {os.fsdecode(key).rpartition(".")[0] for key in said.split(b"\0") if key}
        settings = {"clean": "", "smudge": "", "process": "", "required": "false"}
        return tuple(
            word
            for key in sorted(keys)
            for name, value in settings.items()
            for word in ("-c", f"{key}.{name}={value}")
        )

    def _commit(self, reference: str) -> str:
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        status, said, _ = self._try(*words)
        return "" if status else said.decode().strip()

    def _base(self, reference: str) -> str:
        """The commit where the working tree's history left a reference."""
        if not reference or reference.startswith("-") or "\0" in reference:
            raise BlintError(f"--since {reference}: this is no name of a commit")
        if not self._commit("HEAD"):
            if reference == "HEAD":
                return ""
            raise BlintError(
                f"--since {reference}: the repository has no commit yet; name HEAD, or leave"
                " --since out"
            )
        commit = self._commit(reference)
        shallow = self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        if not commit:
            raise BlintError(f"--since {reference}: {self._unknown(reference, shallow=shallow)}")
        status, said, _ = self._try("merge-base", commit, "HEAD")
        if status:
            why = f"--since {reference}: it has no commit in common with HEAD"
            if shallow:
                raise BlintError(f"{why} in this shallow clone; run `git fetch --unshallow`{_CI}")
            raise BlintError(f"{why}; name a commit of this history")
        return said.decode().split()[0]

    def _no_tree(self) -> str:
        """The name that git has for a commit's files where there are none."""
        return self._ask("hash-object", "-t", "tree", "--stdin").decode().strip()

    def _unknown(self, reference: str, *, shallow: bool) -> str:
        """What is said of a reference that stands for no commit."""
        _, said, _ = self._try("remote")
        remotes = os.fsdecode(said).split()
        remote, slash, branch = reference.partition("/")
        if slash and remote in remotes:
            refs = f"+refs/heads/{branch}:refs/remotes/{reference}"
            return f"no such commit here; run `git fetch {remote} {refs}`{_CI if shallow else ''}"
        if shallow:
            return f"no such commit in this shallow clone; run `git fetch --unshallow`{_CI}"
        if remotes and self._commit(f"{remotes[0]}/{reference}"):
            return f"no such commit here; did you mean {remotes[0]}/{reference}?"
        if remotes:
            return f"no such commit here; run `git fetch {remotes[0]} {reference}`, or name another"
        return "no such commit here; `git branch --all` lists the branches"

    # --- what git says --------------------------------------------------------------------------

    @contextmanager
    def _index(self, *, untracked: bool) -> Iterator[str]:
        """An index that knows the untracked files, too, if these are meant; empty where the one of
        the repository does."""
        own = self._index_of_commit()
        listed = ("ls-files", "-o", "--exclude-standard", "-z")
        said = self._ask(*listed, index=own) if untracked else b""
        names = b"".join(
            name + b"\0" for name in said.split(b"\0") if name and not name.endswith(b"/")
        )
        if not names:
            yield own
            return
        import tempfile

        with tempfile.TemporaryDirectory(prefix="blint-") as folder:
            index = os.path.join(folder, "index")
            if os.path.exists(own or self._usual_index()):
                shutil.copyfile(own or self._usual_index(), index)
            add = ("add", "-N", "-f", "--pathspec-from-file=-", "--pathspec-file-nul")
            self._ask(*add, given=names, index=index)
            yield index

    def _usual_index(self) -> str:
        place = os.fsdecode(self._ask("rev-parse", "--git-path", "index").removesuffix(b"\n"))
        return os.path.join(self.top, place)

    def _index_of_commit(self) -> str:
        """The index of a commit that is being made, which git tells its hooks of: `git commit PATH`
        has one of its own. Empty for none, or that of another repository."""
        place = os.path.join(self.top, os.environ.get("GIT_INDEX_FILE", ""))
        folder = os.path.realpath(os.path.dirname(self._usual_index()))
        here = os.path.realpath(os.path.dirname(place)) == folder
        return place if here and os.path.isfile(place) else ""

    def _entries(self, words: list[bytes]) -> Iterator[Entry]:
        rest = iter(words)
        for head in rest:
            if not head:
                continue
            mode, new_mode, blob, _, status = head.decode().removeprefix(":").split(" ")
            first = self._path(next(rest))
            second = self._path(next(rest)) if status[0] in "RC" else first
            there = status[0] != "A"
            kind = mode if there else new_mode
            yield Entry(
                before=first if there and status[0] != "C" else "",
                after="" if status[0] == "D" else second,
                blob=blob if there and status[0] != "C" and kind != _SUBMODULE else "",
                link=kind == _LINK,
                submodule=_SUBMODULE in (mode, new_mode),
                same=status == "R100",
            )

    def _path(self, name: bytes) -> str:
        return os.path.join(self.top, os.path.normpath(os.fsdecode(name)))

    def _hunks(self, said: bytes) -> dict[str, list[Lines]]:
        """The lines that a patch without context changes, by the new paths."""
        found: dict[str, list[Lines]] = {}
        here: list[Lines] = []
        lines = iter(said.split(b"\n"))
        for line in lines:
            if line.startswith(b"+++ "):
                here = found.setdefault(self._path(_unquoted(line[4:])[2:]), [])
            elif hunk := _HUNK.match(line):
                before = int(hunk[1] or 1)
                count = int(hunk[3] or 1)
                here.append(Lines(int(hunk[2]), count, before))
                for _ in range(before + count):
                    next(lines, b"")
        return found


_CI = " (in GitHub Actions: `fetch-depth: 0` for actions/checkout)"


def _unquoted(name: bytes) -> bytes:
    """A file's name as a patch has it."""
    if not name.startswith(b'"'):
        return name.removesuffix(b"\t")

    def meant(escape: re.Match[bytes]) -> bytes:
        code = escape[1]
        return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(meant, name[1 : name.rindex(b'"')])


def _program() -> str:
    """The path of git: never one that lies in the working directory."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = shutil.which("git", path=os.pathsep.join(filter(os.path.isabs, folders)))
    if path is None or os.path.dirname(os.path.realpath(path)) == os.path.realpath(os.getcwd()):
        raise BlintError("--since needs git, and there is none on PATH; install it")
    return path


def _environment(index: str) -> dict[str, str]:
    """The environment of git: none of its own variables, which may name programs and files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    return {**kept, **own, "LC_ALL": "C", **({"GIT_INDEX_FILE": index} if index else {})}
