#!/bin/sh
# Run once, when the database is made: the replica may copy it, and has each act before the service
# says that it is recorded. Written to the file and not set: nobody follows yet who could answer.
set -eu
echo "host replication thidin all scram-sha-256" >>"$PGDATA/pg_hba.conf"
echo "synchronous_standby_names = '*'" >>"$PGDATA/postgresql.auto.conf"
