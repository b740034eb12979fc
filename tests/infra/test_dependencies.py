"""What the code imports is what pyproject.toml declares, no more and no less."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
# Used without an import of ours: programs, a database driver, files of fonts and weights, what settings name
WITHOUT_IMPORT = {"gunicorn", "psycopg", "redis", "whitenoise", "django-htmx", "wordllama", "font-source-sans-pro"}


def imported_packages() -> set[str]:
    found = set()
    for folder in ("claims", "factcheck"):
        for path in (BASE_DIR / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {name.name.split(".")[0] for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"claims", "factcheck"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    return normal(re.split(r"[\[<>=~! ]", requirement)[0])


def test_everything_that_is_imported_is_declared_and_everything_declared_is_used() -> None:
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    declared = {name_of(line) for line in project["dependencies"]}
    extra = {name_of(line) for name in ("encoder", "s3") for line in project["optional-dependencies"][name]}
    providers = packages_distributions()
    used = set()
    for package in imported_packages():
        names = {normal(name) for name in providers.get(package, [package])}
        declares = names & (declared | extra)
        assert declares, f"{package} is imported but not declared in pyproject.toml (from {sorted(names)})"
        used |= names
    assert declared - used - WITHOUT_IMPORT == set()
