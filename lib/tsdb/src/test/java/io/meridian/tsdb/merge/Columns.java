package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Columns of floats made of, and compared as, what a test can read. */
public final class Columns {
  private Columns() {}

  /** A buffer of times and values by turns. */
  public static SampleBuffer buffer(double... timesAndValues) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < timesAndValues.length; i += 2) {
      buffer.add((long) timesAndValues[i], timesAndValues[i + 1]);
    }
    return buffer;
  }

  static SamplePieces pieces(SampleBuffer... buffers) {
    SamplePieces pieces = new SamplePieces();
    for (SampleBuffer buffer : buffers) {
      pieces.addPiece(buffer);
    }
    return pieces;
  }

  /** Ascending instants with random values. */
  static SampleBuffer random(RandomGenerator random, int size, int mostApart) {
    SampleBuffer buffer = new SampleBuffer();
    long time = random.nextInt(mostApart);
    for (int i = 0; i < size; i++) {
      buffer.add(time, random.nextInt(5));
      time += 1 + random.nextInt(mostApart);
    }
    return buffer;
  }

  static Map<Long, Double> toMap(SampleBuffer samples) {
    Map<Long, Double> map = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      map.put(samples.time(i), samples.value(i));
    }
    return map;
  }

  /** Text of the form {@code 10:1.0 20:stale[7]}, start timestamps in brackets. */
  public static String of(SampleBuffer samples) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < samples.size(); i++) {
      double value = samples.value(i);
      text.append(i == 0 ? "" : " ").append(samples.time(i)).append(':');
      text.append(StaleMarker.isStale(value) ? "stale" : Double.toString(value));
      if (samples.startTime(i) != 0) {
        text.append('[').append(samples.startTime(i)).append(']');
      }
    }
    return text.toString();
  }
}
