"""The baseline: findings that a site has accepted, in a file that people review and merge."""
