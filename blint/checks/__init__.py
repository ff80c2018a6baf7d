"""The checks: plain functions that take a post and yield the places where a rule is broken."""
