#!/bin/sh
# For --notify: send the record of a run by mail. Set the address; needs a mail command such as that of bsd-mailx or s-nail.
exec mail -s "Cadrage: $CADRAGE_STATUS" "${CADRAGE_MAIL:-you@example.org}" < "$1"
