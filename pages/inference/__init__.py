"""The models process: it owns torch and the checkpoints, shows the Gradio widgets and answers the
pages' calls for inference. `python -m pages.inference SOCKET WIDGETS` serves it on a Unix socket;
the web process (pages/serving) starts it, watches it and forwards to it.
"""
