"""The hooks, as pre-commit and prek install them and run them in a blog's repository."""

from __future__ import annotations

import json
import re
import shutil
import sys

import pytest
import support
from processes import commit_all, environment, output, run
from support import FRONT, POST, ROOT, picture

pytestmark = pytest.mark.slow

PRE_COMMIT = (sys.executable, "-m", "pre_commit")
PROGRAMS = {"pre-commit": PRE_COMMIT, "prek": ("prek",)}
BOTH = ("blint", "blint-site")
CONFIG = ".pre-commit-config.yaml"
GOOD = {f"posts/good-{number:02}.md": POST for number in range(20)}
BROKEN = FRONT + "![Cups](images/cup.png)\n\n<!-- more -->\n\nText.\n"
FINDING = "5:9: error image/missing"
CUP = POST + "\n![A cup](<images/杯 子.png>)\n"


def write(folder, files):
    """Write files, posts with titles of their own."""
    for name, content in files.items():
        own = content if isinstance(content, bytes) else content.replace(": T\n", f": {name}\n")
        support.write(folder, {name: own})


class Blog:
    """A blog whose configuration has a hook, or both, and the program that runs them."""

    def __init__(self, folder, home, program, source):
        self.folder = folder
        self.source = source  # of the hooks: the repository, and the commit
        self.env = environment(
            PRE_COMMIT_HOME=str(home),
            PRE_COMMIT_COLOR="never",
            PREK_HOME=str(home),
            PREK_COLOR="never",
        )
        self.program = PROGRAMS[program]

    def run(self, *command):
        status, out, err = run(*command, cwd=self.folder, env=self.env)
        return status, out + err

    def git(self, *words):
        return output("git", *words, cwd=self.folder, env=self.env)

    def hook(self, *options):
        return self.run(*self.program, "run", *options)

    def use(self, *hooks, args=()):
        """Have these hooks from now on."""
        given = ["--output-format=concise", "--output-format=full", *args]
        repo, rev = self.source
        listed = [{"id": hook, "args": given} for hook in hooks]
        repository = {"repo": repo, "rev": rev, "hooks": listed}
        write(self.folder, {CONFIG: json.dumps({"repos": [repository]})})
        return self

    def has(self, files):
        """Have files that are committed already, past the hooks."""
        write(self.folder, files)
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "Before")

    def commit(self, *options):
        """Try to commit what is staged: whether that was refused, and what was said."""
        before = self.run("git", "rev-parse", "HEAD")
        status, said = self.run("git", "commit", "-m", "Work", *options)
        assert (before == self.run("git", "rev-parse", "HEAD")) == bool(status), said
        return bool(status), said

    def commit_all(self):
        self.git("add", "-A")
        return self.commit()


def needs(program):
    if not shutil.which(PROGRAMS[program][0], path=environment()["PATH"]):
        pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="session", params=PROGRAMS)
def installed(request, checkout, registry, tmp_path_factory):
    """A blog without bad posts, and the home of a program with the hooks installed in it."""
    needs(request.param)
    folder, home = tmp_path_factory.mktemp("blog"), tmp_path_factory.mktemp("home")
    source = str(checkout), output("git", "rev-parse", "HEAD", cwd=checkout).strip()
    blog = Blog(folder, home, request.param, source).use("blint")
    files = {
        "blint.toml": 'exclude = ["posts/draft-*.md"]\n',
        "posts/images/cups.png": picture(),
        "posts/notes.txt": BROKEN,
        **GOOD,
    }
    write(folder, files)
    commit_all(folder)
    status, said = blog.run(*blog.program, "install", "--install-hooks")
    assert status == 0, said
    return folder, home, request.param, source


@pytest.fixture
def blog(installed, tmp_path):
    """A copy of that blog; the hooks are installed once for all."""
    folder, *rest = installed
    shutil.copytree(folder, tmp_path / "blog")
    return Blog(tmp_path / "blog", *rest)


@pytest.fixture
def site(blog):
    """The same with the hook for the whole site instead."""
    blog.use("blint-site")
    commit_all(blog.folder)
    return blog


def findings(said):
    found = re.findall(r"^ *(posts/.+?:\d+:\d+: \w+ [\w/-]+)", said, re.MULTILINE)
    return sorted(found)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_manifest_is_valid(program):
    needs(program)
    manifest = ROOT / ".pre-commit-hooks.yaml"
    status, out, err = run(*PROGRAMS[program], "validate-manifest", manifest, cwd=ROOT)
    assert status == 0, out + err
    assert "warning" not in (out + err).lower()


# --- posts -----------------------------------------------------------------------------------


def test_all_files(blog):
    write(blog.folder, {"posts/bad.md": BROKEN, "posts/bad.mdx": BROKEN})
    write(blog.folder, {"posts/draft-bad.md": BROKEN, "posts/bad.txt": BROKEN})
    commit_all(blog.folder)
    status, said = blog.hook("--all-files")
    assert status == 1
    assert findings(said) == [f"posts/bad.md:{FINDING}", f"posts/bad.mdx:{FINDING}"]
    assert "\n- exit code: 1\n" in said  # 2 would mean that it was given what is no post
    # One process, however many processors there are, for all posts but the draft.
    assert re.findall(r"\d+ posts, \d+ images", said) == [f"{len(GOOD) + 2} posts, 0 images"]


