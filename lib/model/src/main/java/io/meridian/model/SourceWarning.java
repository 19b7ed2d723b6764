package io.meridian.model;

/**
 * Something an answer lacks or should not be trusted in.
 *
 * @param source the store that said so or did not answer
 * @param cluster the cluster whose data is concerned, empty if not known
 * @param range the instants concerned
 * @param cause what happened
 */
public record SourceWarning(String source, String cluster, TimeRange range, String cause) {}
