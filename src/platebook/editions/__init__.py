"""The editions, one module each: files, required renditions, writer, kind for inspection."""
