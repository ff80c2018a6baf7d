"""VuePress: what its configuration may compute."""

from __future__ import annotations

import pytest
from support import check, found, write


@pytest.mark.parametrize("version", ["1.9.10", "2.0.0"])
@pytest.mark.parametrize(
    ("setting", "missing"),
    [
        ("public: path.resolve(__dirname, '../static')", False),
        ("base: process.env.BASE", False),
        ("base: '/'", True),
        ("public: 'docs/.vuepress/public'", True),
    ],
)
def test_what_the_program_sets_is_unknown(tmp_path, version, setting, missing):
    files = {
        ".git/": "",
        "package.json": f'{{"devDependencies": {{"vuepress": "{version}"}}}}',
        "docs/.vuepress/config.js": f"module.exports = {{ {setting} }}\n",
        "docs/posts/a.md": "---\ntitle: A\n---\n![a](/a.png)\n",
    }
    write(tmp_path, files)
    said = found(check(tmp_path, "docs/posts/a.md"), "image")
    assert said == ([("docs/posts/a.md", 4, "image/missing")] if missing else [])
