"""blint checks the posts of a Markdown blog before readers do."""

__version__ = "0.1.0"
