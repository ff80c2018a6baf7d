"""What Hugo and Zola leave out on purpose: what is wrong there is graded one step lower."""

from __future__ import annotations

import pytest
from support import check, write

HUGO = ("hugo.toml", 'baseURL = "https://example.org/"\n')
ZOLA = ("zola.toml", 'base_url = "https://example.org"\n')


@pytest.mark.parametrize(
    ("config", "fields", "severity"),
    [
        (HUGO, "", "error"),
        (HUGO, "draft: true", "warning"),
        (HUGO, 'draft: "true"', "warning"),
        (HUGO, "draft: yes", "error"),
        (HUGO, "draft: false", "error"),
        (HUGO, "expiryDate: 2020-01-01", "warning"),
        (HUGO, "unpublishdate: 2020-01-01T10:00:00Z", "warning"),
        (HUGO, "expiryDate: 2990-01-01", "error"),
        (HUGO, "headless: true", "error"),
        (HUGO, "build: {render: never}", "warning"),
        ((HUGO[0], HUGO[1] + "buildDrafts = true\n"), "draft: true", "error"),
        ((HUGO[0], HUGO[1] + "buildExpired = true\n"), "expiryDate: 2020-01-01", "error"),
        ((HUGO[0], HUGO[1] + "ignoreFiles = ['p\\.md$']\n"), "", "warning"),
        (ZOLA, "", "error"),
        (ZOLA, "draft: true", "warning"),
        (ZOLA, "draft: false", "error"),
    ],
)
def test_a_missing_image(tmp_path, config, fields, severity):
    name, text = config
    post = f"---\ntitle: T\ndate: 2024-01-02\n{fields}\n---\nText\n\n![A](/no.png)\n"
    write(tmp_path, {".git/": "", name: text, "content/posts/p.md": post})
    (finding,) = check(tmp_path, "content/posts/p.md", select=("image",)).findings
    assert finding.severity.value == severity
