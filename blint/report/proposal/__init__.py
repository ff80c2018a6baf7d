"""A configuration that is proposed, and the file that it becomes."""
