package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads of the same range at the same time are one: the first reads, the others wait for it. Where
 * it fails in a way that may pass, such as by an interrupt of the first thread, each of the others
 * reads for itself.
 */
public final class CoalescingBucket extends RememberingLayer {
  private final Bucket below;
  private final ConcurrentHashMap<Read, CompletableFuture<byte[]>> reads =
      new ConcurrentHashMap<>();
  private final LongAdder shared = new LongAdder();

  private record Read(String object, int epoch, long offset, int length) {}

  public CoalescingBucket(Bucket below) {
    super(below);
    this.below = below;
  }

  /** How many reads were spared. */
  public long shared() {
    return shared.sum();
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    Read read = new Read(object, epoch(object), offset, length);
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> first = reads.putIfAbsent(read, mine);
    return first == null ? lead(read, mine) : follow(read, first);
  }

  private byte[] lead(Read read, CompletableFuture<byte[]> mine) {
    try {
      byte[] bytes = below.getRange(read.object, read.offset, read.length);
      mine.complete(bytes);
      return bytes;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      reads.remove(read, mine);
    }
  }

  private byte[] follow(Read read, CompletableFuture<byte[]> first) {
    try {
      byte[] bytes = first.get();
      shared.increment();
      return bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BucketUnavailableException(
          new Place(name(), read.object, Operation.GET_RANGE), "the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BucketException known && !known.retryable()) {
        shared.increment();
        throw known;
      }
      return below.getRange(read.object, read.offset, read.length);
    }
  }
}
