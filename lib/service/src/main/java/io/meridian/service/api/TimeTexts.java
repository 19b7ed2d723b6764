package io.meridian.service.api;

import io.meridian.service.text.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Times as Prometheus' API writes them. The series of a range have the same times at the same
 * places, so that most are a copy of what was written for the series before.
 */
final class TimeTexts {
  private static final int MOST = 1 << 14;

  /** Bytes of one text at most: a sign, 16 digits, a point, three digits. */
  private static final int WIDTH = 24;

  private long[] times = new long[0];
  private byte[] texts = new byte[0];
  private byte[] lengths = new byte[0];

  /**
   * Writes a time.
   *
   * @param place of the sample in its series
   */
  void put(ByteText out, int place, long millis) {
    if (place >= MOST || Math.abs(millis) > Long.MAX_VALUE / 1000) {
      put(out, millis);
      return;
    }
    if (place >= times.length) {
      int size = Math.min(MOST, Math.max(64, place * 2));
      times = Arrays.copyOf(times, size);
      texts = Arrays.copyOf(texts, size * WIDTH);
      lengths = Arrays.copyOf(lengths, size);
    }
    if (lengths[place] == 0 || times[place] != millis) {
      times[place] = millis;
      lengths[place] = (byte) print(millis, place * WIDTH);
    }
    out.put(texts, place * WIDTH, place * WIDTH + lengths[place]);
  }

  /** Prints a time into the texts; how long it is. */
  private int print(long millis, int from) {
    long size = Math.abs(millis);
    String text = (millis < 0 ? "-" : "") + size / 1000;
    if (size % 1000 != 0) {
      text += "." + Long.toString(1000 + size % 1000).substring(1);
    }
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, texts, from, ascii.length);
    return ascii.length;
  }

  /** Writes a time: seconds with three digits behind the point, or none. */
  static void put(ByteText out, long millis) {
    if (millis < 0) {
      out.put('-');
    }
    long size = Math.abs(millis);
    out.put(size / 1000);
    if (size % 1000 != 0) {
      out.put('.').put((char) ('0' + size / 100 % 10));
      out.put((char) ('0' + size / 10 % 10)).put((char) ('0' + size % 10));
    }
  }
}
