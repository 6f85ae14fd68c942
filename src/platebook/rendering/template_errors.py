"""Says in plain words what went wrong while a template was filled."""

from __future__ import annotations

import re

import jinja2
from jinja2.exceptions import SecurityError

#: What Python's types are called in messages.
_KINDS = {
    **dict.fromkeys(("Markup", "str"), "a text"),
    **dict.fromkeys(("int", "float"), "a number"),
    **dict.fromkeys(("list", "tuple"), "a list"),
    **dict.fromkeys(("dict", "mappingproxy"), "a mapping"),
    **dict.fromkeys(("Function", "function", "builtin_function_or_method"), "a function"),
    "NoneType": "nothing",
    "bool": "true or false",
}
_NAME = r"['\"]?([\w.]+)['\"]?"
#: What Python says of values of the wrong types, and what that means.
_OF_TYPES = (
    (rf"operand type\(s\) for (\S+?)=?(?: or \S+)?: {_NAME} and {_NAME}", "“{}” joins {} and {}"),
    (rf"concatenate ()(\w+) \(not {_NAME}\)", "“+”{} joins {} and {}"),
    (rf"'(\S+)' not supported between instances of {_NAME} and {_NAME}", "“{}” compares {} and {}"),
    (rf"bad operand type for (?:unary )?(\S+?)(?:\(\))?: {_NAME}", "“{}” is used on {}"),
    (rf"can't multiply sequence by non-int of type {_NAME}", "a text or list is repeated by {}"),
    (rf"{_NAME} object is not iterable", "a list is needed, and there is {}"),
    (rf"argument of type {_NAME} is not iterable", "“in” looks into {}"),
    (rf"{_NAME} object is not callable", "{} is called as a function"),
    (rf"{_NAME} object (?:is not subscriptable|does not support)", "a part is wanted of {}"),
    (r"indices must be integers", "a list or text is asked for a part that is no number"),
    (rf"object of type {_NAME} has no len", "a length is wanted of {}"),
    (r"(\w+)\(\) missing \d+ required .*?: (.+)", "{} is called without {}"),
    (r"(\w+)\(\) takes .*? but .* given", "{} is called with too many values"),
    (
        r"(\w+)\(\) got an unexpected keyword argument '(\w+)'",
        "{} is called with {}=, which it does not take",
    ),
    (
        r"not all arguments converted|not enough arguments|format",
        "a format and its values do not match",
    ),
)
_OBJECT = re.compile(r"'(?:\w+\.)*(\w+) object'")


def reason(error: Exception) -> str:
    """Say what went wrong. The words of an error of ours or of Jinja2 are kept."""
    # “'platebook.book.Page object' has no …” is Python's way of saying “Page has no …”.
    words = _OBJECT.sub(r"\1", str(error)).rstrip(".")
    if isinstance(error, jinja2.UndefinedError | SecurityError):
        return words
    if "4300 digits" in words:
        return "a number has more digits than can be printed"
    if isinstance(error, ZeroDivisionError):
        return "a number is divided by zero"
    if isinstance(error, ArithmeticError | NameError) or "too large" in words or "too big" in words:
        return "a number is too large, or is none"
    if isinstance(error, KeyError | IndexError):
        return f"there is no {words} in the value that is asked for it"
    return _of_types(words) if isinstance(error, TypeError) else words


def _of_types(words: str) -> str:
    """Say in plain words what Python says of values of the wrong types."""
    if "is no text" in words:  # ours, of a function that is printed
        return words
    for pattern, said in _OF_TYPES:
        if found := re.search(pattern, words):
            parts = (_KINDS.get(each, each.rpartition(".")[2]) for each in found.groups(""))
            return f"values do not fit together: {said.format(*parts)}"
    return "a value is not of the kind that is needed here"
