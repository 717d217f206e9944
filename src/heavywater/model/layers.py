"""The weights of a network, and how columns enter it, under the names of H2O."""

from __future__ import annotations

import itertools
import numbers
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import H2OValueError
from heavywater.model.scores import ModelScores

if TYPE_CHECKING:
    from heavywater.core.deeplearning.model import DeepLearningModel
    from heavywater.frame import H2OFrame

__all__ = ["Layers", "catoffsets", "layer_facts"]


class Layers(ModelScores):
    """Reads a trained network."""

    def weights(self, matrix_id: int = 0) -> H2OFrame:
        """The weights that lead to a layer, if ``export_weights_and_biases`` was set.

        Parameters
        ----------
        matrix_id
            0 for those into the first hidden layer, and so on; the last ones lead to the output.

        Returns
        -------
        A frame with a row for each unit (two for a Maxout unit: its two pieces) and a column for
        each input of the layer. The columns of matrix 0 are named after the expanded inputs. It
        is kept in the session as ``<model>.weights.<matrix_id>``.
        """
        from heavywater.core.deeplearning.weight_frames import weight_frame
        from heavywater.frame import H2OFrame

        model = self._exported()
        layer = _layer(model, matrix_id, "Weight matrix", "weight matrices", "matrix")
        data = weight_frame(model.network, layer, model.data_info.input_names)
        return H2OFrame._from_data(data, f"{model.key}.weights.{layer}")

    def biases(self, vector_id: int = 0) -> H2OFrame:
        """The biases of a layer's units, if ``export_weights_and_biases`` was set.

        Parameters
        ----------
        vector_id
            0 for the first hidden layer, and so on; the last one is the output.

        Returns
        -------
        A frame of one column, in the order of the rows of `weights`. It is kept in the session as
        ``<model>.biases.<vector_id>``.
        """
        from heavywater.core.deeplearning.weight_frames import bias_frame
        from heavywater.frame import H2OFrame

        model = self._exported()
        layer = _layer(model, vector_id, "Bias vector", "bias vectors", "vector")
        return H2OFrame._from_data(bias_frame(model.network, layer), f"{model.key}.biases.{layer}")

    def normmul(self) -> list[float] | None:
        """Factors of the numeric predictors: x enters as ``(x - normsub) * normmul``.

        None if they enter as they are.
        """
        return _facts(self)["normmul"]

    def normsub(self) -> list[float] | None:
        """What is subtracted from the numeric predictors; None if they enter as they are."""
        return _facts(self)["normsub"]

    def respmul(self) -> list[float] | None:
        """Factor of a numeric response; None if it is learned as it is, and for classes."""
        return _facts(self)["normrespmul"]

    def respsub(self) -> list[float] | None:
        """What is subtracted from a numeric response; None where `respmul` is."""
        return _facts(self)["normrespsub"]

    def catoffsets(self) -> list[int]:
        """Where the inputs of each categorical predictor begin, and where the last one's end."""
        return catoffsets(_network(self))

    def _exported(self) -> DeepLearningModel:
        model = _network(self)
        if not model.parameters["export_weights_and_biases"]:
            raise H2OValueError(
                f"The model {model.key!r} was trained without export_weights_and_biases=True, "
                "which makes its weights and biases available."
            )
        return model


def _network(model: Layers) -> DeepLearningModel:
    from heavywater.core.deeplearning.model import DeepLearningModel

    trained = model._model()
    if not isinstance(trained, DeepLearningModel):
        raise H2OValueError(f"Models of {trained.algorithm_title} have no layers.")
    return trained


def _layer(model: DeepLearningModel, number: Any, what: str, several: str, kind: str) -> int:
    count = model.network.layout.layers
    whole = isinstance(number, numbers.Integral) and not isinstance(number, bool)
    if not whole or not 0 <= number < count:
        raise H2OValueError(
            f"{what} does not exist. Model has {count} {several} (0-based indexing), but {kind} "
            f"{number!r} was requested.",
            f"{kind}_id",
        )
    return int(number)


def _facts(model: Layers) -> dict[str, list[float] | None]:
    return layer_facts(_network(model))


def layer_facts(model: DeepLearningModel) -> dict[str, list[float] | None]:
    """Shifts and factors of predictors and response, under the names of H2O's JSON."""
    info, response = model.data_info, model.response_info
    scaled = bool(model.parameters["standardize"])
    return {
        "normmul": info.scale.tolist() if scaled else None,
        "normsub": info.shift.tolist() if scaled else None,
        "normrespmul": [response.scale] if response.standardised else None,
        "normrespsub": [response.shift] if response.standardised else None,
    }


def catoffsets(model: DeepLearningModel) -> list[int]:
    """Where the inputs of each categorical predictor begin, and where the last one's end."""
    widths = [column.indicators for column in model.data_info.categoricals]
    return [0, *itertools.accumulate(widths)]
