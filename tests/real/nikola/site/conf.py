import time

BLOG_AUTHOR = "Ann"
BLOG_TITLE = "Notes"
SITE_URL = "https://example.com/"
BLOG_EMAIL = "ann@example.com"
BLOG_DESCRIPTION = "Notes"
DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: ""}
THEME = "notes"
TIMEZONE = "UTC"

POSTS = (
    ("posts/*.md", "posts", "post.tmpl"),
    ("posts/*.rst", "posts", "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
COMPILERS = {"markdown": (".md",), "rest": (".rst",)}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.fenced_code",
    "markdown.extensions.codehilite",
    "markdown.extensions.extra",
]

IMAGE_FOLDERS = {"images": "images"}
INDEX_TEASERS = True
INDEX_DISPLAY_POST_COUNT = 1000
USE_TAG_METADATA = False
GENERATE_RSS = False
GENERATE_ATOM = False
CREATE_ARCHIVE_NAVIGATION = False
DISABLED_PLUGINS = [
    "classify_archive",
    "classify_authors",
    "classify_categories",
    "classify_tags",
    "copy_assets",
    "create_bundles",
    "render_sources",
    "robots",
    "sitemap",
]
