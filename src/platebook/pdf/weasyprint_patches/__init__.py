"""Changes to WeasyPrint’s behaviour, each in a module of its own."""
