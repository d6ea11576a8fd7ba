"""Method.build: factors with the model and unit of each category."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from roos import Labels, Method, RoosError

CATEGORIES = Labels("category", ("climate", "water"), ("climate change", "water use"), ("kg CO2-eq", "m3"))


def refusal(matrix, categories=CATEGORIES) -> RoosError:
    with pytest.raises(RoosError) as caught:
        Method.build("mine", matrix, categories)
    return caught.value


def test_factors_are_copied_and_duplicates_summed():
    given = sp.coo_array(([1.0, 2.0, 4.0], ([0, 0, 1], [0, 0, 2])), shape=(2, 3))
    method = Method.build("mine", given, CATEGORIES, meta={"source": "me"})
    given.data[:] = 9
    assert isinstance(method.matrix, sp.csr_array) and method.matrix.dtype == np.float64
    assert method.matrix.toarray().tolist() == [[3, 0, 0], [0, 0, 4]]
    assert method.meta == {"source": "me"} and method.findings == ()


def test_the_model_of_a_category_is_its_own_or_the_method():
    assert Method.build("mine", np.ones((2, 3)), CATEGORIES).models == ("mine", "mine")
    own = Labels("category", CATEGORIES.ids, units=CATEGORIES.units, extra={"model": ("a", "b")})
    assert Method.build("mine", np.ones((2, 3)), own).models == ("a", "b")


def test_other_columns_and_units_stay():
    categories = Labels("category", CATEGORIES.ids, units=CATEGORIES.units, extra={"theme": ("x", "y")})
    built = Method.build("mine", np.ones((2, 3)), categories).categories
    assert built.extra["theme"] == ("x", "y") and built.units == CATEGORIES.units


def test_rows_that_do_not_agree_with_the_categories():
    problem = refusal(np.ones((3, 3)))
    assert problem.code == "E114" and "3 rows of factors for 2 categories" in problem.message
    assert problem.where == "mine"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_factor_that_is_not_finite_is_named(value):
    problem = refusal(np.array([[1.0, 2.0], [3.0, value]]))
    assert problem.code == "E106" and "water use" in problem.where


def test_a_method_without_categories_is_legal():
    assert Method.build("none", np.zeros((0, 4)), Labels("category", ())).matrix.shape == (0, 4)
