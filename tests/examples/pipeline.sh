#!/bin/sh
# Scores from any program that can write and read text: awk makes 1000 demands, roos scores them, awk adds them up.
# Nothing here is Python, and nothing is written to disk. For Arrow IPC streams instead of CSV: --format arrow.
set -eu

demands() {
    awk 'BEGIN {
        print "demand,product,amount"
        for (i = 1; i <= 1000; i++) printf "order %d,bread,%.1f\n", i, i / 10
    }'
}

demands |
    roos solve textbook:bakery --demands - -o - |
    awk -F, 'NR > 1 && $2 == "climate" { count++; unit = $3; sum += $4 }
             END { printf "%d demands, %s in all: %.9g\n", count, unit, sum }'
