"""Nothing here is collected: each peer imports a package that need not be installed."""

collect_ignore_glob = ["*.py"]
