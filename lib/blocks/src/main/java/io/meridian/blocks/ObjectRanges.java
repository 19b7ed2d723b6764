package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.model.CorruptDataException;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.HeldRanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** An object in a bucket as bytes by range. */
final class ObjectRanges implements ByteRanges {
  /** What one request brings at most. */
  private static final int LARGEST_READ = 16 << 20;

  /** Requests side by side for one batch of ranges. */
  private static final int PARALLEL = 16;

  private final Bucket bucket;
  private final String object;
  private final long size;
  private final TransferGauge gauge;
  private final ReadMeter.Part part;
  private final ReadMeter meter;
  private final String name;

  ObjectRanges(Bucket bucket, String object, long size, TransferGauge gauge, ReadMeter.Part part) {
    this(bucket, object, size, gauge, part, ReadMeter.NONE);
  }

  private ObjectRanges(
      Bucket bucket,
      String object,
      long size,
      TransferGauge gauge,
      ReadMeter.Part part,
      ReadMeter meter) {
    this.bucket = bucket;
    this.object = object;
    this.size = size;
    this.gauge = gauge;
    this.part = part;
    this.meter = meter;
    name = bucket.name() + "/" + object;
  }

  /** The same bytes, whose reads somebody counts. */
  ObjectRanges metered(ReadMeter by) {
    return new ObjectRanges(bucket, object, size, gauge, part, by);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long latencyNanos() {
    // Never near: also a fast store is asked for much at once, and plans do not change with its
    // mood.
    return Math.max(1_000_000, gauge.latencyNanos());
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkRange(offset, length);
    return read(offset, length, true);
  }

  private MemorySegment read(long offset, long length, boolean along) {
    if (length <= LARGEST_READ) {
      return MemorySegment.ofArray(get(offset, (int) length, along));
    }
    MemorySegment whole = Arena.ofAuto().allocate(length);
    try (Tasks tasks = new Tasks(PARALLEL)) {
      for (long at = 0; at < length; at += LARGEST_READ) {
        long from = at;
        int count = (int) Math.min(LARGEST_READ, length - at);
        tasks.add(() ->
            whole
                .asSlice(from, count)
                .copyFrom(MemorySegment.ofArray(get(offset + from, count, false))));
      }
    }
    return whole;
  }

  /**
   * Reads a range.
   *
   * @param along whether what stands around it may be read with it: as much as comes while a
   *     request is on its way, to whole units of that
   */
  private byte[] get(long offset, int length, boolean along) {
    meter.read(part, length);
    long unit = along ? Long.highestOneBit(gauge.gap()) : 1;
    long from = offset / unit * unit;
    long to = Math.min(size, (offset + length + unit - 1) / unit * unit);
    try {
      return Retries.of(() -> bucket.getRange(object, offset, length, from, to));
    } catch (CorruptObjectException e) {
      throw new CorruptDataException(name(), offset, String.valueOf(e.getMessage()));
    } catch (BucketException e) {
      throw new UnavailableException("reading a block: " + e.getMessage(), e);
    }
  }

  @Override
  public HeldRanges fetch(long[] offsets, long[] ends, int count) {
    long gap = gauge.gap();
    List<long[]> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long end = Math.min(ends[i], size);
      long[] last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && offsets[i] <= last[1] + gap && end - last[0] <= LARGEST_READ) {
        last[1] = Math.max(last[1], end);
      } else if (end > offsets[i]) {
        long from = last == null ? offsets[i] : Math.max(offsets[i], last[1]);
        if (end > from) {
          runs.add(new long[] {from, end});
        }
      }
    }
    return fetch(runs);
  }

  private HeldRanges fetch(List<long[]> runs) {
    AtomicReferenceArray<MemorySegment> fetched = new AtomicReferenceArray<>(runs.size());
    if (runs.size() == 1) {
      fetched.set(0, read(runs.getFirst()[0], runs.getFirst()[1] - runs.getFirst()[0]));
    } else {
      try (Tasks tasks = new Tasks(PARALLEL)) {
        for (int i = 0; i < runs.size(); i++) {
          int run = i;
          long from = runs.get(i)[0];
          long length = runs.get(i)[1] - from;
          tasks.add(() -> fetched.set(run, read(from, length, false)));
        }
      }
    }
    long[] offsets = new long[runs.size()];
    MemorySegment[] ranges = new MemorySegment[runs.size()];
    for (int i = 0; i < ranges.length; i++) {
      offsets[i] = runs.get(i)[0];
      ranges[i] = fetched.get(i);
    }
    return new HeldRanges(offsets, ranges);
  }

  @Override
  public boolean dropDamaged() {
    bucket.forget(object);
    return true;
  }

  @Override
  public void close() {}
}