def test_a_clean_blog_passes(blog):
    status, said = blog.hook("--all-files", "--verbose")
    assert status == 0, said
    assert f"{len(GOOD)} posts, 0 images" in said
    assert findings(said) == []


@pytest.mark.parametrize("hook", BOTH)
def test_a_commit_of_a_bad_post_is_refused(blog, hook):
    blog.use(hook)
    blog.has({})
    name = "posts/我的 文章.md"
    write(blog.folder, {name: BROKEN})
    refused, said = blog.commit_all()
    assert refused
    assert findings(said) == [f"{name}:{FINDING}"]
    # which is looked up though it is not committed now
    assert "did you mean images/cups.png?" in said

    write(blog.folder, {name: BROKEN.replace("cup.png", "cups.png")})
    refused, said = blog.commit_all()
    assert not refused, said


@pytest.mark.parametrize(
    ("name", "outcome"), [("draft-x.md", "Passed"), ("x.txt", "Skipped"), ("x.MD", "Failed")]
)
def test_what_is_checked(blog, name, outcome):
    write(blog.folder, {f"posts/{name}": BROKEN})
    blog.git("add", "-A")
    status, said = blog.hook()
    assert said.splitlines()[0].endswith(outcome), said
    assert status == (outcome == "Failed")


@pytest.mark.parametrize("hook", BOTH)
def test_what_is_mended_and_what_is_left_are_both_said(blog, hook):
    blog.use(hook, args=["--fix"])
    blog.has({})
    wrong = f"{POST}\n![Cups](images/Cups.png)\n"
    write(blog.folder, {"posts/mended.md": wrong, "posts/left.md": BROKEN})
    refused, said = blog.commit_all()
    assert refused
    assert "- files were modified by this hook" in said
    assert re.search(r"posts/mended.md\n +11:9  image/wrong-case: write images/cups.png\n", said)
    assert "fixed 1 finding in 1 post" in said
    assert "no such file: images/cup.png" in said
    assert blog.git("diff", "--name-only") == "posts/mended.md\n"

    write(blog.folder, {"posts/left.md": BROKEN.replace("cup.png", "cups.png")})
    refused, said = blog.commit_all()
    assert not refused, said


# --- what happens elsewhere ------------------------------------------------------------------


def test_an_image_that_is_deleted(site):
    site.has({"posts/一 二.md": CUP, "posts/images/杯 子.png": picture()})
    site.git("rm", "-q", "posts/images/杯 子.png")
    refused, said = site.commit()
    assert refused
    assert findings(said) == ["posts/一 二.md:11:11: error image/missing"]
    site.use("blint")
    site.git("add", CONFIG)
    refused, said = site.commit()
    assert not refused, "the other hook is given no post"
    assert "Skipped" in said


def test_an_image_that_is_renamed(site):
    site.has({"posts/一 二.md": CUP, "posts/images/杯 子.png": picture()})
    site.git("mv", "posts/images/杯 子.png", "posts/images/new.png")
    refused, said = site.commit()
    assert refused
    assert findings(said) == ["posts/一 二.md:11:11: error image/missing"]
    write(site.folder, {"posts/一 二.md": CUP.replace("<images/杯 子.png>", "images/new.png")})
    refused, said = site.commit_all()
    assert not refused, said


def test_an_image_that_became_heavier(site):
    site.use("blint-site", args=["--fail-on=warning"])
    site.has({"posts/a.md": CUP, "posts/images/杯 子.png": picture()})
    write(site.folder, {"posts/images/杯 子.png": picture(weight=3_000_000)})
    refused, said = site.commit_all()
    assert refused
    assert findings(said)[0].endswith("image/too-heavy")


def test_a_post_that_is_renamed(site):
    old = CUP + "\n![Cups](images/cup.png)\n"  # a debt
    site.has({"posts/一 二.md": old, "posts/images/杯 子.png": picture()})
    site.git("mv", "posts/一 二.md", "posts/三 四.md")
    refused, said = site.commit()
    assert not refused, said
    (site.folder / "posts/in").mkdir()
    site.git("mv", "posts/三 四.md", "posts/in/五.md")
    refused, said = site.commit()
    assert refused
    assert "posts/in/五.md:11:11: error image/missing" in findings(said)


def test_old_debts_do_not_stop_a_commit(site):
    site.has({"posts/a.md": BROKEN, "posts/b.md": BROKEN})
    write(site.folder, {"posts/a.md": BROKEN.replace("Text.", "Text.\n\nMore.")})
    refused, said = site.commit_all()
    assert not refused, said


def test_the_last_post_that_is_removed(site):
    site.git("rm", "-rq", "posts")
    refused, said = site.commit()
    assert not refused, said


# --- what is committed, and no more ----------------------------------------------------------


