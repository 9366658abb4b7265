"""The measurements kept alive, at tiny sizes."""
