"""The command as people run it: a process, its output, its exit status."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys

import pytest
from actions_runner import commands
from support import FRONT, POST, ROOT, blint, picture, write

from blint import __version__
from blint.cli.progress import progress_bar
from blint.report.formats import FORMATS
from blint.rulebook.pages import builtin_rules

BROKEN = FRONT + "Introduction.\n\n<!-- more -->\n\n![图](no.png)\n"


@pytest.fixture
def blog(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": BROKEN, "posts/b.md": POST})
    return tmp_path


def test_exit_status(blog):
    assert blint(blog, "check", "posts/b.md").returncode == 0
    assert blint(blog, "check", "posts/a.md").returncode == 1
    assert blint(blog, "check", "posts/a.md", "--fail-on", "never").returncode == 0
    assert blint(blog, "check", "nowhere").returncode == 2


def test_without_paths_this_folder_is_checked(blog):
    run = blint(blog, "check", "--output-format", "concise")
    assert run.stdout.decode().splitlines() == [
        "posts/a.md:9:6: error image/missing no such file: no.png; readers see a broken image"
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["check", "nowhere"], "blint: nowhere: no such file or folder"),
        (["check", "--selct", "image"], "No such option"),
        (["check", "--select", "imag"], 'unknown rule "imag" (did you mean "image"?)'),
        (["check", "--fail-on", "panic"], "'panic' is not one of"),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["check", "--output", "a", "--output", "b"], "more --output than --output-format"),
        (["check", "--config", "no.toml"], "no.toml: no such configuration file"),
        (["check", "--config", "posts", "--config", "posts"], "--config takes one file"),
        (["check", "--config", "x = 1"], 'unknown key "x"'),
        (["check", "-"], "standard input needs --stdin-filename"),
        (["check", "posts", "--stdin-filename", "a.md"], "takes no PATHS"),
        (["check", "--statistics", "--output-format", "json"], "--statistics is a report"),
        (["check", "--output-format", "json", "--output", "no/such/x"], "cannot be written"),
        (["check", "--output-format", "json", "--output", "posts/a.md"], "overwrite a post"),
        (["rule", "image/mising"], 'there is no rule "image/mising" (did you mean'),
        (["test", "nowhere"], "nowhere: no such folder"),
        (["test", "posts"], "no rule pages"),
        (["chek"], "No such command"),
    ],
)
def test_mistakes_get_one_clear_sentence(blog, arguments, complaint):
    run = blint(blog, *arguments)
    assert run.returncode == 2
    assert run.stdout == b""
    lines = run.stderr.decode().splitlines()
    assert lines[0].startswith("blint: ")
    assert complaint in lines[0]
    assert len(lines) <= 2
    assert "Traceback" not in run.stderr.decode()


NAMED = [
    "check ?",
    "check --config ?",
    "check --stdin-filename ?",
    "check --output-format json --output ?",
    "config ?",
    "config --config ?",
    "rule --config ?",
    "test ?",
]


@pytest.mark.parametrize("words", NAMED)
def test_what_cannot_be_a_name(blog, words):
    """An empty variable of a shell, above all. The others come from programs."""
    program = (
        "import os, sys\n"
        "from blint.cli.main import main\n"
        "for name in ('', 'a\\0.md', 'no\\0/b.md', *(['\\ud800.md'] * (os.name != 'nt'))):\n"
        f"    sys.argv = ['blint', *(name if w == '?' else w for w in {words.split()})]\n"
        "    try: main()\n"
        "    except SystemExit as end: assert end.code == 2, ascii(name)\n"
    )
    clean = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=blog,
        env=clean,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "")
    said = [line for line in run.stderr.splitlines() if not line.startswith("Try ")]
    assert len(said) == (3 if sys.platform == "win32" else 4)
    for line in said:
        assert line.startswith("blint: Invalid value for ")
        assert line.endswith(": it is empty, or holds what no name can hold")


def test_the_full_report(blog):
    run = blint(blog, "check", COLUMNS="80", LANG="zh_CN.UTF-8")
    lines = run.stdout.decode().splitlines()
    assert lines[0] == "posts/a.md"
    assert "  错误  image/missing" in lines[1]
    assert lines[2] == "    9 │ ![图](no.png)"
    # under the full-width character
    assert lines[3].startswith("      │       ╰────╯ 没有这个文件：no.png")
    assert any(re.match(r"2 篇文章，0 张图片，用时 .* 秒：1 个错误", line) for line in lines)
    assert all("\x1b" not in line for line in lines)


def test_formats_and_outputs(blog):
    arguments = ["--output-format", "json", "--output", "report.json", "--output-format", "concise"]
    run = blint(blog, "check", *arguments)
    assert run.stdout.decode().count("\n") == 1
    report = json.loads((blog / "report.json").read_text(encoding="utf-8"))
    assert report["version"] == 1
    assert report["blint"] == __version__
    assert report["generator"] == "plain"
    assert report["summary"] == {
        "posts": 2,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "fixable": 0,
        "safely_fixable": 0,
        "suppressed": 0,
        "stale": 0,
    }
    (finding,) = report["findings"]
    assert finding == {
        "rule": "image/missing",
        "severity": "error",
        "path": "posts/a.md",
        "line": 9,
        "column": 6,
        "end_line": 9,
        "end_column": 12,
        "message": "no such file: no.png; readers see a broken image",
        "hint": "add the file, or correct the path",
        "fix": None,
        "suppressed": None,
    }


def test_a_fix_in_json(blog):
    write(blog, {"posts/a.md": FRONT + "![a](X.png)\n", "posts/x.png": picture()})
    run = blint(blog, "check", "posts/a.md", "--output-format", "json", "--select", "image")
    (finding,) = json.loads(run.stdout)["findings"]
    assert finding["fix"] == {
        "safe": True,
        "title": "write x.png",
        "edits": [{"line": 5, "column": 6, "end_line": 5, "end_column": 11, "text": "x.png"}],
    }


def test_every_format_can_be_asked_for(blog):
    for name in FORMATS:
        assert blint(blog, "check", "--output-format", name).returncode == 1


def test_a_path_outside_the_working_directory_is_absolute(blog, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = blog / "posts/a.md"
    run = blint(elsewhere, "check", str(path), "--output-format", "concise")
    assert run.stdout.decode().startswith(f"{path.as_posix()}:9:6: ")


def test_statistics(blog):
    lines = blint(blog, "check", "--statistics").stdout.decode().splitlines()
    assert lines[0].split() == ["1", "error", "image/missing"]
    assert lines[1].startswith("2 posts, 0 images in ")
    assert len(lines) == 2


def test_quiet_tells_only_what_makes_the_run_fail(blog):
    image = '<img src="https://example.org/a.png">'
    write(blog, {"posts/c.md": f"{FRONT}Text.\n\n<!-- more -->\n\n{image}\n"})
    assert blint(blog, "check", "posts/c.md", "--quiet").stdout == b""
    loud = blint(blog, "check", "posts/c.md", "--quiet", "--fail-on", "warning")
    assert b"image/missing-alt" in loud.stdout
    assert loud.returncode == 1
    quiet = blint(blog, "check", "posts", "--quiet").stdout.decode()
    assert "image/missing-alt" not in quiet
    assert "image/missing" in quiet


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to open")
@pytest.mark.parametrize(
    ("arguments", "ci", "every"),
    [((), "", False), (("--show-all",), "", True), ((), "true", True)],
)
def test_a_terminal_shows_a_few_of_many(tmp_path, arguments, ci, every):
    images = "".join(f"![Cups](no{number}.png)\n" for number in range(30))
    write(tmp_path, {".git/": "", "posts/a.md": FRONT + images})
    shown = on_a_terminal(tmp_path, "check", *arguments, CI=ci)
    assert ("no such file: no29.png" in shown) is every
    assert ("not shown: 25 more of image/missing; --show-all" in shown) is not every
    piped = blint(tmp_path, "check", CI="").stdout.decode()
    assert "no such file: no29.png" in piped


def on_a_terminal(folder, *arguments, **environment):
    """What a terminal shows of a run of blint."""
    import pty

    ours, its = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "blint", *arguments],
        cwd=folder,
        env=environment,
        stdout=its,
        stderr=subprocess.DEVNULL,
    ):
        os.close(its)
        shown = b""
        with contextlib.suppress(OSError):  # that is how Linux tells the end
            while piece := os.read(ours, 65536):
                shown += piece
    os.close(ours)
    return shown.decode()


def test_standard_input(blog):
    for arguments in (
        ["--stdin-filename", "posts/new.md"],
        ["-", "--stdin-filename", "posts/n.md"],
    ):
        run = blint(blog, "check", *arguments, "--output-format", "concise", stdin=BROKEN.encode())
        assert run.stdout.decode().startswith(f"{arguments[-1]}:9:6: error image/missing")
        assert run.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize(
    ("redirected", "complaint"),
    [
        ("<&-", b"blint: standard input is closed\n"),
        ("0> written", b"blint: standard input cannot be read: Bad file descriptor\n"),
        ("< /proc/self/mem", b"blint: standard input cannot be read: Input/output error\n"),
    ],
)
def test_standard_input_that_cannot_be_read(blog, redirected, complaint):
    if "/proc" in redirected and sys.platform != "linux":
        pytest.skip("Linux has this file")
    run = shell(blog, f"$BLINT check --stdin-filename posts/x.md {redirected}")
    assert (run.returncode, run.stdout, run.stderr) == (2, b"", complaint)


def test_rules_are_listed_and_explained(blog):
    lines = blint(blog, "rule").stdout.decode().splitlines()
    assert len(lines) == len(list((ROOT / "rules").rglob("*.md")))
    assert any(re.match(r"post/filename +off +The name of the file", line) for line in lines)
    page = blint(blog, "rule", "image/too-heavy").stdout.decode()
    assert page.startswith("# image/too-heavy\n")
    assert "`max-size`" in page
    family = blint(blog, "rule", "table").stdout.decode().splitlines()
    assert [line.split()[0] for line in family] == [
        "table/missing-cell",
        "table/not-a-table",
        "table/surplus-cell",
    ]


def test_rule_examples_can_be_run(blog):
    run = blint(ROOT, "test", "rules")
    assert run.returncode == 0, run.stdout.decode()
    assert re.search(
        rf"{len(builtin_rules())} rule pages, \d+ examples: 0 failed", run.stdout.decode()
    )


def test_version_and_help(blog):
    assert blint(blog, "--version").stdout.decode() == f"blint, version {__version__}\n"
    help_text = blint(blog, "check", "--help").stdout.decode()
    assert "--stdin-filename" in help_text


def test_checking_changes_nothing(blog):
    def snapshot():
        return {p: (p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in blog.rglob("*")}

    before = snapshot()
    blint(blog, "check")
    assert snapshot() == before


def test_a_reader_that_has_seen_enough(blog):
    write(blog, {f"posts/p{number}.md": BROKEN for number in range(300)})
    process = subprocess.Popen(
        [sys.executable, "-m", "blint", "check"],
        cwd=blog,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(60) == 1  # as without the pipe: these posts have errors
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupted_run_ends_quietly(blog):
    process = subprocess.Popen(
        [sys.executable, "-m", "blint", "check", "--stdin-filename", "posts/x.md"],
        cwd=blog,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(b"x" * 200_000)  # more than a pipe holds: it is being read by now
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")  # click ends the ^C line


def test_what_libraries_warn_of_is_for_those_who_ask(blog):
    write(blog, {"blint.toml": '[rules."post/filename"]\nseverity = "info"\npattern = "[[a-z]"\n'})
    run = blint(blog, "check", "--quiet")
    assert (run.returncode, run.stderr) == (1, b"")
    assert b"FutureWarning" in blint(blog, "check", PYTHONWARNINGS="default").stderr


def test_alone_it_says_what_it_can_do(blog):
    run = blint(blog)
    assert run.returncode == 2
    assert run.stderr.decode().splitlines()[0].startswith("Usage: ")


def test_an_excluded_post_on_standard_input_is_not_checked(blog):
    write(blog, {"blint.toml": 'exclude = ["posts/draft.md"]\n'})
    arguments = ["--stdin-filename", "posts/draft.md", "--output-format", "json"]
    run = blint(blog, "check", *arguments, stdin=BROKEN.encode())
    assert run.returncode == 0
    assert json.loads(run.stdout)["summary"]["posts"] == 0  # nor is the folder instead


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the stream")
@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_closed_stream_is_no_accident(blog, closed):
    line = f'"{sys.executable}" -m blint check posts/b.md {closed}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        ["sh", "-c", line], cwd=blog, env=environment, capture_output=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")


def shell(folder, line):
    """Run a line of the shell in a folder, in which blint is "$BLINT"."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "PYTHON"))}
    clean |= {"PYTHONPATH": str(ROOT), "BLINT": f"{sys.executable} -m blint"}
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env=clean, capture_output=True, check=False
    )


