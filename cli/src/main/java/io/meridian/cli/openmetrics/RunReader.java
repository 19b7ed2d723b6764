package io.meridian.cli.openmetrics;

import io.meridian.model.PackedLabels;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a run, see {@link RunWriter}. Stands at a group and, within it, at a sample. */
final class RunReader implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private long window;
  private byte[] labels = {};
  private int labelsTo;
  private long line;
  private long time;
  private double value;

  RunReader(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  /** Moves to the next group and its first sample; false at the end. */
  boolean nextGroup() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    window = signed(unsigned(first));
    labelsTo = (int) unsigned(read());
    if (labels.length < labelsTo) {
      labels = new byte[2 * labelsTo];
    }
    if (in.readNBytes(labels, 0, labelsTo) < labelsTo) {
      throw new EOFException("a spool file ends early");
    }
    time = 0;
    return nextSample();
  }

  /** Moves to the next sample; false at the end of the group. */
  boolean nextSample() throws IOException {
    line = unsigned(read());
    if (line == 0) {
      return false;
    }
    time += signed(unsigned(read()));
    long bits = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bits |= (long) read() << shift;
    }
    value = Double.longBitsToDouble(bits);
    return true;
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("a spool file ends early");
    }
    return b;
  }

  private long unsigned(int first) throws IOException {
    long number = first & 0x7f;
    int b = first;
    for (int shift = 7; b > 0x7f; shift += 7) {
      b = read();
      number |= (long) (b & 0x7f) << shift;
    }
    return number;
  }

  private static long signed(long zigzag) {
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  /** Compares the groups that two readers stand at. */
  int compareGroup(RunReader other) {
    int order = Long.compare(window, other.window);
    return order != 0
        ? order
        : PackedLabels.compare(labels, 0, labelsTo, other.labels, 0, other.labelsTo);
  }

  /** Compares the samples that two readers of one group stand at. */
  int compareSample(RunReader other) {
    int order = Long.compare(time, other.time);
    return order != 0 ? order : Long.compare(line, other.line);
  }

  long window() {
    return window;
  }

  byte[] labels() {
    return labels;
  }

  int labelsTo() {
    return labelsTo;
  }

  long line() {
    return line;
  }

  long time() {
    return time;
  }

  double value() {
    return value;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
