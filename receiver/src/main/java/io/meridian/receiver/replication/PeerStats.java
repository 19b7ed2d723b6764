package io.meridian.receiver.replication;

/**
 * How a peer is doing.
 *
 * @param address as the ring has it
 * @param away whether it is taken for away
 * @param inFlight slices that are under way to it
 * @param queued slices that wait for it, of {@code queuedBytes}
 * @param lost slices that it did not take in time so far, whether made up for or not
 * @param spoolBytes what it missed and has yet to get, on disk
 * @param delivered slices that it got later
 * @param dropped slices that it will never get, of {@code droppedBytes}
 */
public record PeerStats(
    String address,
    boolean away,
    int inFlight,
    int queued,
    long queuedBytes,
    long lost,
    long spoolBytes,
    long delivered,
    long dropped,
    long droppedBytes) {}
