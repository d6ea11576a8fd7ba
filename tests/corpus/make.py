"""Write every case of the corpus: a small bad input and what must be said of it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from demand_cases import DEMANDS, parquet_files

HERE = Path(__file__).resolve().parent
EPOCH = (1980, 1, 1, 0, 0, 0)


def npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)  # one case holds an object, which must be refused
    return stream.getvalue()


def packed(members: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    """Return a zip with fixed times, so that its bytes are always the same."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return stream.getvalue()


def sparse(matrix: Any, **changes: Any) -> bytes:
    """Return a dense matrix as ``scipy.sparse.save_npz`` lays it out in COO, some arrays replaced."""
    matrix = np.asarray(matrix)
    row, col = np.nonzero(matrix)
    arrays: dict[str, Any] = {"row": row, "col": col, "format": np.bytes_(b"coo"), "shape": matrix.shape}
    arrays |= {"data": matrix[row, col]} | changes
    return packed({f"{name}.npy": npy(np.asarray(array)) for name, array in arrays.items()})


def matrix_folders() -> Iterator[tuple[str, dict[str, bytes], str, str]]:
    """Yield name, files, code and place; A is 2 × 2, B and C are 1 × 2 and 1 × 1."""
    a, b, c = [[1.0, -0.5], [-0.25, 2.0]], [[3.0, 4.0]], [[2.0]]
    labels = {
        "products": [{"id": "s", "name": "steel", "unit": "kg"}, {"id": "p", "name": "power", "unit": "kWh"}],
        "activities": [{"id": "making"}, {"id": "burning"}],
        "flows": [{"id": "co2", "name": "carbon dioxide"}],
        "categories": [{"id": "gwp", "name": "climate"}],
    }
    good = {
        "A.npz": sparse(a),
        "B.npz": sparse(b),
        "C.npz": sparse(c),
        "labels.json": json.dumps(labels).encode(),
    }

    def but(**files: bytes | None) -> dict[str, bytes]:
        changed = good | {name.replace("_", "."): content for name, content in files.items()}
        return {name: content for name, content in changed.items() if content is not None}

    def said(**lists: Any) -> bytes:
        return json.dumps(labels | lists).encode()

    nan, inf = float("nan"), float("inf")
    huge = (
        b"\x93NUMPY\x01\x00v\x00"
        + ("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }".ljust(117) + "\n").encode()
    )
    objects = npy(np.array([{"a": 1}], dtype=object))
    yield "no-matrix", but(A_npz=None), "E502", ""
    yield "no-biosphere", but(B_npz=None), "E501", "B.npz"
    yield "nan-in-technosphere", but(A_npz=sparse([[1.0, nan], [-0.25, 2.0]])), "E106", "burning"
    yield "infinite-emission", but(B_npz=sparse([[inf, 4.0]])), "E106", "carbon dioxide"
    yield "nan-factor", but(C_npz=sparse([[nan]])), "E106", "climate"
    yield "biosphere-too-wide", but(B_npz=sparse([[3.0, 4.0, 5.0]])), "E114", "B.npz"
    yield "factors-too-wide", but(C_npz=sparse([[3.0, 4.0]])), "E114", "C.npz"
    yield "label-missing", but(labels_json=said(products=[{"id": "s"}])), "E114", "A.npz"
    yield "label-without-id", but(labels_json=said(flows=[{"name": "co2"}])), "E503", "flows item 0"
    yield "id-twice", but(labels_json=said(products=[{"id": "s"}, {"id": "s"}])), "E206", "products"
    yield "unknown-reference", but(labels_json=said(reference=["s", "x"])), "E201", "burning"
    yield "key-twice", but(labels_json=b'{"products": [], "products": []}'), "E113", "labels.json"
    yield "nan-in-json", but(meta_json=b'{"year": NaN}'), "E106", "meta.json"
    yield "overflow-in-json", but(meta_json=b'{"year": 1e400}'), "E106", "meta.json"
    yield "json-too-deep", but(meta_json=b"[" * 20_000), "E505", "meta.json"
    yield "json-number-too-long", but(meta_json=b'{"year": ' + b"9" * 5000 + b"}"), "E505", "meta.json"
    yield "json-cut-off", but(labels_json=good["labels.json"][:60]), "E503", "labels.json"
    yield "matrix-cut-off", but(A_npz=good["A.npz"][:-30]), "E503", "A.npz"
    yield "matrix-is-text", but(A_npz=b"1,2\n3,4\n"), "E503", "A.npz"
    yield "complex-values", but(A_npz=sparse(np.array(a) * 1j)), "E117", "A.npz"
    yield "text-values", but(A_npz=sparse(a, data=np.array(["1", "0,5", "1", "2"]))), "E117", "A.npz"
    yield "position-outside", but(A_npz=sparse(a, row=np.array([0, 0, 1, 7]))), "E503", "A.npz"
    yield "negative-position", but(A_npz=sparse(a, col=np.array([0, 1, 0, -1]))), "E503", "A.npz"
    yield "unknown-sparse-format", but(A_npz=sparse(a, format=np.bytes_(b"dia"))), "E502", "A.npz"
    yield "pickled-object", but(A_npz=packed({"data.npy": objects})), "E504", "A.npz"
    yield "header-claims-8-terabyte", but(A_npz=packed({"data.npy": huge})), "E503", "A.npz"
    yield "member-leads-out", but(A_npz=packed({"../data.npy": npy(np.ones(1))})), "E504", "A.npz"


