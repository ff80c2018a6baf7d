"""Answers about files: the only room that looks at the disk for posts."""
