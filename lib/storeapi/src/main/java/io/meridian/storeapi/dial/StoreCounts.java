package io.meridian.storeapi.dial;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meridian.api.thanos.CountedGroup;
import io.meridian.api.thanos.CountedSeries;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesCounts;
import io.meridian.storeapi.wire.Frame;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The counts of one store's answer. Where the store fails, breaks off or is too slow, it is told
 * that they are not all. For one thread.
 */
final class StoreCounts implements AutoCloseable {
  private final Endpoint store;
  private final StoreFrames frames;
  private final StoreFailures failures;
  private final StoreMeter meter;
  private final int steps;
  private final QueryContext context;
  private final Set<Labels> parts = new HashSet<>();
  private SeriesCounts counts;

  /** Counts of a call. */
  StoreCounts(
      Endpoint store,
      StoreFrames frames,
      StoreFailures failures,
      StoreMeter meter,
      int steps,
      QueryContext context) {
    this.store = store;
    this.frames = frames;
    this.failures = failures;
    this.meter = meter;
    this.steps = steps;
    this.context = context;
    counts = new SeriesCounts(steps, context);
  }

  /** Reads the answer; returns whether the store can say how many series there are. */
  boolean read() {
    try {
      for (Optional<Frame> next = next(); next.isPresent(); next = next()) {
        if (!add(next.get())) {
          return false;
        }
      }
    } catch (StoreException e) {
      fail(e.fault(), e);
    } catch (CorruptDataException e) {
      fail(StoreFault.CORRUPT, e);
    }
    return true;
  }

  private void fail(StoreFault fault, Exception error) {
    meter.fault(fault);
    failures.failed(store, String.valueOf(error.getMessage()), error);
  }

  /** The next message; an answer that begins again is read anew. */
  private Optional<Frame> next() throws StoreException {
    Optional<Frame> next = frames.next();
    if (frames.isRestarted()) {
      parts.clear();
      counts.close();
      counts = new SeriesCounts(steps, context);
    }
    return next;
  }

  /** Takes note of a message; returns false where the store gives no counts. */
  private boolean add(Frame frame) {
    SeriesResponse message = message(frame);
    switch (message.getResultCase()) {
      case COUNTED -> {
        CountedSeries counted = message.getCounted();
        if (counted.getRefused()) {
          return false;
        }
        parts.add(Labels.ofPacked(labels(counted.getLabels())));
        counted.getGroupsList().forEach(this::add);
      }
      case WARNING -> {
        meter.fault(StoreFault.WARNED);
        failures.warn(store, message.getWarning());
      }
      case SERIES, BATCH -> {
        return false;
      }
      case HINTS, RESULT_NOT_SET -> {}
    }
    return true;
  }

  private SeriesResponse message(Frame frame) {
    try {
      return SeriesResponse.parseFrom(frame.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptDataException("message of " + store.address(), 0, "is none: " + e);
    }
  }

  private byte[] labels(ByteString packed) {
    byte[] bytes = packed.toByteArray();
    PackedLabels.validate(bytes, 0, bytes.length, "labels of counts of " + store.address());
    return bytes;
  }

  private void add(CountedGroup group) {
    if (group.getCountsCount() != steps) {
      throw new CorruptDataException(
          "counts of " + store.address(),
          0,
          "%d steps were expected, found %d".formatted(steps, group.getCountsCount()));
    }
    byte[] labels = labels(group.getLabels());
    int first = counts.firstCell(counts.add(labels, 0, labels.length));
    for (int i = 0; i < steps; i++) {
      counts.cells()[first + i] = group.getCounts(i);
    }
  }

  /** What all series have that were counted together, by part of the store. */
  Set<Labels> parts() {
    return parts;
  }

  /** Adds what was read to the counts of all stores. */
  void addTo(SeriesCounts all) {
    for (int group = 0; group < counts.size(); group++) {
      int into = all.add(counts.labelBytes(), counts.labelsFrom(group), counts.labelsTo(group));
      System.arraycopy(
          counts.cells(), counts.firstCell(group), all.cells(), all.firstCell(into), steps);
    }
  }

  @Override
  public void close() {
    counts.close();
    frames.close();
  }
}
