"""A bank to try things with at home: its own program, which knows nothing of Thidin's inside.

It takes bill payments, tells of them by signed webhooks, answers questions and writes day files, in
the forms real banks use. It listens on this computer alone.
"""
