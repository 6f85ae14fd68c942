"""Readers: one module per kind of source, each giving an ``Article``, rows or photographs."""
