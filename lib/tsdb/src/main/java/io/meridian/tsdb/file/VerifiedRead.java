package io.meridian.tsdb.file;

import io.meridian.model.CorruptDataException;
import java.util.function.Supplier;

/** Reads that verify what they read, made again where bytes may have been damaged on their way. */
public final class VerifiedRead {
  /** Reads until damage is taken for the bytes' own: at 30 % of them damaged, one of 10¹⁰. */
  public static final int ATTEMPTS = 20;

  private VerifiedRead() {}

  /**
   * What a read gives once it finds no damage.
   *
   * @throws CorruptDataException the last read's, if none did
   */
  public static <T> T of(ByteRanges ranges, Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.get();
      } catch (CorruptDataException e) {
        if (attempt == ATTEMPTS || !ranges.dropDamaged()) {
          throw e;
        }
      }
    }
  }
}
