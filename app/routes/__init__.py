"""Routes: what each address answers, a module for each subject; `app/main.py` lists them."""
