package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** A bucket where things go wrong as {@link Faults} say: for tests, trials and the demo. */
public final class FaultyBucket extends BucketLayer {
  private final Bucket below;
  private final AtomicReference<Faults> faults;
  private final Pause pause;
  private final ConcurrentHashMap<Call, Integer> calls = new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final LongAdder corrupted = new LongAdder();

  /** How time is let pass. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private record Call(Operation operation, String object, long offset) {}

  /** A bucket whose latency is real. */
  public FaultyBucket(Bucket below, Faults faults) {
    this(below, faults, Thread::sleep);
  }

  public FaultyBucket(Bucket below, Faults faults, Pause pause) {
    super(below);
    this.below = below;
    this.faults = new AtomicReference<>(faults);
    this.pause = pause;
  }

  /** Lets other things go wrong from now on. */
  public void change(Faults other) {
    faults.set(other);
  }

  /** How many calls failed by intent. */
  public long failed() {
    return failed.sum();
  }

  /** How many bodies were cut. */
  public long cut() {
    return cut.sum();
  }

  /** How many bodies were corrupted. */
  public long corrupted() {
    return corrupted.sum();
  }

  /** Takes the call's time, fails it if that is its fate, and gives the rest of its luck. */
  private SplittableRandom begin(Operation operation, String object, long offset) {
    SplittableRandom luck = luck(operation, object, offset);
    waitFor(operation, object, luck);
    if (luck.nextDouble() < faults.get().unavailable()) {
      throw unavailable(operation, object);
    }
    return luck;
  }

  private SplittableRandom luck(Operation operation, String object, long offset) {
    Call call = new Call(operation, object, offset);
    int number = calls.merge(call, 1, Integer::sum);
    long mixed = faults.get().seed();
    mixed = mixed * 31 + operation.word().hashCode();
    mixed = mixed * 1_000_003 + object.hashCode();
    mixed = mixed * 1_000_003 + offset;
    mixed = mixed * 1_000_003 + number;
    return new SplittableRandom(mixed);
  }

  private void waitFor(Operation operation, String object, SplittableRandom luck) {
    Duration jitter = faults.get().jitter();
    Duration time = faults.get().latency().plusNanos((long) (luck.nextDouble() * jitter.toNanos()));
    if (time.isPositive()) {
      try {
        pause.of(time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BucketUnavailableException(
            new Place(name(), object, operation), "the thread was interrupted", e);
      }
    }
  }

  private BucketUnavailableException unavailable(Operation operation, String object) {
    failed.increment();
    return new BucketUnavailableException(
        new Place(name(), object, operation), "the store answered 503 by intent", null);
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    SplittableRandom luck = begin(Operation.GET_RANGE, object, offset);
    byte[] bytes = below.getRange(object, offset, length);
    if (bytes.length > 0 && luck.nextDouble() < faults.get().cut()) {
      cut.increment();
      throw new CorruptObjectException(
          new Place(name(), object, Operation.GET_RANGE),
          "expected %d bytes from %d on, the answer had %d by intent"
              .formatted(length, offset, luck.nextInt(length)));
    }
    return bytes.length > 0 && luck.nextDouble() < faults.get().corrupt()
        ? corrupted(bytes, luck)
        : bytes;
  }

  private byte[] corrupted(byte[] bytes, SplittableRandom luck) {
    corrupted.increment();
    byte[] other = bytes.clone();
    other[luck.nextInt(other.length)] ^= (byte) (1 << luck.nextInt(8));
    return other;
  }

  @Override
  public ObjectStream get(String object) {
    SplittableRandom luck = begin(Operation.GET, object, 0);
    ObjectStream stream = below.get(object);
    long size = stream.info().size();
    long end = Long.MAX_VALUE;
    long turned = Long.MAX_VALUE;
    if (size > 0 && luck.nextDouble() < faults.get().cut()) {
      cut.increment();
      end = luck.nextLong(size);
    } else if (size > 0 && luck.nextDouble() < faults.get().corrupt()) {
      corrupted.increment();
      turned = luck.nextLong(size);
    }
    return new ObjectStream(name(), stream.info(), new FaultyBody(stream, end, turned));
  }

  @Override
  public ObjectInfo head(String object) {
    begin(Operation.HEAD, object, 0);
    return below.head(object);
  }

  @Override
  public Listing list(ListRequest request) {
    begin(Operation.LIST, request.prefix(), 0);
    return below.list(request);
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    SplittableRandom luck = luck(Operation.PUT, object, 0);
    waitFor(Operation.PUT, object, luck);
    boolean fails = luck.nextDouble() < faults.get().unavailable();
    if (fails && luck.nextBoolean()) {
      throw unavailable(Operation.PUT, object);
    }
    String version = below.put(object, content, condition);
    if (fails) {
      throw unavailable(Operation.PUT, object);
    }
    return version;
  }

  @Override
  public void delete(String object) {
    SplittableRandom luck = luck(Operation.DELETE, object, 0);
    waitFor(Operation.DELETE, object, luck);
    boolean fails = luck.nextDouble() < faults.get().unavailable();
    if (fails && luck.nextBoolean()) {
      throw unavailable(Operation.DELETE, object);
    }
    below.delete(object);
    if (fails) {
      throw unavailable(Operation.DELETE, object);
    }
  }

  /** A body that ends early, or has one bit turned over. */
  private static final class FaultyBody extends FilterInputStream {
    private final long end;
    private final long turned;
    private long position;

    FaultyBody(InputStream body, long end, long turned) {
      super(body);
      this.end = end;
      this.turned = turned;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length > 0 && position >= end) {
        return -1;
      }
      int count = in.read(into, from, (int) Math.min(length, end - position));
      if (count > 0 && turned >= position && turned < position + count) {
        into[from + (int) (turned - position)] ^= 1;
      }
      position += Math.max(0, count);
      return count;
    }
  }
}
