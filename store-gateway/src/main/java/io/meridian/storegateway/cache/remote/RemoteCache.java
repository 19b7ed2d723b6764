package io.meridian.storegateway.cache.remote;

import io.meridian.bucket.layer.SharedPages;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pages in memcached or Redis. Each goes with a checksum over itself and its name, and is taken for
 * missing where that is wrong. Pages are stored aside, a few at a time; where more wait than may,
 * they are dropped.
 */
public final class RemoteCache implements SharedPages {
  /** Bytes that may wait for being stored, whatever their number. */
  private static final long MOST_WAITING = 16 << 20;

  private final RemoteCacheConfig config;
  private final RemoteClient client;
  private final RemoteFigures figures;
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore turns;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();

  private RemoteCache(RemoteCacheConfig config, RemoteClient client, RemoteFigures figures) {
    this.config = config;
    this.client = client;
    this.figures = figures;
    turns = new Semaphore(config.writers());
  }

  /** Opens a cache, whether its servers are there or not. */
  public static RemoteCache open(RemoteCacheConfig config, InstantSource clock) {
    RemoteFigures figures = new RemoteFigures();
    RemoteClient client =
        switch (config) {
          case RemoteCacheConfig.Memcached memcached ->
              new MemcachedClient(memcached, clock, figures);
          case RemoteCacheConfig.Redis redis ->
              new LettuceClient(redis, new Breaker(redis.breaker(), clock), figures);
        };
    return new RemoteCache(config, client, figures);
  }

  @Override
  public Map<String, byte[]> get(List<String> names) {
    Map<String, byte[]> pages = new HashMap<>();
    Map<String, byte[]> values = client.get(names);
    for (String name : names) {
      byte[] value = values.get(name);
      if (value != null) {
        Optional<byte[]> page = PageEnvelope.unwrap(name, value);
        page.ifPresentOrElse(bytes -> pages.put(name, bytes), figures::foundCorrupt);
      }
    }
    figures.looked(pages.size(), names.size() - pages.size());
    return pages;
  }

  @Override
  public void put(String name, byte[] bytes) {
    int size = bytes.length + PageEnvelope.SIZE;
    if (size > config.largest() || !reserve(size)) {
      figures.gaveUp();
      return;
    }
    try {
      writers.execute(() -> store(name, bytes, size));
    } catch (RejectedExecutionException e) {
      release(size);
      figures.gaveUp();
    }
  }

  private boolean reserve(int size) {
    int pages = waiting.incrementAndGet();
    long bytes = waitingBytes.addAndGet(size);
    boolean isRoom = pages <= config.waiting() && bytes <= MOST_WAITING;
    if (!isRoom) {
      release(size);
    }
    return isRoom;
  }

  private void release(int size) {
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-size);
  }

  private void store(String name, byte[] bytes, int size) {
    try {
      turns.acquire();
      try {
        client.set(name, PageEnvelope.wrap(name, bytes));
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      figures.gaveUp();
    } finally {
      release(size);
    }
  }

  /** What became of its requests. */
  public RemoteFigures figures() {
    return figures;
  }

  @Override
  public void close() {
    writers.shutdownNow();
    client.close();
  }
}
