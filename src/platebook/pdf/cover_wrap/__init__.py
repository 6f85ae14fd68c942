"""The cover wrap: back cover, spine and front cover on one sheet."""
