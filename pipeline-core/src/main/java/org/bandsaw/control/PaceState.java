package org.bandsaw.control;

/**
 * What earlier answers of a pacer left behind.
 *
 * @param last the reading before
 * @param creditNanos processor time that may be used at once; below 0 what has to be waited for
 * @param working whether rows were let through since the reading before
 * @param mostRows the most rows of the next chunk, at least 1
 * @param rows rows of recent chunks, older ones counting less
 * @param rowsNanos processor time of these
 */
public record PaceState(
    ComputeReading last,
    double creditNanos,
    boolean working,
    int mostRows,
    double rows,
    double rowsNanos) {}
