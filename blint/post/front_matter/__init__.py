"""A post's front matter: found, parsed, and every key and value with its exact place."""
