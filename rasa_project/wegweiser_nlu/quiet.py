"""The environment in which Rasa keeps quiet, stays offline and leaves the cores to others.

It has to stand before Rasa, TensorFlow and numpy are imported, so this module imports none of them.
"""

_SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    # TensorFlow's and SQLAlchemy's start-up notices.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    # Also switches progress bars off. Messages of users are logged at DEBUG only, which never happens so.
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    # One small model: threads of the numeric libraries cost more than they bring, and show in the worst answers.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
}


def quiet_environment() -> dict[str, str]:
    """The variables to set for a process that runs Rasa."""
    return dict(_SETTINGS)
