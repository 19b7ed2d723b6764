package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts what a bucket is asked, what became of it and how long it took. */
public final class MeteredBucket extends BucketLayer {
  private final Bucket below;
  private final Map<Operation, OperationCounters> counters = new EnumMap<>(Operation.class);

  public MeteredBucket(Bucket below) {
    super(below);
    this.below = below;
    Arrays.stream(Operation.values())
        .forEach(each -> counters.put(each, new OperationCounters(each)));
  }

  /** What became of each operation so far. */
  public List<OperationStats> stats() {
    return counters.values().stream().map(OperationCounters::stats).toList();
  }

  /** What became of an operation so far. */
  public OperationStats stats(Operation operation) {
    return of(operation).stats();
  }

  private OperationCounters of(Operation operation) {
    OperationCounters counted = counters.get(operation);
    if (counted == null) {
      throw new IllegalStateException("every operation is counted, " + operation + " is not");
    }
    return counted;
  }

  private <T> T measured(Operation operation, Supplier<T> call) {
    OperationCounters counted = of(operation);
    counted.begun();
    long begin = System.nanoTime();
    try {
      return call.get();
    } catch (BucketException e) {
      counted.failed(e);
      throw e;
    } finally {
      counted.ended(System.nanoTime() - begin);
    }
  }

  @Override
  public ObjectStream get(String object) {
    ObjectStream stream = measured(Operation.GET, () -> below.get(object));
    return new ObjectStream(name(), stream.info(), new CountedBody(stream, of(Operation.GET)));
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    byte[] bytes = measured(Operation.GET_RANGE, () -> below.getRange(object, offset, length));
    of(Operation.GET_RANGE).moved(bytes.length);
    return bytes;
  }

  @Override
  public ObjectInfo head(String object) {
    return measured(Operation.HEAD, () -> below.head(object));
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return switch (content) {
      case Content.Bytes(byte[] bytes) -> put(object, content, condition, bytes.length);
      case Content.OfFile(var file) -> {
        long size;
        try {
          size = Files.size(file);
        } catch (IOException e) {
          size = 0; // what is below says what is wrong with it
        }
        yield put(object, content, condition, size);
      }
      case Content.OfStream(InputStream stream) ->
          put(object, Content.of(new CountedBody(stream, of(Operation.PUT))), condition, 0);
    };
  }

  private String put(String object, Content content, Condition condition, long size) {
    String version = measured(Operation.PUT, () -> below.put(object, content, condition));
    of(Operation.PUT).moved(size);
    return version;
  }

  @Override
  public Listing list(ListRequest request) {
    return measured(Operation.LIST, () -> below.list(request));
  }

  @Override
  public void delete(String object) {
    measured(
        Operation.DELETE,
        () -> {
          below.delete(object);
          return object;
        });
  }

  /** A body whose bytes and failures are counted. */
  private static final class CountedBody extends FilterInputStream {
    private final OperationCounters counters;

    CountedBody(InputStream body, OperationCounters counters) {
      super(body);
      this.counters = counters;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        int count = in.read(into, from, length);
        if (count > 0) {
          counters.moved(count);
        }
        return count;
      } catch (BucketException e) {
        counters.failed(e);
        throw e;
      }
    }
  }
}