PRINTING = [
    "check",
    "check --output-format json",
    "check --statistics",
    "--version",
    "--help",
    "rule",
    "rule image/missing",
    "config --rules",
    "test pages",
]
needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device is always full")


@pytest.fixture
def printing(blog):
    """A blog for every command that prints."""
    page = (ROOT / "rules/image/missing.md").read_bytes()
    write(blog, {"pages/image/missing.md": page})
    return blog


@needs_full
@pytest.mark.parametrize("command", PRINTING)
def test_where_no_room_is_left_for_the_output(printing, command):
    run = shell(printing, f"$BLINT {command} > /dev/full")
    complaint = b"blint: standard output cannot be written: No space left on device\n"
    assert (run.returncode, run.stderr) == (2, complaint)
    assert shell(printing, f"$BLINT {command} > /dev/full 2>&1").returncode == 2


@needs_full
@pytest.mark.parametrize("command", ["", "--bad", "rule --bad", "check nowhere"])
@pytest.mark.parametrize("stream", ["2> /dev/full", "2>&-", "2< /dev/null", "<&- >&- 2>&-"])
def test_complaints_that_nobody_hears(blog, command, stream):
    run = shell(blog, f"$BLINT {command} {stream}")
    assert (run.returncode, run.stdout, run.stderr) == (2, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize("command", PRINTING)
def test_readers_that_have_left(printing, command):
    run = shell(printing, f"{{ sleep 0.3; $BLINT {command}; echo $? >&2; }} | true")
    expected = b"1\n" if command.startswith("check") else b"0\n"
    assert (run.stdout, run.stderr) == (b"", expected)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_slow_reader_of_a_pipe_that_does_not_block(blog):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    process = subprocess.Popen(
        [sys.executable, "-m", "blint", "rule", "image/missing"],
        cwd=blog,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    with contextlib.suppress(BlockingIOError):
        while True:  # the pipe is full from the start
            os.write(writer, b"." * 4096)
    os.close(writer)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1)  # it would not wait if it could fail
    with open(reader, "rb") as file:
        said = file.read().lstrip(b".")
    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (0, b"")
    assert said == blint(blog, "rule", "image/missing").stdout


@needs_full
def test_nothing_that_is_opened_takes_the_place_of_a_closed_stream(blog):
    """Libraries and the interpreter itself write to the number."""
    program = (
        "import os, sys\n"
        "from blint.cli.main import main\n"
        "sys.argv = ['blint', 'check', 'posts/b.md', '--output', 'out']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit(os.open('posts/b.md', os.O_RDONLY) < 3)"
    )
    write(blog, {"program.py": program})
    run = shell(blog, f"{sys.executable} program.py <&- >&- 2>&-")
    assert run.returncode == 0


def test_a_narrow_encoding_is_no_accident(blog):
    write(blog, {"posts/名.md": BROKEN})
    for encoding in ("ascii", "cp1252"):
        run = blint(blog, "check", "posts/名.md", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
        assert run.returncode == 1
        assert b"image/missing" in run.stdout
        assert b"Traceback" not in run.stderr


def test_a_mistake_in_a_file_is_named_by_its_beginning(blog):
    write(blog, {"blint.toml": f"{'k' * 200_000} = 1\n"})
    run = blint(blog, "check", "posts")
    assert run.returncode == 2
    assert run.stderr.startswith(b'blint: blint.toml: unknown key "kkkk')
    assert len(run.stderr) < 6000


def test_under_actions_a_message_is_no_command(blog):
    run = blint(blog, "check", "##[error]::warning::x", GITHUB_ACTIONS="true")
    assert run.returncode == 2
    assert b"##[" not in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize("size", ["²", "9" * 30, "9" * 5000, "-1", ""])
@pytest.mark.parametrize("name", ["COLUMNS", "LINES"])
def test_a_size_that_no_terminal_has(blog, name, size):
    terminal, stream = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "blint", "rule", "image/missing"],
        cwd=blog,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", name: size},
        stdout=stream,
        stderr=stream,
    )
    os.close(stream)
    said = b""
    with contextlib.suppress(OSError):  # Linux says so at the end
        while part := os.read(terminal, 65536):
            said += part
    os.close(terminal)
    assert process.wait(60) == 0, said


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal, True), (io.StringIO, False)])
def test_a_long_run_shows_its_progress_on_a_terminal(monkeypatch, stream, shown):
    clock = iter(range(1000))  # each look at the clock is a second later
    out = stream()
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar(out, lambda: next(clock)) as progress:
        assert (progress is not None) is shown
        for done in range(1, 4 if shown else 0):
            progress(done, 90)
    assert ("3/90" in out.getvalue()) is shown


