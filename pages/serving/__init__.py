"""What the server answers besides Streamlit's screens: thumbnails and Gradio widgets."""
