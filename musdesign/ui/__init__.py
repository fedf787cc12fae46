"""The app: one screen on which a case is moved and its answers are seen."""
