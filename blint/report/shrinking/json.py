"""What ``blint shrink`` did as one JSON object, version 1: keys are added in later versions, none
is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from blint import __version__
from blint.report.json import as_text
from blint.report.shrinking.wording import reason

if TYPE_CHECKING:
    from blint.report.shrinking.model import Change, Shrinking, Side

VERSION = 1


def render(run: Shrinking, out: TextIO) -> None:
    """Write the object, in ASCII: any encoding carries it, and no terminal obeys it."""
    data = {
        "version": VERSION,
        "blint": __version__,
        "written": run.written,
        "summary": {
            "images": run.images,
            "changed": len(run.done),
            "skipped": len(run.skipped),
            "posts": run.posts,
            "references": sum(change.references for change in run.changes),
        },
        "saved": run.saved,
        "images": [_change(change, run.language) for change in run.done],
        "skipped": [_change(change, run.language) for change in run.skipped],
        "unread": [{"path": path, "message": message} for path, message in run.unread],
    }
    out.write(f"{as_text(data)}\n")


def _change(change: Change, language: str) -> dict[str, Any]:
    why = change.why
    return {
        "path": change.before.path,
        "action": change.action,
        "before": _side(change.before),
        "after": change.after and {**_side(change.after), "path": change.after.path},
        "quality": change.quality,
        "references": change.references,
        "saved": change.saved,
        "reason": why and why.reason,
        "message": why and reason(why, language),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "bytes": side.size,
        "width": side.width,
        "height": side.height,
        "format": side.format,
    }
