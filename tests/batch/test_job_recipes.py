"""Would catch a recipe whose script builds another story than the number of its job says."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

GUIDES = Path(__file__).parents[2] / "docs" / "how-to"


def block(page: str, language: str, containing: str) -> str:
    """Return the one block of code in a guide that has these words."""
    text = (GUIDES / page).read_text("utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    (found,) = (each for each in blocks if containing in each)
    return str(found)


@pytest.mark.parametrize(
    "variable", ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "SLURM_ARRAY_TASK_ID"]
)
def test_each_job_builds_the_story_of_its_number(variable: str, tmp_path: Path) -> None:
    (tmp_path / "one-story.sh").write_text(block("many-stories.md", "sh", "exec platebook build"))
    (tmp_path / "stories.txt").write_text("stories/one\nstories/two words\nstories/three\n")
    program = tmp_path / ".venv" / "bin" / "platebook"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n')
    program.chmod(0o755)
    script = ["sh", "one-story.sh", "stories.txt", "books"]
    if variable == "SLURM_ARRAY_TASK_ID":
        (tmp_path / "books.sbatch").write_text(block("slurm.md", "sh", "#SBATCH"))
        script = ["sh", "books.sbatch"]
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        script, cwd=tmp_path, env={"PATH": path, variable: "1"}, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stdout.splitlines()[:4] == ["build", "stories/two words", "-o", "books/two words"]


def test_definitions_of_jobs_can_be_read() -> None:
    job = yaml.safe_load(block("kubernetes.md", "yaml", "kind: Job"))["spec"]
    assert job["completionMode"] == "Indexed"
    assert job["maxFailedIndexes"] <= job["completions"]
    definition = json.loads(block("aws-batch.md", "json", "jobDefinitionName"))
    command = definition["containerProperties"]["command"]
    assert command == job["template"]["spec"]["containers"][0]["command"]
