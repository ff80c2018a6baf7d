"""A finished run, written for people or programs: one module a format, each with one ``render``."""
