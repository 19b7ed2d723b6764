package io.meridian.receiver.relabel;

import java.util.Optional;

/** What becomes of a series. */
sealed interface Fate {
  /** It stays as it is. */
  record Kept() implements Fate {}

  /** Nobody keeps it. */
  record Dropped() implements Fate {}

  /** It becomes another one. */
  final class Changed implements Fate {
    private final byte[] labels;
    private final Optional<String> tenant;

    Changed(byte[] labels, Optional<String> tenant) {
      this.labels = labels;
      this.tenant = tenant;
    }

    /** Its labels then, as fields of a {@code TimeSeries}, in order. */
    byte[] labels() {
      return labels;
    }

    /** Whose it is then, if its labels say so. */
    Optional<String> tenant() {
      return tenant;
    }
  }

  Fate KEPT = new Kept();
  Fate DROPPED = new Dropped();
}
