package io.meridian.service.trace;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.BucketLayer;
import java.util.function.Supplier;

/**
 * A bucket whose operations are spans of the traces of those who ask for them. What nobody traces
 * costs nothing. The span of a streamed object ends with its first byte.
 */
public final class TracedBucket extends BucketLayer {

  /** A layer over a bucket, which belongs to it from now on. */
  public TracedBucket(Bucket below) {
    super(below);
  }

  private <T> T traced(Operation operation, String object, Supplier<T> call) {
    Span work = Span.current();
    if (work == Span.NONE) {
      return call.get();
    }
    Span span = work.call("bucket " + operation.word());
    span.put("bucket.name", name());
    span.put("bucket.object", object);
    try {
      return call.get();
    } catch (ObjectNotFoundException e) {
      throw e; // an answer like others
    } catch (BucketException e) {
      span.fail(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public ObjectStream get(String object) {
    return traced(Operation.GET, object, () -> super.get(object));
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    return traced(Operation.GET_RANGE, object, () -> super.getRange(object, offset, length));
  }

  @Override
  public ObjectInfo head(String object) {
    return traced(Operation.HEAD, object, () -> super.head(object));
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return traced(Operation.PUT, object, () -> super.put(object, content, condition));
  }

  @Override
  public Listing list(ListRequest request) {
    return traced(Operation.LIST, request.prefix(), () -> super.list(request));
  }

  @Override
  public void delete(String object) {
    traced(
        Operation.DELETE,
        object,
        () -> {
          super.delete(object);
          return object;
        });
  }
}
