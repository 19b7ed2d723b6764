package io.meridian.cli.openmetrics;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream into lines; a buffer grows to the longest of them. */
final class LineReader {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int end;
  private int from;
  private int to;
  private int next;
  private long number;
  private long consumed;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false at the end. */
  boolean next() throws IOException {
    consumed += next - from;
    from = next;
    int searched = from;
    while (true) {
      int newline = indexOfNewline(searched);
      if (newline >= 0) {
        to = newline;
        next = newline + 1;
        number++;
        return true;
      }
      searched = end - from;
      if (!fill()) {
        to = end;
        next = end;
        number += to > from ? 1 : 0;
        return to > from;
      }
      searched += from;
    }
  }

  private int indexOfNewline(int start) {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads more behind the current line, which moves to the buffer's begin. */
  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, end - from);
      end -= from;
      from = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
    }
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read > 0;
  }

  /** The array that holds the line until {@link #next}. */
  byte[] bytes() {
    return buffer;
  }

  int from() {
    return from;
  }

  /** Where the line ends, its line break left out. */
  int to() {
    return to;
  }

  /** The line's number, from 1. */
  long number() {
    return number;
  }

  /** How many bytes stand before the line. */
  long consumed() {
    return consumed;
  }
}
