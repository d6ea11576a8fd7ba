"""Every programme of the benchmarks runs on a small system, so that none can rot; nothing here is timed."""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.sparse as sp
from benchmarks.growth.__main__ import main as growth
from benchmarks.growth.fit import exponent, table
from benchmarks.growth.run import Record, load, run_one, sweep
from benchmarks.measure import compared, with_few_categories
from benchmarks.registry import Phase

from benchmarks import calibration, compare, contributions, floor, libraries, registry, spaces
from roos.contributing.splitting import split
from roos_inventories import read
from roos_inventories.synthetic import generate

registry.load()


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.timing.TURN", 0.0)
    monkeypatch.setattr("benchmarks.floor.TURN", 0.0)


def _has(peer):
    if peer not in registry.available_peers():
        pytest.skip(f"{peer} is not installed")


def test_all_scores_are_compared_with_those_of_bw2calc(tmp_path, capsys):
    _has("bw2calc")
    target = tmp_path / "figures.json"
    arguments = [
        "--case",
        "synthetic",
        "--size",
        "500",
        "--rounds",
        "1",
        "--many",
        "20",
        "--json",
        str(target),
    ]
    peers = ["--peer", "bw2calc", "--peer", "bw2calc, our factors"]
    assert compare.main([*arguments, *peers, "--phase", "all scores", "--phase", "all scores, bounded"]) == 0
    assert "| all scores, bounded |" in capsys.readouterr().out
    figures = json.loads(target.read_text())[0]
    assert set(figures["seconds"]) == {"all scores", "all scores, bounded"}
    assert set(figures["score_disagreement"]) == {"roos", "bw2calc", "bw2calc, our factors"}
    assert max(figures["score_disagreement"].values()) < 1e-8


def test_wrong_scores_stop_the_comparison():
    ours, other = registry.PEERS["roos"](), registry.PEERS["roos"]()
    system = read("synthetic:activities=100,seed=7,categories=3")
    ours.prepare(system)
    other.prepare(system)
    other.phases = lambda: {Phase.ALL_SCORES: lambda _: ours.phases()[Phase.ALL_SCORES](None) * (1 + 1e-6)}
    with pytest.raises(AssertionError, match="disagrees"):
        compared({"roos": ours, "other": other}, Phase.ALL_SCORES, None, 1e-8)


def test_both_scores_of_ours_are_the_same_numbers():
    system = read("synthetic:activities=200,seed=7")
    peer = registry.PEERS["roos"]()
    peer.prepare(system)
    calls = peer.phases()
    np.testing.assert_allclose(
        calls[Phase.ALL_SCORES](None), calls[Phase.ALL_CERTIFIED](None), rtol=1e-12, atol=0.0
    )


def test_categories_are_cut_to_those_of_one_method():
    system = read("synthetic:activities=100,seed=7,categories=30")
    few = with_few_categories(system).characterisation
    assert few.matrix.shape[0] == len(few.categories) == 18
    assert few.categories.ids == system.characterisation.categories.ids[:18]


def test_the_floor_shows_a_smaller_nucleus_for_a_dearer_dense_phase(capsys, tmp_path):
    target = tmp_path / "floor.json"
    assert floor.main(["--size", "500", "--rounds", "1", "--json", str(target)]) == 0
    printed = capsys.readouterr().out
    assert "| **1** |" in printed and "over dgetrf alone at its own size" in printed
    stops = json.loads(target.read_text())
    sizes = [stop["nucleus"] for stop in stops]
    density = [stop["density"] for stop in stops]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1] > 0
    assert density == sorted(density) and 0 < density[0] < density[-1] <= 1


def test_weighing_by_one_is_what_roos_does():
    assert floor.weighed(1.0).costs == floor.DEFAULT.costs


def test_the_calibration_prints_every_figure_beside_the_published_one(capsys):
    _has("pypardiso")
    calibration.main(["--activities", "500", "--rounds", "1", "--seed", "7"])
    printed = capsys.readouterr().out
    for band in ("FACTORISE", "DIRECT", "ITERATIVE", "FILL", "COMPONENT", "HUBS"):
        found = getattr(calibration, band)
        assert f"| {found.name}, {found.unit} |" in printed and found.published in printed


def test_a_missed_band_is_said_and_fails_the_check():
    band = calibration.Band("a figure", "s", 1.0, 2.0, "1.5", False)
    text, good = calibration.table({band: [1.5, 2.5]}, (7, 8))
    assert not good and "yes / NO" in text
    assert calibration.table({band: [1.5, 2.0]}, (7, 8))[1]


