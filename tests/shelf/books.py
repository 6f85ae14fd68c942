"""The names of the two stories on the tests' shelf."""

EN, AR = "street", "sharia"
