"""Whether two images show the same photograph."""
