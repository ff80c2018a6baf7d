"""What ``blint shrink`` did or would do, written: one module a format, each with one ``render``."""
