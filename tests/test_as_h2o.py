"""`import h2o` on this package; in processes of their own, since modules are process-wide."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest


def run(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_modules_and_classes_are_the_same_under_both_names():
    run("""
        import heavywater
        heavywater.install_as_h2o()
        heavywater.install_as_h2o()
        import h2o
        import h2o.exceptions
        from h2o.estimators.deeplearning import H2ODeepLearningEstimator
        from heavywater.estimators import H2ODeepLearningEstimator as Ours
        assert h2o is heavywater
        assert h2o.exceptions is heavywater.exceptions
        assert H2ODeepLearningEstimator is Ours
        assert isinstance(h2o.H2OFrame({'x': [1]}), heavywater.H2OFrame)
        assert heavywater.exceptions.__spec__.name == 'heavywater.exceptions'
        import importlib
        importlib.reload(heavywater.exceptions)
    """)


def test_a_module_that_is_missing_is_named():
    run("""
        import heavywater
        heavywater.install_as_h2o()
        try:
            import h2o.estimators.gmb
        except ModuleNotFoundError as error:
            assert 'Heavywater' in str(error) and 'h2o.estimators.gmb' in str(error), error
        else:
            raise AssertionError
    """)


def test_other_algorithms_can_be_imported_but_not_used():
    run("""
        import heavywater
        heavywater.install_as_h2o()
        import h2o
        from h2o.automl import H2OAutoML
        from h2o.estimators.gbm import H2OGradientBoostingEstimator
        for absent in (H2OAutoML, H2OGradientBoostingEstimator):
            try:
                absent(ntrees=3)
            except NotImplementedError as error:
                assert absent.__name__ in str(error), error
            else:
                raise AssertionError(absent)
        heavywater.install_as_h2o()
        heavywater.uninstall_as_h2o()
        import sys
        assert not [name for name in sys.modules if name.split('.')[0] == 'h2o']
    """)


def test_uninstall_takes_it_back():
    run("""
        import sys, heavywater
        heavywater.install_as_h2o()
        import h2o.frame
        heavywater.uninstall_as_h2o()
        heavywater.uninstall_as_h2o()
        assert not [name for name in sys.modules if name.split('.')[0] == 'h2o']
        assert 'heavywater.frame' in sys.modules
    """)


@pytest.mark.parametrize("name", ["h2o", "h2o.frame"])
def test_the_real_one_must_not_be_there_already(name):
    run(f"""
        import sys, types, heavywater
        sys.modules[{name!r}] = types.ModuleType({name!r})
        try:
            heavywater.install_as_h2o()
        except heavywater.exceptions.H2OStartupError as error:
            assert 'before the first' in str(error)
        else:
            raise AssertionError
    """)


def test_what_test_harnesses_of_h2o_import():
    run("""
        import heavywater
        heavywater.install_as_h2o()
        import h2o
        from h2o.expr import ExprNode
        from h2o.model import H2OBinomialModel, H2OClusteringModel
        from h2o.utils.shared_utils import temp_ctr
        from h2o.utils.threading import local_context, local_env
        from h2o.utils.typechecks import assert_is_type, is_type
        assert h2o.connection().connected
        assert h2o.connection().session_id == h2o.cluster().cloud_name
        h2o.log_and_echo('a test begins')
        assert temp_ctr() != temp_ctr()
        assert not isinstance(h2o.H2OFrame({'x': [1]}), H2OClusteringModel)
        with local_context(depth=2):
            assert local_env('depth') == 2
        assert local_env('depth', 0) == 0
    """)


def test_every_module_of_h2o_can_be_imported():
    # Modules of h2o-py 3.46.0.12, but for those that begin with an underscore.
    names = """
        assembly astfun auth automl automl.autoh2o backend backend.cluster backend.connection
        backend.server base cross_validation debug demos display enterprise estimators.sdt
        estimators.single_decision_tree exceptions explanation expr expr_optimizer frame grid
        grid.grid_search grid.metrics group_by information_retrieval information_retrieval.tf_idf
        job model model.confusion_matrix model.extensions model.extensions.varimp
        model.metrics.clustering model.metrics_base model.model_base model.model_builder
        model.models.coxph persist persist.persist pipeline
        pipeline.mojo_pipeline plot schemas schemas.error scoring sklearn sklearn.wrapper telemetry
        transforms transforms.decomposition transforms.preprocessing transforms.transform_base tree
        tree.tree two_dim_table utils utils.compatibility utils.config utils.csv utils.debugging
        utils.distributions utils.metaclass utils.mixin utils.model_utils utils.progressbar
        utils.shared_utils utils.threading utils.typechecks
    """
    run(f"""
        import importlib, heavywater
        heavywater.install_as_h2o()
        for name in {names.split()!r}:
            importlib.import_module(f"h2o.{{name}}")
        from h2o.pipeline import H2OMojoPipeline
        try:
            H2OMojoPipeline("x.mojo")
        except NotImplementedError as error:
            assert 'H2OAssembly.save()' in str(error), error
        else:
            raise AssertionError
        from h2o.assembly import *
        assert h2o.H2OFrame is H2OFrame
    """)
