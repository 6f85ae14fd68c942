"""Independent judges of a finished book: programs that others wrote, asked by the slow tests.

Each function takes a file and gives back what the judge said, as plain values; what is good
enough is for the test to say. A judge that is missing fails the test with the line to type.
"""
