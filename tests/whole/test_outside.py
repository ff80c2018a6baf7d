"""Nothing outside the repository is opened, whatever links it brings: the kernel is asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from processes import commit_all
from support import FRONT, ROOT, picture, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's"),
]

SECRET = "the-word-that-nobody-may-see"


def secrets(folder: Path) -> None:
    """What lies outside, under the names that blint looks for."""
    post = f"---\ntitle: [{SECRET}\n---\n\n![{SECRET}]({SECRET}.png)\n"
    config = f"{SECRET} = 1\n"
    page = f"---\n{SECRET}: 1\n---\n# x/y\n"
    write(
        folder,
        {
            "posts/a.md": post,
            "posts/blint.toml": config,
            "posts/_config.yml": f"title: {SECRET}\n",
            "post.md": post,
            "blint.toml": config,
            "pyproject.toml": f"[tool.blint]\n{config}",
            "ignore": f"{SECRET}.md\n",
            "pages/x/y.md": page,
            "page.md": page,
            "schema.json": f'{{"type": "{SECRET}"}}',
            "_config.yml": f"new_post_name: {SECRET}\n",
            "image.png": picture(),
        },
    )


def links(folder: Path, outside: Path) -> None:
    """A repository that links to all that, wherever a link can stand."""
    text = f"{FRONT}\n![x](out.png) ![x](far/image.png) ![x](../hexo/_config.yml)\n"
    text += "\n![x](in.png) ![x](named.png)\n"
    write(
        folder,
        {
            ".git/": "",
            "good/post.md": text,
            "good/in.png": picture("PNG", (3000, 2)),
            "good/named.png": picture("JPEG"),
            "good/blint.toml": '[rules]\n"front-matter/invalid-field".schema = "schema.json"\n',
            "hexo/source/_posts/p.md": text,
            "own/blint.toml": 'rule-pages = ["pages", "../../outside/pages"]\n',
            "own/post.md": text,
            "own/pages/x/": "",
            "configured/post.md": text,
            "project/post.md": text,
        },
    )
    for name, target in {
        "posts": "posts",
        "good/out.png": "image.png",
        "good/far": "",
        "good/linked.md": "post.md",
        "good/schema.json": "schema.json",
        "good/.gitignore": "ignore",
        "hexo/_config.yml": "_config.yml",
        "own/pages/x/y.md": "page.md",
        "own/pages/z": "pages/x",
        "configured/blint.toml": "blint.toml",
        "project/pyproject.toml": "pyproject.toml",
    }.items():
        (folder / name).symlink_to(outside / target)


COMMANDS = [
    ("check", "."),
    ("check", "posts"),
    ("check", "posts/a.md"),
    ("check", "good", "posts", "hexo", "configured"),
    ("check", "good/far/post.md"),
    ("check", "own"),
    ("check", "configured"),
    ("check", "project/post.md"),
    ("check", "good", "--select", "front-matter"),
    ("check", "hexo", "--output-format", "json"),
    ("shrink", ".", "--write"),
    ("shrink", "posts", "--write"),
    ("shrink", "good", "--write", "--format", "webp"),
    ("baseline", "good"),
    ("baseline", "own"),
    ("baseline", "posts"),
    ("init", "--print"),
    ("init", "posts"),
    ("init", "good", "--print"),
    ("init", "hexo"),
    ("config", "posts"),
    ("config", "good/linked.md", "--rules"),
    ("config", "project"),
    ("rule",),
    ("test", "own/pages"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    outside, inside = tmp_path / "outside", tmp_path / "repository"
    secrets(outside)
    inside.mkdir()
    links(inside, outside)
    return inside


CHANGED = [
    ("check", "good", "hexo", "--since", "HEAD"),
    ("check", "good", "--since", "HEAD", "--no-untracked"),
    ("check", "good/linked.md", "hexo", "--since", "HEAD", "--fix"),
    ("check", "posts", "--since", "HEAD"),
]


@pytest.fixture
def changed(tree: Path) -> Path:
    """The same under git, where links have become files since, and files links."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    commit_all(tree)
    (tree / "good/in.png").unlink()
    write(tree, {"good/was.md": FRONT, "hexo/source/_posts/was.md": FRONT})
    commit_all(tree)
    for name, target in {
        "good/in.png": "image.png",
        "good/was.md": "post.md",
        "hexo/source/_posts/was.md": "post.md",
        "good/untracked.md": "post.md",
    }.items():
        (tree / name).unlink(missing_ok=True)
        (tree / name).symlink_to(tree.parent / "outside" / target)
    for name in ("good/linked.md", "good/out.png", "good/schema.json", "hexo/_config.yml"):
        (tree / name).unlink()
        write(tree, {name: FRONT if name.endswith(".md") else "{}"})
    with (tree / "good/post.md").open("a") as post:
        post.write("\n![new](out.png) ![y](in.png)\n")
    return tree


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_of_what_lies_outside_is_told(tree: Path, command: tuple[str, ...]) -> None:
    tells_nothing(tree, command)


