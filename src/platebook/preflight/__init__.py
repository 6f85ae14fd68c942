"""Inspects finished EPUBs and PDFs, ours and others', by code that did not write them.

``inspect_files.inspect`` reads every file in a process of its own, with a bound on time and memory,
and ends with findings or a clear refusal, never with a traceback. ``codes`` knows every kind of
finding.
"""
