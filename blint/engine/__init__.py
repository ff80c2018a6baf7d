"""Posts become findings."""
