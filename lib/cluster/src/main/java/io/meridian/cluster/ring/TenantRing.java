package io.meridian.cluster.ring;

import java.util.Map;

/**
 * A ring of a file.
 *
 * @param name for metrics; may be empty
 * @param externalLabels what its endpoints add to the labels of their series
 */
public record TenantRing(String name, Hashring ring, Map<String, String> externalLabels) {
  public TenantRing {
    externalLabels = Map.copyOf(externalLabels);
  }
}
