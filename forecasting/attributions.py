"""SHAP values of the learned ratio: what each feature adds to its logarithm, in one row of features or another."""

import numpy as np

from forecasting.learning import Learned
from forecasting.panel import Floats

EXACT = 1e-9


class NotAdditive(ArithmeticError):
    """SHAP values do not sum to what the model said: they would explain another number."""


def attribute(learned: Learned, matrix: Floats) -> Floats:
    """A row for each of `matrix`, a column for each of its features and a last one, the model's mean; each row sums to
    the logarithm of the model's ratio. All 0 where nothing was learned.

    Raises:
        NotAdditive: they do not sum to it.
    """
    found = np.zeros((len(matrix), matrix.shape[1] + 1))
    if learned.model is None or not len(matrix):
        return found
    # Seconds to load, and needed by those alone who ask why.
    from shap import TreeExplainer

    explainer = TreeExplainer(learned.model, feature_perturbation="tree_path_dependent")
    # The check of its own compares these, which add up in the logarithm, with a prediction that is not one (Poisson).
    values = explainer.shap_values(matrix[:, learned.columns], check_additivity=False)
    found[:, np.flatnonzero(learned.columns)] = values
    found[:, -1] = float(np.ravel(explainer.expected_value)[0])
    missed = np.abs(found.sum(axis=1) - np.log(learned.ratios(matrix)))
    if not missed.max() < EXACT:
        raise NotAdditive(f"SHAP values miss the model's logarithm by {missed.max():.2e}")
    return found
