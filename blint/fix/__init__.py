"""Mending what was found."""
