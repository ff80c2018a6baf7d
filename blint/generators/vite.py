"""What Vite, Vue and markdown-it do for the generators that are built on them."""

from __future__ import annotations

from blint.post.markdown.model import Dialect

# Vite: KNOWN_ASSET_TYPES (src/node/constants.ts). Up to Vite 5, and so in VitePress 1, capitals
# are no match: a build with ![](IMG_1.JPG) stops.
ASSETS = frozenset(
    "apng bmp png jpg jpeg jfif pjpeg pjp gif svg ico webp avif cur jxl mp4 webm ogg mp3 wav flac"
    " aac opus mov m4a vtt woff woff2 eot ttf otf webmanifest pdf txt".split()
)

# markdown-it with ::: for containers; Vue compiles what comes of it.
VUE_MARKDOWN = Dialect(containers=True, vue=True)
