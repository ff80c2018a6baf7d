"""One post, read and parsed, with exact places."""
