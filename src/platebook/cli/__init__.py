"""The command line: commands and options, how a run ends, how help looks; nothing else."""
