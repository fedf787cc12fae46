"""The app: ``streamlit run app.py``, or ``musdesign app`` from anywhere."""

from musdesign.ui.page import main

main()
