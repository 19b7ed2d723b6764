package io.meridian.tsdb.wal;

/**
 * Counts of a log since it was opened, and its size now.
 *
 * @param records how many records were appended
 * @param bytes how many bytes they took, headers included
 * @param refused how many were refused because they could not be written
 * @param syncs how many times the log was made durable
 * @param syncNanos how long that took altogether
 * @param longestSyncNanos how long it took at most
 * @param segmentsBegun how many segments were begun
 * @param checkpoints how many checkpoints were finished
 * @param lastSequence the last record's number
 * @param durableSequence up to which record all survive a loss of power
 */
public record LogStats(
    long records,
    long bytes,
    long refused,
    long syncs,
    long syncNanos,
    long longestSyncNanos,
    long segmentsBegun,
    long checkpoints,
    long lastSequence,
    long durableSequence) {}
