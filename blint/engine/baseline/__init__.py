"""Findings that were accepted one day, so that only new ones count from then on."""
