package io.meridian.receiver.write;

import io.meridian.tsdb.head.SampleOutcome;
import java.util.Map;

/**
 * What a tenant wrote since the start.
 *
 * @param requests how many were decoded and handed on
 * @param stored how many samples are stored, histograms and duplicates among them
 * @param histograms how many of them are histograms
 * @param duplicates how many of them were there before
 * @param exemplars how many exemplars are stored
 * @param refused how many samples were refused for which reason
 */
public record TenantWrites(
    String tenant,
    long requests,
    long stored,
    long histograms,
    long duplicates,
    long exemplars,
    Map<SampleOutcome, Long> refused) {
  public TenantWrites {
    refused = Map.copyOf(refused);
  }
}
