"""Builds many stories, each in a process of its own; what is up to date is not built again."""

from platebook.batch.model import BatchOptions, Receipt, State
from platebook.batch.run_batch import run_batch

__all__ = ["BatchOptions", "Receipt", "State", "run_batch"]
