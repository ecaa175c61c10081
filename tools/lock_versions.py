"""Write requirements/*.lock: every version and the hashes of all its files, for every supported Python and machine.

The files name no host: an installation takes them from whatever package index its user has set up, and the hashes make
sure that it gets the same bytes. Run by `make lock`, with uv in an environment of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--upgrade",
    "--quiet",
    "--custom-compile-command=make lock",
)


def compile_lock(name: str, *sources: str) -> None:
    """Resolve `sources` and write requirements/NAME.lock; stop with the resolver's own words if that fails."""
    target = ROOT / "requirements" / f"{name}.lock"
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *sources, "--output-file", str(target)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"the versions for {target.name} could not be chosen")
    text = target.read_text(encoding="utf-8")
    if found := re.search(r"https?://\S+", text):
        sys.exit(f"{target.name} names a host: {found[0]}")
    print(f"  {target.relative_to(ROOT)}: {len(re.findall(r'(?m)^[a-z0-9]', text))} packages")


def main() -> None:
    """Lock what Esep runs on first, then what its tests need beside exactly that, then a Spark for them."""
    compile_lock("run", "pyproject.toml", "requirements/build.in")
    compile_lock("dev", "pyproject.toml", "requirements/build.in", "--extra=dev", "--constraint=requirements/run.lock")
    compile_lock("cluster", "requirements/cluster.in", "--constraint=requirements/dev.lock")


if __name__ == "__main__":
    main()
