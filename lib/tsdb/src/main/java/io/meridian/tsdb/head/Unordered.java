package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongArrayList;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.merge.SamplePieces;
import java.util.Arrays;

/**
 * Samples of one series that came in any order, each instant once: the last ones as they came,
 * those before in chunks that may overlap. To be used with the lock of its {@link OutOfOrder} held.
 */
final class Unordered {
  /** How many samples wait before they become chunks. */
  static final int MOST_WAITING = 120;

  private static final int FIRST_ROOM = 4;
  private static final long[] NONE = {};

  private SampleBuffer waiting = new SampleBuffer(0);
  private long[] places = NONE;
  private int placeCount;

  boolean isEmpty() {
    return placeCount == 0 && waiting.size() == 0;
  }

  /** Adds a sample of a buffer. */
  void add(SampleBuffer samples, int sample) {
    if (waiting.size() == 0) {
      waiting = new SampleBuffer(FIRST_ROOM);
    }
    waiting.addAll(samples, sample, sample + 1);
  }

  boolean isFull() {
    return waiting.size() >= MOST_WAITING;
  }

  /** The samples that are in no chunk yet, as they came. */
  SampleBuffer waiting() {
    return waiting;
  }

  /** Forgets the samples that are in no chunk yet, and their memory. */
  void clearWaiting() {
    waiting = new SampleBuffer(0);
  }

  /** Forgets everything. */
  void clear() {
    clearWaiting();
    placeCount = 0;
  }

  /** Adds a chunk. */
  void add(long place) {
    if (placeCount == places.length) {
      places = Arrays.copyOf(places, Math.max(2, 2 * placeCount));
    }
    places[placeCount++] = place;
  }

  /** Adds the places of all chunks to a list. */
  void addPlaces(LongArrayList into) {
    into.add(places, 0, placeCount);
  }

  int placeCount() {
    return placeCount;
  }

  long place(int index) {
    return places[index];
  }

  /** Forgets the chunks of ranges that are gone for everybody. */
  void forgetGone(Ranges ranges) {
    int kept = 0;
    for (int i = 0; i < placeCount; i++) {
      if (ranges.isHeld(places[i])) {
        places[kept++] = places[i];
      }
    }
    placeCount = kept;
  }

  /**
   * Adds the samples that are in no chunk yet, and in a range of time, as pieces in which times
   * ascend.
   */
  void addWaiting(long minTime, long maxTime, SamplePieces pieces) {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < waiting.size(); i++) {
      long time = waiting.time(i);
      if (time < minTime || time > maxTime) {
        continue;
      }
      if (time <= last) {
        pieces.endPiece();
      }
      pieces.samples().addAll(waiting, i, i + 1);
      last = time;
    }
    pieces.endPiece();
  }

  /** Whether a sample that is in no chunk yet lies in a range of time. */
  boolean isWaitingIn(long minTime, long maxTime) {
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.time(i) >= minTime && waiting.time(i) <= maxTime) {
        return true;
      }
    }
    return false;
  }
}
