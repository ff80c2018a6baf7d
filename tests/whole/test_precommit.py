"""The hook, as pre-commit installs it and runs it in a blog's repository."""

from __future__ import annotations

import json
import re
import shutil
import sys

import pytest
from processes import commit_all, environment, output, run
from support import FRONT, POST, ROOT, picture, write

pytestmark = pytest.mark.slow

PRE_COMMIT = (sys.executable, "-m", "pre_commit")
GOOD = {f"posts/good-{number:02}.md": POST for number in range(20)}
BROKEN = FRONT + "![Cups](images/cup.png)\n\n<!-- more -->\n\nText.\n"
FINDING = "5:9: error image/missing"


class Blog:
    """A blog whose pre-commit configuration has the hook."""

    def __init__(self, folder, home):
        self.folder = folder
        self.env = environment(PRE_COMMIT_HOME=str(home), PRE_COMMIT_COLOR="never")

    def run(self, *command):
        status, out, err = run(*command, cwd=self.folder, env=self.env)
        return status, out + err

    def hook(self, *options):
        return self.run(*PRE_COMMIT, "run", *options)

    def head(self):
        return output("git", "rev-parse", "HEAD", cwd=self.folder)


@pytest.fixture(scope="session")
def installed(checkout, registry, tmp_path_factory):
    """A blog without bad posts, and pre-commit's home with the hook installed in it."""
    blog, home = tmp_path_factory.mktemp("blog"), tmp_path_factory.mktemp("home")
    hook = {"id": "blint", "args": ["--output-format=concise", "--output-format=full"]}
    repository = {
        "repo": str(checkout),
        "rev": output("git", "rev-parse", "HEAD", cwd=checkout).strip(),
        "hooks": [hook],
    }
    files = {
        ".pre-commit-config.yaml": json.dumps({"repos": [repository]}),
        "blint.toml": 'exclude = ["posts/draft-*.md"]\n',
        "posts/images/cups.png": picture(),
        "posts/notes.txt": BROKEN,
        **GOOD,
    }
    write(blog, files)
    commit_all(blog)
    status, said = Blog(blog, home).run(*PRE_COMMIT, "install", "--install-hooks")
    assert status == 0, said
    return blog, home


@pytest.fixture
def blog(installed, tmp_path):
    """A copy of that blog; the hook is installed once for all."""
    folder, home = installed
    shutil.copytree(folder, tmp_path / "blog")
    return Blog(tmp_path / "blog", home)


def findings(said):
    return re.findall(r"^posts/[^ ]+:\d+:\d+: \w+ [\w/-]+", said, re.MULTILINE)


def test_the_manifest_is_valid():
    manifest = ROOT / ".pre-commit-hooks.yaml"
    status, out, err = run(*PRE_COMMIT, "validate-manifest", manifest, cwd=ROOT)
    assert (status, out + err) == (0, "")


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


def test_a_commit_of_a_bad_post_is_refused(blog):
    before = blog.head()
    write(blog.folder, {"posts/bad.md": BROKEN})
    output("git", "add", "-A", cwd=blog.folder)
    status, said = blog.run("git", "commit", "-m", "A post")
    assert status == 1
    assert findings(said) == [f"posts/bad.md:{FINDING}"]
    assert (
        "did you mean images/cups.png?" in said
    )  # which is looked up though it is not committed now
    assert blog.head() == before

    write(blog.folder, {"posts/bad.md": BROKEN.replace("cup.png", "cups.png")})
    output("git", "add", "-A", cwd=blog.folder)
    status, said = blog.run("git", "commit", "-m", "A post")
    assert status == 0, said
    assert blog.head() != before


@pytest.mark.parametrize(
    ("name", "outcome"), [("draft-x.md", "Passed"), ("x.txt", "Skipped"), ("x.MD", "Failed")]
)
def test_what_is_checked(blog, name, outcome):
    write(blog.folder, {f"posts/{name}": BROKEN})
    output("git", "add", "-A", cwd=blog.folder)
    status, said = blog.hook()
    assert said.splitlines()[0].endswith(outcome), said
    assert status == (outcome == "Failed")


def test_what_is_mended_and_what_is_left_are_both_said(blog):
    configuration = blog.folder / ".pre-commit-config.yaml"
    hook = json.loads(configuration.read_text(encoding="utf-8"))
    hook["repos"][0]["hooks"][0]["args"] = ["--fix"]
    write(blog.folder, {configuration.name: json.dumps(hook)})
    wrong = f"{POST}\n![Cups](images/Cups.png)\n"
    write(blog.folder, {"posts/mended.md": wrong, "posts/left.md": BROKEN})
    output("git", "add", "-A", cwd=blog.folder)
    status, said = blog.run("git", "commit", "-m", "Posts")
    assert status == 1
    assert "- files were modified by this hook" in said
    assert "posts/mended.md\n     11:9  image/wrong-case: write images/cups.png\n" in said
    assert "fixed 1 finding in 1 post" in said
    assert "no such file: images/cup.png" in said
    assert output("git", "diff", "--name-only", cwd=blog.folder) == "posts/mended.md\n"

    write(blog.folder, {"posts/left.md": BROKEN.replace("cup.png", "cups.png")})
    output("git", "add", "-A", cwd=blog.folder)
    status, said = blog.run("git", "commit", "-m", "Posts")
    assert status == 0, said
