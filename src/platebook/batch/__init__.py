"""Builds many stories, here or on a cluster; what is up to date is not built again."""

from platebook.batch.build_story import books_on_disk
from platebook.batch.find_stories import BatchOptions, Receipt, State
from platebook.batch.object_store import local
from platebook.batch.run_batch import run_batch

__all__ = ["BatchOptions", "Receipt", "State", "books_on_disk", "local", "run_batch"]
