"""What the pipeline refuses before it computes."""

from __future__ import annotations

import numpy as np
import pytest

from roos import Labels, Method, RoosError, System
from roos_cli.pipeline import chosen_method


def system(compartment: str) -> System:
    flows = Labels("flow", ("f",), ("carbon dioxide",), ("kg",), extra={"compartment": (compartment,)})
    method = Method.build("own", np.ones((1, 1)), Labels("category", ("climate_change",)))
    return System.build("test", np.eye(1), np.ones((1, 1)), flows=flows, characterisation=method)


def test_a_characterised_background_takes_no_other_method():
    assert chosen_method(system("background profile"), None).name == "own"
    assert chosen_method(system("background profile"), "own").name == "own"
    with pytest.raises(RoosError) as caught:
        chosen_method(system("background profile"), "ef-3.1")
    assert caught.value.code == "E511" and "ef-3.1" in caught.value.message
