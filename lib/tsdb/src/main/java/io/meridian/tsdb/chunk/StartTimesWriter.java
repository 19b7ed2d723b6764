package io.meridian.tsdb.chunk;

/**
 * Writes the start timestamps of a chunk in the form that {@link StartTimesReader} shows, at the
 * first chance: the sample that differs from the one before, or sample 127, the last one that the
 * header byte can name.
 */
final class StartTimesWriter {
  /** The last sample that the header byte can name. */
  static final int LAST_CARRIER = 127;

  private int header;
  private long constant;
  private long distance;

  void reset() {
    header = 0;
    constant = 0;
    distance = 0;
  }

  /**
   * Sets the state that a chunk being continued ends with.
   *
   * @param constant the start timestamp of sample 0, 0 if it has none
   * @param distance the last d(n), 0 if none was written
   */
  void resume(int header, long constant, long distance) {
    this.header = header;
    this.constant = constant;
    this.distance = distance;
  }

  /** The header byte for what was written up to now. */
  int header() {
    return header;
  }

  /** Writes the start timestamp of sample 0; 0 is unknown. */
  void first(BitWriter out, long time, long startTime) {
    constant = startTime;
    if (startTime != 0) {
      header = 0x80;
      out.varint(time - startTime);
    }
  }

  /** Writes the start timestamp of a sample n ≥ 1. */
  void next(BitWriter out, int sample, long previousTime, long startTime) {
    boolean carried = (header & 0x7f) != 0;
    if (!carried) {
      if (startTime == constant && sample < LAST_CARRIER) {
        return;
      }
      header |= sample;
    }
    long next = previousTime - startTime;
    out.vbi(next - distance);
    distance = next;
  }
}
