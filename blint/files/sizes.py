"""Sizes of files, for people."""

from __future__ import annotations


def human_size(size: int) -> str:
    """Bytes in the unit a person would use: ``812 B``, ``412 KiB``, ``4.2 MiB``."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        kib = size / 1024
        return f"{kib:.1f} KiB" if kib < 10 else f"{kib:.0f} KiB"
    return f"{size / 1024 / 1024:.1f} MiB"
