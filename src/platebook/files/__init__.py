"""Files that must be whole: transactions, temporary folders, and files that a user names."""
