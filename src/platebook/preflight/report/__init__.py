"""Reports of an inspection: text, HTML, SARIF, and the accessibility statement."""
