#!/bin/sh
# Takes out of an environment what Basira does not use: locales of other languages than its own, and
# what compiled modules tell debuggers. Needs `strip` (binutils).
#
#   sudo docs/operating/slim.sh /opt/basira
set -eu
cd "${1:?an environment}"/lib/python3*/site-packages
find babel/locale-data -name '*.dat' \
  ! -name root.dat ! -name ar.dat ! -name 'ar_*' ! -name en.dat ! -name 'en_*' \
  ! -name ur.dat ! -name 'ur_*' -delete
find . -name '*.so' ! -path './psycopg_binary*' -exec strip --strip-unneeded {} +
