"""A post's body: what is in it, and where."""
