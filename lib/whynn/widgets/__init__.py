"""Figures that a reader can move: ``from whynn.widgets import XorKnife``.

Needs anywidget and matplotlib (``pip install whynn[widgets]``).  A figure is its traits:
Python checks them, the browser draws from them alone, so it moves without a kernel too.
"""

from whynn.widgets.backprop_stepper import BackpropStepper
from whynn.widgets.batch_noise import BatchNoise
from whynn.widgets.calibration import Calibration
from whynn.widgets.canyon_race import CanyonRace
from whynn.widgets.chinchilla_balance import ChinchillaBalance
from whynn.widgets.debug_clinic import DebugClinic
from whynn.widgets.double_descent import DoubleDescent
from whynn.widgets.final_retrieval import FinalRetrieval
from whynn.widgets.fit_by_folds import FitByFolds
from whynn.widgets.open_answer import OpenAnswer
from whynn.widgets.open_score import OpenScore
from whynn.widgets.paper_fold import PaperFold
from whynn.widgets.predict import Predict
from whynn.widgets.regularizer import Regularizer
from whynn.widgets.scaling_ramp import ScalingRamp
from whynn.widgets.short_answer import ShortAnswer
from whynn.widgets.sigmoid_muffler import SigmoidMuffler
from whynn.widgets.signal_through_depth import SignalThroughDepth
from whynn.widgets.softmax_dial import SoftmaxDial
from whynn.widgets.whisper_game import WhisperGame
from whynn.widgets.xor_knife import XorKnife

__all__ = [
    "BackpropStepper",
    "BatchNoise",
    "Calibration",
    "CanyonRace",
    "ChinchillaBalance",
    "DebugClinic",
    "DoubleDescent",
    "FinalRetrieval",
    "FitByFolds",
    "OpenAnswer",
    "OpenScore",
    "PaperFold",
    "Predict",
    "Regularizer",
    "ScalingRamp",
    "ShortAnswer",
    "SigmoidMuffler",
    "SignalThroughDepth",
    "SoftmaxDial",
    "WhisperGame",
    "XorKnife",
]
