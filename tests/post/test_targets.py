"""What a post's paths lead to, where links on the disk come between."""

from __future__ import annotations

from support import POST, check, found, write

HEXO = '{"dependencies": {"hexo": "7.3.0"}}'


def test_a_theme_linked_from_outside_may_hold_the_file(tmp_path):
    """Nothing is opened out there, so nothing can be said of what only the theme may serve."""
    write(tmp_path, {"elsewhere/theme/source/": "", "site/.git/": ""})
    write(tmp_path / "site", {"_config.yml": "theme: tea\n", "package.json": HEXO})
    (tmp_path / "site/themes").mkdir()
    (tmp_path / "site/themes/tea").symlink_to(tmp_path / "elsewhere/theme")
    write(tmp_path / "site", {"source/_posts/a.md": POST + "\n![Logo](/images/logo.png)\n"})
    assert found(check(tmp_path / "site"), "image") == []


def test_a_link_that_the_path_names_is_outside(tmp_path):
    write(tmp_path, {"elsewhere/a.png": "", "site/.git/": ""})
    write(tmp_path / "site", {"a.md": POST + "\n![Cups](images/a.png)\n"})
    (tmp_path / "site/images").symlink_to(tmp_path / "elsewhere")
    rules = [rule for _, _, rule in found(check(tmp_path / "site"), "image")]
    assert rules == ["image/outside-site"]
