"""Sweep files that are right: every way to write each thing, limits, the template, the schema."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from roos import Axis, Distribution, RoosError, ScenarioSpace, SweepSpec
from roos.formula import Formula
from roos.sweeping.spec import DemandSource, Outputs, RunWishes, ScenarioFiles
from roos_inventories import read, read_sweep, sweep_schema, sweep_template
from roos_inventories.sizes import parse_size
from roos_inventories.sweep_file import SweepLimits
from roos_inventories.sweep_file.models import SweepFile
from roos_inventories.sweep_file.uncertain_models import NUMBERS

HEAD = 'inventory = "textbook"\ndemands = "all"\n'
AXIS = '[[axis]]\nname = "p"\nvalues = [1, 2]\n'
CHANGE = '[[change]]\npart = "biosphere"\nflow = "bakery/co2"\nactivity = "bakery/mill"\nvalue = "p"\n'


@pytest.fixture
def spec(tmp_path):
    def made(text: str, **limits: int) -> SweepSpec:
        path = tmp_path / "SWEEP.toml"
        path.write_text(text, encoding="utf-8")
        return read_sweep(path, limits=SweepLimits(**limits))

    return made


def axis_of(spec, text: str) -> Axis:
    (axis,) = spec(HEAD + "[[axis]]\n" + text).axes
    return axis


def code_of(call) -> str:
    with pytest.raises(RoosError) as raised:
        call()
    return raised.value.code


def test_a_spec_is_names_and_arrays(spec):
    made = spec(HEAD + AXIS + CHANGE)
    assert (made.source, made.inventory, made.method, made.prices) == ("SWEEP.toml", "textbook", None, ())
    assert made.demands == DemandSource(every=True)
    assert (made.outputs, made.run) == (Outputs(), RunWishes())
    (change,) = made.changes
    assert (change.part, change.row, change.column) == ("biosphere", "bakery/co2", "bakery/mill")
    assert isinstance(change.formula, Formula) and change.formula.names == {"p"} and not change.times
    assert change.where.endswith("SWEEP.toml, line 6: change 1")
    assert made.findings == ()
    assert len(made.digest) == 64


@pytest.mark.parametrize(
    ("text", "labels", "parameters"),
    [
        ('name = "p"\nvalues = [1, 2.5]', ("1", "2.5"), {"p": [1, 2.5]}),
        ('name = "a b"\nparameter = "p"\nvalues = [1]\nlabels = ["low"]', ("low",), {"p": [1]}),
        (
            'name = "p"\nstart = 0\nstop = 0.3\nstep = 0.1',
            ("0", "0.1", "0.2", "0.3"),
            {"p": [0, 0.1, 0.2, 0.3]},
        ),
        ('name = "p"\nstart = 1\nstop = 0\ncount = 3', ("1", "0.5", "0"), {"p": [1, 0.5, 0]}),
        ('name = "case"\nzip = { p = [1, 2], q = [3, 4] }', ("1, 3", "2, 4"), {"p": [1, 2], "q": [3, 4]}),
        ('name = "case"\nlabels = ["a", "b"]\n[axis.zip]\np = [1, 2]', ("a", "b"), {"p": [1, 2]}),
        ('name = "year"\nyears = [2030, 2050]', ("2030", "2050"), {"year": [2030, 2050]}),
        ('name = "year"\nyears = [2030]\nzip = { p = [7] }', ("2030",), {"year": [2030], "p": [7]}),
    ],
)
def test_axes(spec, text, labels, parameters):
    axis = axis_of(spec, text)
    assert axis.labels.ids == labels
    assert {name: values.tolist() for name, values in axis.parameters.items()} == parameters


def test_units_stay_with_their_axis(spec):
    assert axis_of(spec, 'name = "p"\nvalues = [1]\nunit = "kWh"').unit == "kWh"


def test_an_axis_of_files_is_left_to_be_read_with_the_inventory(spec, tmp_path):
    (tmp_path / "future.csv").write_text("")
    axis = axis_of(spec, 'name = "future"\nfiles = ["future.csv"]\njoin = "extend"\ndecimal = ","')
    assert isinstance(axis, ScenarioFiles)
    assert axis.files == (str(tmp_path / "future.csv"),)
    assert (axis.join, axis.conflicts, axis.decimal) == ("extend", "refuse", ",")
    assert axis.where.endswith("SWEEP.toml, line 3: axis 1 'future'")


def test_parameters(spec):
    made = spec(
        HEAD
        + '[parameters]\nx = 2\ny = "3 * x"\nz = { value = "y + q", unit = "kg", comment = "so" }\n'
        + AXIS.replace('"p"', '"q"')
        + CHANGE.replace('"p"', '"z"')
    )
    assert made.parameters["x"] == 2.0
    assert made.parameters["y"].text == "3 * x" and made.parameters["z"].names == {"y", "q"}
    assert made.parameters["z"].where.endswith("SWEEP.toml, line 6: parameters, z, value")


DRAWN = "[parameters]\np = { value = 2, distribution = "


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"lognormal", scale = 0.3 }', Distribution.lognormal(2.0, 0.3)),
        ('"lognormal", loc = 0.5, scale = 0.3, maximum = 9 }', Distribution(2, 0.5, 0.3, maximum=9.0)),
        ('"normal", scale = 0.3 }', Distribution.normal(2.0, 0.3)),
        ('"normal", loc = 1, scale = 0.3, minimum = 0 }', Distribution.normal(1.0, 0.3, minimum=0.0)),
        ('"uniform", minimum = 1, maximum = 3 }', Distribution.uniform(1.0, 3.0)),
        ('"triangular", minimum = 1, maximum = 3 }', Distribution.triangular(1.0, 2.0, 3.0)),
        ('"triangular", loc = 3, minimum = 1, maximum = 3 }', Distribution.triangular(1.0, 3.0, 3.0)),
        ('"discrete", minimum = 1, maximum = 4 }', Distribution.discrete(1.0, 4.0)),
        ('"weibull", scale = 2, shape = 3 }', Distribution(8, scale=2.0, shape=3.0)),
        ('"gamma", loc = 1, scale = 2, shape = 3 }', Distribution(9, 1.0, 2.0, 3.0)),
        (
            '"beta", loc = 2, shape = 3, minimum = 0, maximum = 5 }',
            Distribution(10, 2.0, shape=3.0, minimum=0.0, maximum=5.0),
        ),
        ('"extreme", loc = 2, scale = 1 }', Distribution(11, 2.0, 1.0)),
        ('"student", shape = 5 }', Distribution(12, 2.0, shape=5.0)),
        ('"pert", minimum = 1, maximum = 4 }', Distribution.pert(1.0, 2.0, 4.0)),
    ],
)
def test_distributions(spec, text, wanted):
    made = spec(HEAD + DRAWN + text + "\n" + CHANGE)
    assert repr(made.distributions["p"]) == repr(wanted)  # NaN differs from itself
    assert made.parameters["p"] == 2.0 and made.axes == () and made.findings == ()


def test_a_bernoulli_and_a_negative_lognormal(spec):
    text = DRAWN.replace("value = 2", "value = 1") + '"bernoulli", loc = 0.3 }\n'
    assert spec(HEAD + text + CHANGE).distributions["p"].loc == 0.3
    made = spec(HEAD + DRAWN.replace("value = 2", "value = -2") + '"lognormal", scale = 0.3 }\n' + CHANGE)
    assert made.distributions["p"].negative and made.distributions["p"].loc == np.log(2.0)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ('"uniform", minimum = 3, maximum = 5 }', "from 3 to 5"),
        ('"lognormal", loc = 0, scale = 0.1, negative = true }', "from −∞ to"),
        ('"discrete", maximum = 2 }', "from 0 to 1"),
    ],
)
def test_a_value_outside_its_distribution_is_noticed(spec, text, ends):
    (finding,) = spec(HEAD + DRAWN + text + "\n" + CHANGE).findings
    assert finding.code == "W190" and ends in finding.message
    assert finding.where.endswith("SWEEP.toml, line 4: parameters, p, value") and finding.hint


def test_an_axis_that_sets_an_uncertain_parameter_is_noticed(spec):
    (finding,) = spec(HEAD + DRAWN + '"normal", scale = 1 }\n' + AXIS + CHANGE).findings
    assert finding.code == "W192" and finding.where.endswith("SWEEP.toml, line 5: axis 1 'p'")


def test_an_uncertain_parameter_that_nothing_uses_is_noticed(spec):
    made = spec(
        HEAD + DRAWN + '"normal", scale = 1 }\n' + AXIS.replace('"p"', '"q"') + CHANGE.replace('"p"', '"q"')
    )
    assert [finding.code for finding in made.findings] == ["W410"] and set(made.distributions) == {"p"}


def test_what_changes_nothing_is_noticed(spec):
    made = spec(HEAD + "[parameters]\nx = 2\ny = 3\n" + AXIS + CHANGE.replace('"p"', '"p * y"'))
    (finding,) = made.findings
    assert finding.code == "W410" and "'x'" in finding.message
    assert finding.where.endswith("SWEEP.toml, line 4: parameters, x")
    assert [finding.code for finding in spec(HEAD + AXIS).findings] == ["W411"]


@pytest.mark.parametrize(
    ("text", "inventory"),
    [
        ('inventory = "textbook:loop"', "textbook:loop"),
        ('inventory = { locator = "synthetic", options = { activities = 50, seed = 3 } }', None),
        ('[inventory]\nlocator = "synthetic:activities=50"\noptions.seed = 3', None),
    ],
)
def test_inventories(spec, text, inventory):
    made = (
        spec('demands = "all"\n' + AXIS + text)
        if "[inv" in text
        else spec(text + "\ndemands = 'all'\n" + AXIS)
    )
    assert made.inventory == (inventory or "synthetic:activities=50,seed=3")


def test_paths_start_at_the_folder_of_the_file(spec, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    for name in ("textbook", "data/ei.zip", "demands.csv", "mine.toml"):
        (tmp_path / name).write_text("")
    text = 'inventory = "data/ei.zip:method=x"\ndemands = "demands.csv"\nprices = ["mine.toml", "tno-2020"]\n'
    made = spec(text + AXIS)
    assert made.inventory == f"{tmp_path}/data/ei.zip:method=x"
    assert made.demands == DemandSource(str(tmp_path / "demands.csv"))
    assert made.prices == (str(tmp_path / "mine.toml"), "tno-2020")
    monkeypatch.chdir(tmp_path)
    assert read_sweep("SWEEP.toml").inventory == "./data/ei.zip:method=x"
    text = text.replace("data/ei.zip:method=x", "./textbook")
    assert spec(text + AXIS).inventory == f"{tmp_path}/./textbook", "a path, not the word"
    (tmp_path / "SWEEP.toml").write_text(text + AXIS)
    assert read_sweep("SWEEP.toml").inventory == "././textbook"


def test_demands(spec, tmp_path):
    (tmp_path / "d.csv").write_text("")
    rest = AXIS
    made = spec(f'inventory = "textbook"\ndemands = {{ file = "d.csv", decimal = "," }}\n{rest}')
    assert made.demands == DemandSource(str(tmp_path / "d.csv"), ",")
    made = spec(f'inventory = "textbook"\n{rest}[demands.loaf]\n"bakery/bread" = 1\n"bakery/flour" = -2.5\n')
    assert [(row.demand, row.product, row.amount) for row in made.demands.rows] == [
        ("loaf", "bakery/bread", 1.0),
        ("loaf", "bakery/flour", -2.5),
    ]
    assert made.demands.rows[1].where.endswith("SWEEP.toml, line 7: demands, loaf, 'bakery/flour'")
    assert spec(f'inventory = "textbook"\ndemands = "setup:mine"\n{rest}').demands.file == "setup:mine"


def test_prices_outputs_and_run(spec):
    made = spec(
        HEAD
        + 'prices = { sets = ["tno-2020"], mapping = "recipe2008→2016" }\n'
        + AXIS
        + '[outputs]\nformats = ["csv", "netcdf"]\nlayout = "wide"\nbounds = false\n'
        + '[run]\npath = "low rank"\ndirection = "adjoint"\nmemory = "1.5 GiB"\nthreads = 2\n'
        + '[[change]]\npart = "prices"\ncategory = "climate_change"\nvalue = "p"\n'
    )
    assert (made.prices, made.mapping) == (("tno-2020",), "recipe2008→2016")
    assert made.outputs == Outputs(("csv", "netcdf"), wide=True, bounds=False)
    assert made.run == RunWishes("low rank", "adjoint", 3 * 2**29, 2)
    assert made.changes[0].column == "every year"


def test_the_number_of_mistakes_is_told_with_their_lines(spec):
    text = (
        HEAD.replace('"all"', "1") + AXIS.replace("[1, 2]", '["a"]') + "[run]\nthreads = 0\npath = 1\nx = 2\n"
    )
    with pytest.raises(RoosError) as raised:
        spec(text)
    problem = raised.value
    assert problem.code == "E423" and ", line 2: demands" in problem.where
    assert "further mistakes: line 5 (axis 1 'p', values, item 1)" in problem.hint


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ({"file_bytes": 60}, HEAD + AXIS),
        ({"axes": 1}, HEAD + AXIS + AXIS.replace('"p"', '"q"')),
        ({"items": 1}, HEAD + AXIS),
        ({"items": 99}, HEAD + '[[axis]]\nname = "p"\nstart = 0\nstop = 100\nstep = 1\n'),
        ({"items": 99}, HEAD + '[[axis]]\nname = "p"\nstart = 0\nstop = 1e300\nstep = 1e-300\n'),
        ({"items": 99}, HEAD + '[[axis]]\nname = "p"\nstart = 0\nstop = 1\ncount = 100\n'),
        ({"scenarios": 3}, HEAD + AXIS + AXIS.replace('"p"', '"q"')),
        ({"changes": 1}, HEAD + AXIS + CHANGE + CHANGE),
        ({"parameters": 1}, HEAD + "[parameters]\na = 1\nb = 2\n" + AXIS),
    ],
)
def test_limits(spec, limit, text):
    assert code_of(lambda: spec(text, **limit)) == "E505"
    if "1e300" not in text:
        spec(text, **{name: value + 99 for name, value in limit.items()})


def test_deep_nesting_is_no_way_to_hurt(spec):
    assert code_of(lambda: spec("a = " + "[" * 100_000 + "]" * 100_000)) == "E420"
    assert code_of(lambda: spec(HEAD + "x = " + "[" * 300 + "]" * 300)) in ("E421", "E420")


def test_files_that_cannot_be_read(tmp_path):
    assert code_of(lambda: read_sweep(tmp_path / "none.toml")) == "E501"
    (tmp_path / "folder.toml").mkdir()
    assert code_of(lambda: read_sweep(tmp_path / "folder.toml")) == "E501"
    assert code_of(lambda: read_sweep(tmp_path / "sweep.csv")) == "E502"
    (tmp_path / "latin.toml").write_bytes(b"# caf\n# caf\xe9\n")
    with pytest.raises(RoosError, match="E420 not UTF-8") as raised:
        read_sweep(tmp_path / "latin.toml")
    assert raised.value.where.endswith("latin.toml, line 2")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512MB", 512_000_000),
        ("2 GiB", 2 * 2**30),
        ("1.5kib", 1536),
        ("100", 100),
        (" 3 B ", 3),
        ("0.5 TB", 5 * 10**11),
    ],
)
def test_sizes(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-1MB", "1,5GB", "1 GW", "0", "0.1 B", "1e9", "１GB", "nan", "9" * 19]
)
def test_what_is_no_size(text):
    assert code_of(lambda: parse_size(text, "--memory")) == "E423"


def test_the_template_makes_the_space_it_says(tmp_path):
    (tmp_path / "SWEEP.toml").write_text(sweep_template(), encoding="utf-8")
    made = read_sweep(tmp_path / "SWEEP.toml")
    assert made.findings == ()
    space = ScenarioSpace.build(read("textbook"), made.axes, made.changes, parameters=made.parameters)
    assert (space.shape, len(space)) == ((3, 4, 2), 25)
    assert "3 years × 4 losses × 2 mills = 24 scenarios" in sweep_template()
    assert space.findings == (), "its base is the inventory as it is"


def test_the_template_of_uncertain_parameters_makes_what_it_says(tmp_path):
    (tmp_path / "UNCERTAIN.toml").write_text(sweep_template(uncertain=True), encoding="utf-8")
    made = read_sweep(tmp_path / "UNCERTAIN.toml")
    assert made.findings == () and set(made.distributions) == {"harvest", "losses", "mill"}
    space = ScenarioSpace.build(read("textbook"), made.axes, made.changes, parameters=made.parameters)
    assert space.names(0, 3) == ["base", "half electric", "electric"]
    assert space.findings == (), "its base is the inventory as it is"
    names = [f" {name} " in sweep_template(uncertain=True) for name in NUMBERS if name not in OTHERS]
    assert all(names) and all(name in sweep_template(uncertain=True) for name in NUMBERS)


#: Distributions that the template names in one line.
OTHERS = ("weibull", "gamma", "extreme", "student")


def test_what_the_template_leaves_out_can_be_put_in(spec, tmp_path):
    lines = sweep_template().splitlines()
    shown = [
        line.removeprefix("# ") if line.startswith(("# [[", "# name", "# zip", "# labels")) else line
        for line in lines
    ]
    text = "\n".join(shown).replace('name = "case"\nzip = { harvest', 'name = "case"\nzip = { more')
    text = text.replace("losses = [0.1, 0.02]", "fewer = [0.1, 0.02]").replace(
        '[[axis]]\nname = "future"\n', ""
    )
    assert len(spec(text).axes) == 4
    for line in lines:
        if line.startswith(("# memory", "# threads", "# ovens")):
            spec(sweep_template().replace(line, line.removeprefix("# ")))
    (tmp_path / "demands.csv").write_text("")


def test_the_schema_is_one_and_takes_the_template():
    jsonschema = pytest.importorskip("jsonschema")
    schema = sweep_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for uncertain in (False, True):
        jsonschema.Draft202012Validator(schema).validate(tomllib.loads(sweep_template(uncertain=uncertain)))


def test_the_schema_names_every_key_and_forbids_others():
    schema = sweep_schema()
    assert set(schema["properties"]) == set(SweepFile.model_fields)
    tables = [schema, *schema["$defs"].values()]
    assert all(table["additionalProperties"] is False for table in tables if table.get("type") == "object")
    assert {"ValuesAxis", "RangeAxis", "ZippedAxis", "YearsAxis", "FilesAxis"} <= set(schema["$defs"])
    assert schema["required"] == ["inventory", "demands"], "and an axis, or a parameter that is drawn"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + AXIS + CHANGE,
        HEAD + '[[axis]]\nname = "p"\nstart = 0\nstop = 1\ncount = 2\n',
        HEAD + '[[axis]]\nname = "f"\nfiles = ["x"]\n[parameters]\nx = { value = "1" }\n',
        HEAD + CHANGE + '[parameters]\np = { value = 2, distribution = "pert", minimum = 1, maximum = 4 }\n',
        'inventory = { locator = "a", options = { b = true, c = 1 } }\ndemands = { a = { b = 1 } }\n' + AXIS,
        HEAD + AXIS + '[[change]]\npart = "prices"\ncategory = "c"\nyear = 2030\ntimes = 2\n',
    ],
)
def test_the_schema_takes_what_the_models_take(text):
    jsonschema = pytest.importorskip("jsonschema")
    content = tomllib.loads(text)
    SweepFile.model_validate(content)
    jsonschema.Draft202012Validator(sweep_schema()).validate(content)


def test_the_arrays_are_those_of_the_file(spec):
    axis = axis_of(spec, 'name = "p"\nvalues = [0.1, 2, -3e5]')
    assert axis.numbers.dtype == np.float64 and axis.numbers.tolist() == [0.1, 2.0, -3e5]
