package io.meridian.tsdb.chunk;

/**
 * A chunk as a series' index entry has it.
 *
 * @param minTime first instant, Unix milliseconds
 * @param maxTime last instant, Unix milliseconds
 * @param ref where it stands: upper half the chunk file's index in name order from 0, lower half
 *     the offset of the length field in it
 */
public record ChunkMeta(long minTime, long maxTime, long ref) {}
