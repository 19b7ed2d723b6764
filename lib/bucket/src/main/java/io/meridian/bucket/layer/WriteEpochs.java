package io.meridian.bucket.layer;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Tells reads that began before a write from those that begin after it. A read takes the epoch of
 * its object first; what it finds may serve only reads of the same epoch. A write that has ended,
 * however it ended, begins a new one. Objects share epochs, so that a write may cost others their
 * cached bytes, and memory does not grow.
 */
final class WriteEpochs {
  private static final int EPOCHS = 1 << 12;

  private final AtomicIntegerArray epochs = new AtomicIntegerArray(EPOCHS);

  int of(String object) {
    return epochs.get(place(object));
  }

  void next(String object) {
    epochs.incrementAndGet(place(object));
  }

  private static int place(String object) {
    int hash = object.hashCode();
    return (hash ^ hash >>> 16) & EPOCHS - 1;
  }
}
