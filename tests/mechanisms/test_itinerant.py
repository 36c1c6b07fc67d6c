"""走教: spare lessons go to the nearest school that lacks the subject, and no more than are spare."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from factory import small_county
from growing import lived, same, spent
from teacherflow.codes import Kind, Stage, Subject
from teacherflow.county import County
from teacherflow.phases.teach import teach
from teacherflow.policies.provision import ItinerantLessons, RemoteClass
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.teach import ITINERANT, REMOTE, Itinerant
from teacherflow.timetable import standard_load
