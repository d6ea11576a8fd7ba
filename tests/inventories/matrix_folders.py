"""A small matrix folder for tests to read and to spoil."""

from __future__ import annotations

import json

import scipy.sparse as sp


def matrix_folder(path):
    """Write a folder with everything: two activities, one flow, one category."""
    path.mkdir()
    sp.save_npz(path / "A.npz", sp.csc_array([[1.0, -0.5], [-0.25, 2.0]]))
    sp.save_npz(path / "B.npz", sp.csr_array([[3.0, 4.0]]))
    sp.save_npz(path / "C.npz", sp.coo_array([[2.0]]))
    labels = {
        "products": [{"id": "s", "name": "steel", "unit": "kg", "location": "NL", "cas": "1-2"}, {"id": "p"}],
        "activities": [{"id": 11, "name": "making", "unit": None}, {"id": 12, "name": "power"}],
        "flows": [{"id": "co2", "name": "carbon dioxide", "unit": "kg"}],
        "categories": [{"id": "gwp", "name": "climate", "unit": "kg CO2-eq"}],
        "reference": ["s", None],
        "method": ["IPCC 2021"],
        "grouping": {"a": 1},
    }
    (path / "labels.json").write_text(json.dumps(labels))
    (path / "meta.json").write_text(json.dumps({"source": "here", "licence": "CC0", "more": [1, 2]}))
    return path


def change(folder, **lists):
    """Rewrite labels.json with some lists replaced; None takes one away."""
    labels = json.loads((folder / "labels.json").read_text()) | lists
    (folder / "labels.json").write_text(json.dumps({k: v for k, v in labels.items() if v is not None}))
