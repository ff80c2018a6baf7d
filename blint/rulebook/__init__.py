"""What rules there are, and which of them are in force for a post."""
