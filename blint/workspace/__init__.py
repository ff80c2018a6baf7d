"""From paths to posts, each with its configuration and its site."""
