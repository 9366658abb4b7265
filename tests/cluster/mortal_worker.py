"""A Dask worker that dies at a failpoint, if the environment names one."""

import os

from distributed.cli.dask_worker import main

from domain.failpoints import arm

if __name__ == "__main__":
    arm(os.environ)
    main()
