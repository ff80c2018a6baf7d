"""What most posts of a site do, which no post knows of itself: decided once a run is through."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blint.files.paths import shown
from blint.model import Severity

if TYPE_CHECKING:
    from blint.model import Finding
    from blint.workspace.discovery import Post

_FEW = 4  # one of so many posts, at most, goes against a convention; the others have it
_ENOUGH = 10  # posts, to say that a site does well without


def settled(findings: list[Finding], posts: list[Post]) -> list[Finding]:
    """The findings, in their order, without those that only a convention would make: they stay
    where at most a quarter of the site's posts in this run have one. Where most posts go against
    what the site's configuration asks for, or its generator, that is only info: the site
    is there, so it does without, or what blint has read of it is not all.

    A post that is checked alone shows no convention, however many lie beside it.
    """
    sites = {shown(post.path): id(post.built) for post in posts}
    sizes = Counter(sites.values())
    weighed = {(f.rule, f.path) for f in findings if f.convention}
    lacking = Counter((rule, sites[path]) for rule, path in weighed)
    kept = []
    for finding in findings:
        if not finding.convention:
            kept.append(finding)
            continue
        site = sites[finding.path]
        without, all_of_them = lacking[finding.rule, site], sizes[site]
        if finding.convention == "makes" and without * _FEW > all_of_them:
            continue
        if finding.convention == "excuses" and without * 2 > all_of_them >= _ENOUGH:
            finding = finding._replace(severity=Severity.INFO, fix=None)
        kept.append(finding)
    return kept
