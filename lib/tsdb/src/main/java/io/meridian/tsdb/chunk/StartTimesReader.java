package io.meridian.tsdb.chunk;

/**
 * Reads the start timestamps of a chunk, which stand behind the samples they belong to.
 *
 * <pre>
 *   header byte: bit 7     sample 0 has a start timestamp
 *                bits 6–0  index c of the first later sample that carries one; 0 where none does
 *   sample 0:       varint of t(0) − st(0), if bit 7 is set; else st(0) is 0, unknown
 *   sample n &lt; c:   nothing; the start timestamp is that of sample 0. So for all where c is 0
 *   sample c:       vbi of d(c), where d(n) = t(n−1) − st(n)
 *   sample n &gt; c:   vbi of d(n) − d(n−1)
 * </pre>
 */
final class StartTimesReader {
  private boolean hasFirst;
  private int carrier;
  private long constant;
  private long distance;

  /** Begins a chunk with its header byte. */
  void reset(int header) {
    hasFirst = (header & 0x80) != 0;
    carrier = header & 0x7f;
    constant = 0;
    distance = 0;
  }

  /** Reads the start timestamp of sample 0. */
  long first(BitReader in, long time) {
    constant = hasFirst ? time - in.varint() : 0;
    return constant;
  }

  /** Reads the start timestamp of a sample n ≥ 1. */
  long next(BitReader in, int sample, long previousTime) {
    if (carrier == 0 || sample < carrier) {
      return constant;
    }
    distance += in.vbi();
    return previousTime - distance;
  }

  /** The start timestamp of sample 0, 0 if it has none. */
  long constant() {
    return constant;
  }

  /** The last d(n), 0 if none has been read. */
  long distance() {
    return distance;
  }
}
