"""The desk: a live preview of both books in the browser, for ``platebook serve``.

Two processes: the web process (``server``, ``security``, ``watch``) answers the browser and never
loads WeasyPrint; a worker (``worker``, ``preview``) lays the book out and draws its pages. They
exchange the frozen values of ``model`` and ``messages``.
"""