@pytest.mark.parametrize("hook", BOTH)
def test_what_is_not_staged_does_not_count(blog, hook):
    blog.use(hook)
    blog.has({"posts/a.md": POST})
    write(blog.folder, {"posts/a.md": BROKEN, "posts/untracked.md": BROKEN, "posts/b.md": POST})
    blog.git("add", "posts/b.md")
    refused, said = blog.commit()
    assert not refused, said
    assert "cup.png" in (blog.folder / "posts/a.md").read_text(encoding="utf-8")
    refused, said = blog.commit_all()
    assert refused
    assert findings(said) == [f"posts/a.md:{FINDING}", f"posts/untracked.md:{FINDING}"]


@pytest.mark.parametrize("hook", BOTH)
def test_a_commit_of_some_files(blog, hook):
    blog.use(hook)
    blog.has({})
    write(blog.folder, {"posts/new.md": BROKEN, "posts/good-00.md": POST + "\nMore.\n"})
    blog.git("add", "-A")
    refused, said = blog.commit("--", "posts/good-00.md")
    assert not refused, said
    refused, said = blog.commit()
    assert refused
    assert findings(said) == [f"posts/new.md:{FINDING}"]


def test_a_commit_in_a_second_working_tree(site, tmp_path):
    site.git("worktree", "add", "-q", "-b", "second", str(tmp_path / "第二 tree"))
    site.folder = tmp_path / "第二 tree"
    write(site.folder, {"posts/new.md": BROKEN, "posts/good-00.md": POST + "\nMore.\n"})
    site.git("add", "-A")
    refused, said = site.commit("--", "posts/good-00.md")
    assert not refused, said
    refused, said = site.commit()
    assert refused
    assert findings(said) == [f"posts/new.md:{FINDING}"]


@pytest.mark.parametrize("hooks", [BOTH[:1], BOTH[1:], BOTH], ids=str)
def test_the_first_commit(blog, hooks):
    shutil.rmtree(blog.folder)
    blog.folder.mkdir()
    blog.git("init", "-q")
    blog.use(*hooks)
    status, said = blog.run(*blog.program, "install")
    assert status == 0, said
    write(blog.folder, {"posts/坏 的.md": BROKEN})
    refused, said = blog.commit_all()
    assert refused
    assert findings(said) == [f"posts/坏 的.md:{FINDING}"] * len(hooks)
    blog.git("rm", "-q", "--cached", "posts/坏 的.md")
    (blog.folder / "posts/坏 的.md").unlink()
    refused, said = blog.commit()
    assert not refused, "a blog may begin without posts"
    write(blog.folder, {"posts/a.md": POST})
    refused, said = blog.commit_all()
    assert not refused, said


@pytest.mark.parametrize("hook", BOTH)
def test_a_merge(blog, hook):
    """It is compared with the branch that is merged into."""
    blog.use(hook)
    blog.has({"posts/a.md": POST, "posts/b.md": CUP, "posts/images/杯 子.png": picture()})
    blog.git("checkout", "-q", "-b", "other")
    blog.git("rm", "-q", "posts/images/杯 子.png", "posts/b.md")
    blog.has({"posts/a.md": POST.replace("Text", "Theirs")})
    blog.git("checkout", "-q", "-")
    blog.has({"posts/a.md": POST.replace("Text", "Ours"), "posts/c.md": CUP})
    status, _ = blog.run("git", "merge", "other")
    assert status == 1
    write(blog.folder, {"posts/a.md": BROKEN})
    refused, said = blog.commit_all()
    assert refused
    own = [f"posts/a.md:{FINDING}"]
    lost = ["posts/c.md:11:11: error image/missing"] if hook == "blint-site" else []
    assert set(findings(said)) >= {*own, *lost}
    write(blog.folder, {"posts/a.md": POST, "posts/c.md": POST})
    refused, said = blog.commit_all()
    assert not refused, said
    assert len(blog.git("show", "-s", "--format=%p").split()) == 2


def test_both_together(blog):
    blog.use(*BOTH)
    blog.has({"posts/a.md": CUP, "posts/images/杯 子.png": picture()})
    blog.git("rm", "-q", "posts/images/杯 子.png")
    write(blog.folder, {"posts/b.md": BROKEN})
    refused, said = blog.commit_all()
    assert refused
    new, caused = f"posts/b.md:{FINDING}", "posts/a.md:11:11: error image/missing"
    assert findings(said) == sorted([new, new, caused])
    write(blog.folder, {"posts/a.md": POST, "posts/b.md": POST})
    refused, said = blog.commit_all()
    assert not refused, said


@pytest.mark.parametrize("hook", BOTH)
def test_more_files_than_a_command_line_holds(blog, hook):
    blog.use(hook)
    names = [f"posts/{'很长的 名字' * 6}-{number}.md" for number in range(1500)]
    assert sum(len(name.encode()) for name in names) > 1 << 17
    write(blog.folder, dict.fromkeys(names, POST) | {names[-1]: BROKEN})
    refused, said = blog.commit_all()
    assert refused
    assert findings(said) == [f"{names[-1]}:{FINDING}"]
    counts = re.findall(r"([\d,]+) posts?, \d+ images? in", said)
    assert sum(int(count.replace(",", "")) for count in counts) == len(names) + (
        len(GOOD) if hook == "blint-site" else 0
    )
