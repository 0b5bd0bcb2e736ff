"""The Lab: claims about recurrent networks as experiments that run in a minute and end with a verdict.

``catalogue`` lists them and ``about/`` describes them, without torch; each experiment is a module of its own.
"""
