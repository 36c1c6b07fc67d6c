"""teacherflow: an agent-based simulator of teacher-flow policy in Chinese counties."""

__version__ = "0.1.0"
