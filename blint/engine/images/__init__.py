"""The image files of a site: which nothing names, which belong to no post, which are copies."""