def datapackages() -> Iterator[tuple[str, str, Any, str, str]]:
    """Yield name, folder or zip, files, code and place."""
    pair = np.array([(1, 1), (2, 2)], dtype=[("row", np.int64), ("col", np.int64)])

    def resource(
        kind: str, matrix: str = "technosphere_matrix", group: str = "t", **more: Any
    ) -> dict[str, Any]:
        entry = {
            "profile": "data-resource",
            "category": "vector",
            "group": group,
            "matrix": matrix,
            "kind": kind,
        }
        return entry | {"name": f"{group}.{kind}", "path": f"{group}.{kind}.npy"} | more

    def files(
        *more: dict[str, Any], arrays: dict[str, Any] | None = None, **metadata: Any
    ) -> dict[str, bytes]:
        resources = [resource("indices"), resource("data"), *more]
        content = {"profile": "data-package", "name": "case", "resources": resources} | metadata
        written = {"t.indices.npy": pair, "t.data.npy": np.ones(2)} | (arrays or {})
        blobs = {n: a if isinstance(a, bytes) else npy(a) for n, a in written.items() if a is not None}
        return {"datapackage.json": json.dumps(content, indent=1).encode()} | blobs

    nan, inf = float("nan"), float("inf")
    good = files()
    yield "nan", "folder", files(arrays={"t.data.npy": np.array([1, nan])}), "E106", "row id 2, column id 2"
    yield "infinite", "zip", files(arrays={"t.data.npy": np.array([inf, 1])}), "E106", "row id 1, column id 1"
    rescale = {"t.rescale.npy": np.array([1.0, nan])}
    yield "nan-rescale", "folder", files(resource("rescale"), arrays=rescale), "E106", "row id 2"
    yield "lengths-differ", "folder", files(arrays={"t.data.npy": np.ones(3)}), "E503", "'t'"
    ids = {"t.indices.npy": np.array([(1, 1), (-2, 2)], dtype=pair.dtype)}
    yield "negative-id", "folder", files(arrays=ids), "E503", "'t'"
    yield "indices-without-names", "folder", files(arrays={"t.indices.npy": np.ones((2, 2))}), "E503", "'t'"
    yield (
        "flip-of-numbers",
        "folder",
        files(resource("flip"), arrays={"t.flip.npy": np.ones(2)}),
        "E503",
        "'t'",
    )
    yield "text-values", "folder", files(arrays={"t.data.npy": np.array(["1", "0,5"])}), "E503", "'t'"
    pickled = {"t.data.npy": np.array([None, 1], dtype=object)}
    yield "pickled-object", "folder", files(arrays=pickled), "E504", "t.data.npy"
    yield "array-cut-off", "folder", files(arrays={"t.data.npy": npy(np.ones(2))[:-3]}), "E503", "t.data.npy"
    yield "file-missing", "folder", files(arrays={"t.data.npy": None}), "E503", "t.data.npy"
    yield "member-missing", "zip", files(arrays={"t.data.npy": None}), "E503", "t.data.npy"
    yield "unknown-matrix", "folder", files(resource("data", "temporal_matrix", "x")), "E502", "input"
    yield "unknown-kind", "folder", files(resource("colour")), "E502", "input"
    yield "kind-twice", "folder", files(resource("data")), "E503", "input"
    interface = resource("data", group="x", profile="interface")
    yield "interface", "folder", files(interface), "E502", "'x'"
    yield "scenarios-alone", "folder", _only_arrays(files, resource), "E502", "'case'"
    method = [resource(kind, "characterization_matrix") for kind in ("indices", "data")]
    yield "method-alone", "folder", files(resources=method), "E502", "'case'"
    yield (
        "older-format",
        "folder",
        files(resources=[{"path": "t.npy", "matrix": "technosphere_matrix"}]),
        "E502",
        "input",
    )
    yield "resources-missing", "folder", files(resources=None), "E503", "input"
    yield "no-datapackage", "zip", {"readme.txt": b"hello"}, "E502", "input.zip"
    yield (
        "resource-leads-out",
        "folder",
        files(resource("flip", path="../../t.flip.npy")),
        "E504",
        "t.flip.npy",
    )
    yield (
        "resource-is-absolute",
        "folder",
        files(resource("flip", path="/etc/hostname.npy")),
        "E504",
        "hostname",
    )
    yield (
        "key-twice",
        "folder",
        good | {"datapackage.json": b'{"name": 1, "name": 2}'},
        "E113",
        "datapackage.json",
    )
    yield (
        "metadata-cut-off",
        "folder",
        good | {"datapackage.json": b'{"name": "x"'},
        "E503",
        "datapackage.json",
    )
    yield "zip-member-leads-out", "zip", good | {"../evil.npy": npy(np.ones(1))}, "E504", "evil"
    yield "zip-member-absolute", "zip", good | {"/evil.npy": npy(np.ones(1))}, "E504", "evil"
    yield "zip-member-twice", "zip", [*good.items(), ("t.data.npy", npy(np.zeros(2)))], "E504", "t.data.npy"
    later = {"t.indices.npy": np.array([(1, 1), (2, 2), (1, 1)], dtype=pair.dtype), "t.data.npy": np.ones(3)}
    replacing = files(arrays=later, sum_intra_duplicates=False)
    yield "production-replaced", "folder", replacing, "W108", "activity 1, product 1"
    later = {
        "t.indices.npy": np.array([(1, 1), (2, 2), (1, 2), (1, 2)], dtype=pair.dtype),
        "t.data.npy": np.array([1, 1, -0.5, -0.25]),
    }
    replacing = files(arrays=later, sum_intra_duplicates=False)
    yield "input-replaced", "zip", replacing, "W108", "activity 2, product 1"
    outside = [resource(kind, "biosphere_matrix", "b") for kind in ("indices", "data")]
    arrays = {"b.indices.npy": np.array([(7, 1), (7, 99)], dtype=pair.dtype), "b.data.npy": np.ones(2)}
    yield "emission-of-nobody", "folder", files(*outside, arrays=arrays), "W105", "'case'"
    arrays = {"b.indices.npy": np.array([(7, 1)], dtype=pair.dtype), "b.data.npy": np.ones(1)}
    factors = [resource(kind, "characterization_matrix", "c") for kind in ("indices", "data")]
    arrays |= {"c.indices.npy": np.array([(7, 0), (8, 0)], dtype=pair.dtype), "c.data.npy": np.ones(2)}
    yield "factor-of-no-flow", "zip", files(*outside, *factors, arrays=arrays), "W105", "case"
    yield "zip-cut-off", "bytes", packed(good)[:-40], "E503", "input.zip"
    yield "zip-is-text", "bytes", b"product,amount\n", "E503", "input.zip"


