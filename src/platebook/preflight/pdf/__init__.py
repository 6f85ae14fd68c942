"""Inspects PDFs: the press's and the screen's, by what a printer, a press standard and readers ask.

``inspect_pdf.inspect`` opens a file and carries out every check.
"""
