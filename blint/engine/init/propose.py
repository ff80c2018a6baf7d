"""What a blog's maintainer would configure: the lines for what its posts have in common, and none
for what is so anyway."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.init.fields import closed, required
from blint.engine.init.survey import DATED, served_from
from blint.files.sizes import human_size
from blint.post.site import Marker
from blint.report.proposal.model import Item, Line, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.engine.init.survey import Survey
    from blint.post.site import Site
    from blint.workspace.sites import BuiltSite

_FEWEST = 5  # posts, images or names: fewer show no habit
_WEIGHTS = {300 << 10: "300 KiB", 500 << 10: "500 KiB", 1 << 20: "1 MiB"}
_DEFAULT_WEIGHT = 500 << 10
_WIDTHS = (1200, 1600, 2000)
_MOST = 10  # fields of one kind that are named


def nearly_all(count: int, number: int) -> bool:
    """Whether that is nineteen of twenty, at least."""
    return number > 0 and count * 20 >= number * 19


def _share(name: str, count: int, number: int, noun: str = "post", **values: object) -> Reason:
    """A reason that tells how many of how many do it."""
    return Reason(name, {"count": count, "all": number, "noun": noun, **values})


def lines(survey: Survey, built: BuiltSite, folder: str) -> Iterator[Line]:
    """The settings of the site and its rules; ``folder`` is the absolute one of the file."""
    yield from _public(survey, built, folder)
    yield from _marker(survey, built.site)
    yield from _image_keys(survey, built.site)
    yield from _required(survey, built.site)
    yield from _allowed(survey)
    yield from _weight(survey)
    yield from _width(survey)
    yield from _alt(survey)
    yield from _names(survey)


def _public(survey: Survey, built: BuiltSite, folder: str) -> Iterator[Line]:
    """The folder that is served at /, where no generator tells."""
    site = built.site
    if site.public or built.generator.name != "plain" or len(survey.rooted) < _FEWEST:
        return
    name, count = served_from(survey, folder, site.files)
    if nearly_all(count, len(survey.rooted)):
        reason = _share("public", count, len(survey.rooted), "path")
        yield Line("site", ("public",), [Item(name)], [reason])


def _marker(survey: Survey, site: Site) -> Iterator[Line]:
    """The marker that the posts have, where nothing of the site asks for it. That one in four lacks
    it is no reason to leave it out: they are findings anyway, once all posts are checked."""
    if site.marker_evidence or survey.posts < _FEWEST:
        return
    text, count = "", 0
    if site.marker is None and survey.markers:
        ((text, count),) = survey.markers.most_common(1)
    elif site.marker and site.marker.pattern == Marker.exactly(site.marker.text).pattern:
        text, count = site.marker.text, survey.marked
    if count * 4 >= survey.posts * 3:
        yield Line("site", ("marker",), text, [_share("has", count, survey.posts)])


def _image_keys(survey: Survey, site: Site) -> Iterator[Line]:
    """The fields that hold images, where there are others than blint looks into anyway."""
    more = [
        Item(field, _share("image-key", survey.found_image_fields[field], number, "value"))
        for field, number in survey.image_fields.items()
        if number > 1
        and field.isprintable()
        and nearly_all(survey.found_image_fields[field], number)
    ]
    if more:
        usual = dict.fromkeys((*site.image_keys, *survey.known_image_fields))
        known = [Item(field, Reason("usual-image-key")) for field in usual]
        yield Line("site", ("image-keys",), [*known, *more[:_MOST]])


def _required(survey: Survey, site: Site) -> Iterator[Line]:
    number = survey.posts
    found = required(survey.fields, number) if number >= _FEWEST else []
    found = [path for path in found if path not in survey.provided]
    if set(found) <= set(site.required):
        return
    items = [Item(path, _share("has", survey.fields[path].posts, number)) for path in found]
    yield Line("rules", ("front-matter/missing-field", "fields"), items)


def _allowed(survey: Survey) -> Iterator[Line]:
    found = ((path, closed(path, field)) for path, field in survey.fields.items())
    few = [(path, values) for path, values in found if values]
    for path, values in few[:_MOST]:
        reasons = [Reason("allowed", {"field": path, "all": values.posts})]
        for slip, (near, times) in values.slips.items():
            reasons.append(Reason("slip", {"value": slip, "near": near, "all": times}))
        key = ("front-matter/invalid-field", "allowed", path)
        yield Line("rules", key, [Item(value) for value in values.values], reasons)


def _weight(survey: Survey) -> Iterator[Line]:
    sizes = [facts.size for facts in survey.images.values() if facts.size and not facts.lfs_pointer]
    if len(sizes) < _FEWEST * 2:
        return
    counts = {limit: sum(size <= limit for size in sizes) for limit in _WEIGHTS}
    met = (limit for limit, count in counts.items() if nearly_all(count, len(sizes)))
    limit = next(met, max(_WEIGHTS))
    if limit != _DEFAULT_WEIGHT:
        reason = _share("weight", counts[limit], len(sizes), "image", most=human_size(max(sizes)))
        yield Line("rules", ("image/too-heavy", "max-size"), _WEIGHTS[limit], [reason])


def _width(survey: Survey) -> Iterator[Line]:
    widths = [facts.width for facts in survey.images.values() if facts.width]
    if len(widths) < _FEWEST * 2:
        return
    for limit in _WIDTHS:
        count = sum(width <= limit for width in widths)
        if nearly_all(count, len(widths)):
            reason = _share("width", count, len(widths), "image", most=max(widths))
            yield Line("rules", ("image/too-large", "max-width"), limit, [reason])
            return


def _alt(survey: Survey) -> Iterator[Line]:
    """Words for images, where nearly every one has them: then one without is an oversight."""
    with_alt = survey.shown - survey.without_alt
    if survey.shown >= _FEWEST * 4 and with_alt * 50 >= survey.shown * 49:
        reason = _share("alt", with_alt, survey.shown, "image")
        yield Line("rules", ("image/missing-alt",), "error", [reason])


def _names(survey: Survey) -> Iterator[Line]:
    if survey.posts < _FEWEST or not nearly_all(survey.kebab, survey.posts):
        return
    if nearly_all(survey.dated, survey.posts):
        reason = _share("dated-names", survey.dated, survey.posts)
        yield Line("rules", ("post/filename", "pattern"), DATED.pattern, [reason])
    else:
        reason = _share("names", survey.kebab, survey.posts)
        yield Line("rules", ("post/filename",), "warning", [reason])


def notes(built: BuiltSite, folder: str) -> Iterator[Reason]:
    """What blint reads from the site itself, so that nobody has to write it."""
    from blint.files.paths import relative

    facts = built.facts
    if facts.marker and facts.marker_evidence:
        file = relative(facts.marker_evidence, folder)
        yield Reason("known-marker", {"marker": facts.marker.text, "file": file})
    plain = (facts.root, facts.content)
    there = [path for path in facts.public if os.path.isdir(path) and path not in plain]
    if there:
        folders = ", ".join(relative(path, folder) for path in there)
        yield Reason("known-public", {"folders": folders})
