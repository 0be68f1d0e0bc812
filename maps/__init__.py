"""Frames in, Folium pages out."""
