package io.meridian.tsdb.store;

/**
 * What is known of one sender's view of one cluster: a Prometheus server, mostly.
 *
 * @param cluster the value of the label that names the cluster; empty if its series have none
 * @param replica the value of the label that tells replicas of a server apart; empty likewise
 * @param sender who sent the requests, as the caller names it
 * @param lastSample the latest sample's time, Unix milliseconds
 * @param lastArrival when the last request with a sample of it came, Unix milliseconds
 * @param skew by how many milliseconds the latest sample of that request was older than its
 *     arrival; negative for samples of the future
 * @param rate samples a second, over about the last minute
 * @param stored how many samples were stored, duplicates included
 * @param refused how many were not
 */
public record SourceState(
    String cluster,
    String replica,
    String sender,
    long lastSample,
    long lastArrival,
    long skew,
    double rate,
    long stored,
    long refused) {}
