"""``blint init``: look at a blog, and propose what its maintainer would configure."""
