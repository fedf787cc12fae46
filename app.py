"""The app: ``streamlit run app.py``, or ``musdesign app`` from anywhere."""

# a process that the server starts reads this file too, under another name, and draws nothing
if __name__ == "__main__":
    from musdesign.ui.page import main

    main()