def test_bw2calc_reads_the_same_system_and_draws_around_it():
    bw2calc = pytest.importorskip("bw2calc")
    from benchmarks.datapackages import of_arrays

    made = generate(200, 7)
    lca = bw2calc.LCA({3: 1.0}, data_objs=of_arrays(made))
    lca.lci()
    lca.lcia()
    supply = sp.linalg.spsolve(sp.csc_matrix(made.A), np.eye(200, 1, -3)[:, 0])
    expected = float((sp.csr_array(made.C)[[0]] @ (made.B @ supply))[0])
    assert lca.score == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(lca.technosphere_matrix.toarray(), made.A.toarray(), rtol=1e-15)
    drawn = bw2calc.LCA({3: 1.0}, data_objs=of_arrays(made), use_distributions=True, seed_override=1)
    drawn.load_lci_data()
    theirs, ours = drawn.technosphere_matrix.toarray(), made.A.toarray()
    assert (np.sign(theirs) == np.sign(ours)).all(), "a draw must keep the sign of its exchange"
    certain = np.ones(ours.shape, dtype=bool)
    certain[made.uncertainty_a.row, made.uncertainty_a.col] = made.uncertainty_a.type != 2
    np.testing.assert_allclose(theirs[certain], ours[certain], rtol=1e-6)
    assert (theirs[~certain] != ours[~certain]).mean() > 0.99


def test_growth_measures_in_processes_of_its_own_writes_and_draws(tmp_path, capsys):
    target, plot = tmp_path / "growth.json", tmp_path / "growth"
    arguments = ["--peer", "roos", "--many", "20", "--json", str(target), "--plot", str(plot)]
    assert growth([*arguments, "--size", "500"]) == 0
    (record,) = load(target)
    assert record.size == 500 and record.stopped == "" and record.process_peak_bytes > record.factor_bytes
    assert set(record.seconds) == {"factorise", "refactorise", "solve one", "all scores", "solve many"}
    assert growth([*arguments, "--draw"]) == 0
    assert "| factorise, s | roos |" in capsys.readouterr().out
    first = plot.with_suffix(".svg").read_bytes()
    assert growth([*arguments, "--draw"]) == 0 and plot.with_suffix(".svg").read_bytes() == first
    assert plot.with_suffix(".png").stat().st_size > 0


def test_growth_stops_what_takes_too_long_and_does_not_try_it_larger(monkeypatch):
    record = run_one("synthetic", 500, 7, "superlu A", 20, limit=1e-4)
    assert "took more than" in record.stopped
    tried = []

    def slow(case, size, seed, peer, many, limit):
        tried.append((size, peer))
        return Record(case, peer, size, stopped="" if peer == "roos" else "a phase took more than 1 s")

    monkeypatch.setattr("benchmarks.growth.run.run_one", slow)
    list(sweep("synthetic", [10, 20], 7, ["roos", "other"], 20, 1.0, []))
    assert tried == [(10, "roos"), (10, "other"), (20, "roos")]


def test_growth_says_why_a_process_died():
    record = run_one("synthetic", 500, 7, "no such peer", 20, limit=30)
    assert "no such peer" in record.stopped and not record.seconds


def test_the_exponent_is_that_of_the_power_law():
    assert exponent([10, 20, 40], [3.0, 12.0, 48.0]) == pytest.approx(2.0)
    assert exponent([10, 20], [1.0, 2.0]) is None
    records = [Record("c", "roos", n, seconds={"factorise": n**1.5}) for n in (10, 20, 40)]
    assert "| factorise, s | roos | 31.6 | 89.4 | 253 | 1.50 |" in table(records)


def test_a_forced_blas_kernel_is_said(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert "WARNING: OPENBLAS_CORETYPE=Haswell" in libraries.described()
    monkeypatch.delenv("OPENBLAS_CORETYPE")
    assert "WARNING" not in libraries.described()
    assert any(found["kernel"] for found in libraries.kernels())


def test_spaces_are_computed_and_copied(capsys):
    assert spaces.main(["--cells", "3", "--items", "2", "--rounds", "3", "--block", "7", "400"]) == 0
    out = capsys.readouterr().out
    assert "401 scenarios × 3 cells" in out and "| 7 |" in out and "| 400 |" in out


def test_first_tier_contributions_are_compared_with_bw2calc(capsys, monkeypatch):
    _has("bw2calc")
    contributions.main(["--activities", "500", "--rounds", "1"])
    printed = capsys.readouterr().out
    assert contributions.BRIGHTWAY in printed and "supply chain of" in printed
    monkeypatch.setattr(contributions, "split", lambda cell, **how: split(cell, **how, cut_off=0.4))
    with pytest.raises(AssertionError, match="nothing is compared"):
        contributions.main(["--activities", "500", "--rounds", "1"])
