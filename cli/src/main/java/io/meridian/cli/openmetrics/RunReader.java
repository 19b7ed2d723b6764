package io.meridian.cli.openmetrics;

import io.meridian.model.PackedLabels;
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
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long window;
  private byte[] labels = {};
  private int labelsTo;
  private long line;
  private long time;
  private double value;

  RunReader(Path file) throws IOException {
    in = Files.newInputStream(file);
  }

  /** Moves to the next group and its first sample; false at the end. */
  boolean nextGroup() throws IOException {
    fill();
    if (at == end) {
      return false;
    }
    window = signed(unsigned());
    labelsTo = (int) unsigned();
    if (labels.length < labelsTo) {
      labels = new byte[2 * labelsTo];
    }
    readLabels();
    time = 0;
    return nextSample();
  }

  private void readLabels() throws IOException {
    int buffered = Math.min(labelsTo, end - at);
    System.arraycopy(buffer, at, labels, 0, buffered);
    at += buffered;
    if (in.readNBytes(labels, buffered, labelsTo - buffered) < labelsTo - buffered) {
      throw endsEarly();
    }
  }

  /** Moves to the next sample; false at the end of the group. */
  boolean nextSample() throws IOException {
    fill();
    line = unsigned();
    if (line == 0) {
      return false;
    }
    time += signed(unsigned());
    if (end - at < Long.BYTES) {
      throw endsEarly();
    }
    value = Double.longBitsToDouble((long) RunWriter.BITS.get(buffer, at));
    at += Long.BYTES;
    return true;
  }

  /** Reads ahead until a sample is in the buffer, or all there is. */
  private void fill() throws IOException {
    if (end - at >= RunWriter.LONGEST_SAMPLE) {
      return;
    }
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    end += in.readNBytes(buffer, end, buffer.length - end);
  }

  private static EOFException endsEarly() {
    return new EOFException("a spool file ends early");
  }

  private long unsigned() throws IOException {
    long number = 0;
    for (int shift = 0; at < end; shift += 7) {
      byte b = buffer[at++];
      number |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw endsEarly();
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
