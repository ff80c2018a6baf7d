"""Answers of earlier runs, for posts of which nothing has changed that the answer depended on."""
