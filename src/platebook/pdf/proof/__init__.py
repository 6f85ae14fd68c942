"""The proof: every plate with its facts and findings, for the desk to sign off."""
