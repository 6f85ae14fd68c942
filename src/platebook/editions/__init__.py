"""What is special about each edition: its files, the renditions it needs, how it is written."""
