"""Brightway projects on this machine: databases, methods and calculation setups, read and never written."""

from __future__ import annotations

from roos_inventories.brightway.methods import list_project_methods, read_project_method
from roos_inventories.brightway.project import Project, list_projects, open_project
from roos_inventories.brightway.reader import read_brightway
from roos_inventories.brightway.setups import read_setup

__all__ = [
    "Project",
    "list_project_methods",
    "list_projects",
    "open_project",
    "read_brightway",
    "read_project_method",
    "read_setup",
]