def _only_arrays(files: Any, resource: Any) -> dict[str, bytes]:
    parts = [resource("indices", category="array"), resource("data", category="array")]
    return files(resources=parts, arrays={"t.data.npy": np.ones((2, 3))})


def save(reader: str, name: str, source: str, code: str, where: str, files: dict[str, bytes]) -> None:
    folder = HERE / reader / name
    for file, content in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    expected = {"input": source, "code": code, "where": where}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    for reader in ("demands", "matrix_folder", "datapackage"):
        shutil.rmtree(HERE / reader, ignore_errors=True)
    tables = parquet_files()
    for name, (file, content, code, where) in DEMANDS.items():
        content = tables.get(name, content)
        save(
            "demands",
            name,
            file,
            code,
            where,
            {file: content.encode() if isinstance(content, str) else content},
        )
    for name, files, code, where in matrix_folders():
        save(
            "matrix_folder",
            name,
            "input",
            code,
            where,
            {f"input/{file}": blob for file, blob in files.items()},
        )
    for name, form, files, code, where in datapackages():
        if form == "folder":
            save("datapackage", name, "input", code, where, {f"input/{file}": b for file, b in files.items()})
        else:
            content = files if form == "bytes" else packed(files)
            save("datapackage", name, "input.zip", code, where, {"input.zip": content})


if __name__ == "__main__":
    main()
