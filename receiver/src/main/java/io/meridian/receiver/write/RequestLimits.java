package io.meridian.receiver.write;

import io.meridian.tsdb.ingest.WriteBatch;

/**
 * How large one request may be.
 *
 * @param bytes as it comes and decompressed, each
 * @param series as many entries as it has, whether they differ or not
 * @param samples floats and histograms
 */
record RequestLimits(int bytes, int series, int samples) {
  private static final int TOO_LARGE = 413;

  /** Refuses a request that is known to be larger, before or after it is decompressed. */
  static RefusedWriteException tooLarge(String how, long has, long allowed) {
    return new RefusedWriteException(
        TOO_LARGE,
        "the request is too large: %s it has %d bytes or more, %d are allowed; send fewer samples a request"
            .formatted(how, has, allowed));
  }

  /**
   * Checks a decoded request.
   *
   * @throws RefusedWriteException with status 413 if it has too much
   */
  void check(WriteBatch batch) {
    check("series", batch.size(), series);
    check("samples", batch.samples().size(), samples);
  }

  private static void check(String what, int has, int allowed) {
    if (has > allowed) {
      throw new RefusedWriteException(
          TOO_LARGE,
          "the request has %d %s, %d are allowed; send fewer a request"
              .formatted(has, what, allowed));
    }
  }
}