def test_a_short_run_shows_none(monkeypatch):
    out = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar(out, lambda: 5.0) as progress:
        progress(1, 2)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "module", ["rich", "markdown_it", "PIL", "yaml", "frontmatter", "pathspec"]
)
def test_the_version_costs_no_library(module):
    probe = f"import sys, blint.cli.main; sys.exit({module!r} in sys.modules)"
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


def test_a_clean_run_prints_without_rich(blog):
    probe = (
        "import sys; sys.argv = ['blint', 'check', 'posts/b.md']\n"
        "from blint.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as e: assert e.code == 0\n"
        "sys.exit(any(m in sys.modules for m in ('rich', 'PIL', 'jsonschema', 'pathspec')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", probe], cwd=blog, env=environment, check=False)
    assert run.returncode == 0


def on_terminal(folder, *arguments):
    """What a terminal is sent."""
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "blint", *arguments]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"}
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=follower) as process:
        os.close(follower)
        pieces = []
        try:
            while piece := os.read(leader, 65536):
                pieces.append(piece)
        except OSError:  # the end, on Linux
            pass
        process.wait()
    os.close(leader)
    return b"".join(pieces).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX systems")
@pytest.mark.parametrize("terminal", [False, True])
def test_a_page_is_shown_with_escapes(tmp_path, terminal):
    page = (
        "---\nseverity: error\ncheck: front_matter.missing_field\nmessage: {en: x}\n---\n"
        "# house/x\n\nA \x1b[31mred\u202e [link](http://x/\x1b]8;;) ##[add-mask]\n"
        "\n::stop-commands::x\n\nB &#x202e;&#x2066; &#x200b;\n"
    )
    (tmp_path / "rules/house").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules/house/x.md").write_text(page, encoding="utf-8")
    (tmp_path / "blint.toml").write_text('rule-pages = ["rules"]\n', encoding="utf-8")
    for arguments in (["house/x"], ["house"], []):
        shown = (
            on_terminal(tmp_path, "rule", *arguments)
            if terminal
            else (blint(tmp_path, "rule", *arguments).stdout.decode())
        )
        plain = re.sub(r"\x1b\[[0-9;]*m", "", shown) if terminal else shown
        assert "house/x" in plain
        assert not set("\x1b\u202e\u2066\u200b") & set(plain)
        assert "\x1b[31mred" not in shown
        assert commands(plain) == []


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX systems")
def test_colours_of_a_page_are_not_taken_for_commands(tmp_path):
    page = (
        "---\nseverity: error\ncheck: front_matter.missing\nmessage: {en: x}\n---\n# T\n\n`##` x\n"
    )
    write(tmp_path, {".git/": "", "blint.toml": 'rule-pages = ["r"]\n', "r/house/x.md": page})
    assert "\\[" not in on_terminal(tmp_path, "rule", "house/x")
