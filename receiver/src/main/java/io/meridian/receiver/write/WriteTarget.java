package io.meridian.receiver.write;

import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;

/** Where decoded requests go: this process' store, or the receivers of a ring. */
@FunctionalInterface
public interface WriteTarget {
  /**
   * Takes a request. When this returns, every sample that it reports as stored is as safe as the
   * receiver promises: in the log, and with its quorum.
   *
   * @param origin who sent it
   * @param batch of the caller, who uses it again when this returns
   * @param limits which new series the tenant may have
   * @throws io.meridian.model.UnavailableException if that cannot be said of some sample that is in
   *     order: the sender is to send the request again
   * @throws io.meridian.model.OverloadedException if there is too much to do, likewise
   */
  WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
      throws InterruptedException;
}
