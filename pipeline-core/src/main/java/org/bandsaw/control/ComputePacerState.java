package org.bandsaw.control;

/**
 * What earlier answers of a pacer left behind.
 *
 * @param lastReading the reading before
 * @param creditNanos processor time that may be used at once; below 0 what has to be waited for
 * @param isWorking whether rows were let through since the reading before
 * @param maxRows the most rows of the next chunk, at least 1
 * @param recentRows rows of recent chunks, older ones counting less
 * @param recentNanos processor time of these
 */
public record ComputePacerState(
    ComputeReading lastReading,
    double creditNanos,
    boolean isWorking,
    int maxRows,
    double recentRows,
    double recentNanos) {}
