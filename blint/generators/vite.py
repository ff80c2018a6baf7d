"""What Vite does for the generators that are built on it."""

from __future__ import annotations

# Vite: KNOWN_ASSET_TYPES (src/node/constants.ts). Up to Vite 5, and so in VitePress 1, capitals
# are no match: a build with ![](IMG_1.JPG) stops.
ASSETS = frozenset(
    "apng bmp png jpg jpeg jfif pjpeg pjp gif svg ico webp avif cur jxl mp4 webm ogg mp3 wav flac"
    " aac opus mov m4a vtt woff woff2 eot ttf otf webmanifest pdf txt".split()
)