@pytest.mark.parametrize("command", CHANGED, ids=" ".join)
def test_nor_of_what_it_was(changed: Path, command: tuple[str, ...]) -> None:
    tells_nothing(changed, command)


def tells_nothing(tree: Path, command: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "blint", *command],
        cwd=tree,
        env=environ(tree),
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, 1, 2)
    assert SECRET.encode() not in run.stdout + run.stderr
    assert b"Traceback" not in run.stderr


TRACED = "trace=open,openat,openat2,creat,execve,socket,connect"
OPENED = re.compile(r'(?:openat|open|openat2|execve|creat)\((?:[^,"]+, )?"((?:\\.|[^"\\])*)"(.*)')
SYSTEM = (
    "/dev/null",
    "/dev/urandom",
    "/proc/",
    "/sys/",
    "/etc/",
    "/usr/",
    "/lib",
    "/opt/",
    "/bin/",
)


OWN = tuple({sys.prefix, sys.base_prefix, str(ROOT), *map(os.path.realpath, sys.path)} - {"/"})


def test_the_kernel_was_asked_for_nothing_outside(tree: Path, tmp_path: Path) -> None:
    for command in COMMANDS:
        lines = asked_of_the_kernel(tree, command, tmp_path / "trace")
        assert len(started(lines)) == 1
        assert outside(lines, tree) == [], command


def test_nor_by_git(changed: Path, tmp_path: Path) -> None:
    """git is the one other program."""
    git = f'execve("{shutil.which("git")}", '
    for command in CHANGED:
        lines = asked_of_the_kernel(changed, command, tmp_path / "trace")
        programs = started(lines)[1:]
        assert len(programs) > 1 or "posts" in command
        assert [line for line in programs if git not in line] == []
        assert outside(lines, changed) == [], command


def asked_of_the_kernel(tree: Path, command: tuple[str, ...], log: Path) -> list[str]:
    """What a command, and what it starts, opens, starts and connects to."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    subprocess.run(
        [
            *("strace", "-f", "-qq", "-s", "4096", "-o", str(log), "-e", TRACED),
            *(sys.executable, "-m", "blint", *command),
        ],
        cwd=tree,
        env=environ(tree),
        capture_output=True,
        check=False,
    )
    lines = log.read_text(errors="replace").splitlines()
    assert any("openat(" in line for line in lines), "strace saw nothing"
    assert not [line for line in lines if "socket(" in line or "connect(" in line]
    return lines


def started(lines: list[str]) -> list[str]:
    return [line for line in lines if "execve(" in line and " = 0" in line]


def outside(lines: list[str], tree: Path) -> list[str]:
    """What was opened that is neither the tree's, nor a program's own."""
    found = []
    for line in lines:
        match = OPENED.search(line)
        if match is None or "ENOENT" in line or "execve(" in line:
            continue
        path = os.path.normpath(os.path.join(tree, match[1]))
        if path.startswith((*OWN, *SYSTEM)):
            continue
        # A link that is asked for as such (O_NOFOLLOW) is refused by the kernel.
        real = path if "ELOOP" in line or "ENOTDIR" in line else os.path.realpath(path)
        if not real.startswith(str(tree)):
            found.append(line)
    return found


def environ(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "BLINT_CACHE_DIR": str(folder / ".cache"),
        "TMPDIR": str(folder / ".git"),  # where what was is put
    }
