package io.meridian.storegateway.cache.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One memcached server and the idle connections to it. Each exchange has a moment at which the
 * timer closes its connection under it: nothing waits longer, neither to read nor to write.
 */
final class MemcachedServer implements AutoCloseable {
  private final InetSocketAddress address;
  private final RemoteCacheConfig.Memcached config;
  private final Breaker breaker;
  private final ScheduledExecutorService timer;
  private final RemoteFigures figures;
  private final ConcurrentLinkedDeque<MemcachedConnection> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger idleCount = new AtomicInteger();
  private volatile boolean closed;

  MemcachedServer(
      InetSocketAddress address,
      RemoteCacheConfig.Memcached config,
      Breaker breaker,
      ScheduledExecutorService timer,
      RemoteFigures figures) {
    this.address = address;
    this.config = config;
    this.breaker = breaker;
    this.timer = timer;
    this.figures = figures;
  }

  /** A request that was sent and whose answer is still to be read. */
  static final class Asked {
    private final List<Batch> batches = new ArrayList<>();

    /** Adds what is there; nothing more where the server fails. */
    void answer(Map<String, byte[]> into) {
      for (Batch batch : batches) {
        batch.end(connection -> {
          connection.answer(into);
          return true;
        });
      }
    }
  }

  private interface Work {
    boolean run(MemcachedConnection connection) throws IOException;
  }

  /** One exchange on a connection of its own. */
  private final class Batch {
    private final MemcachedConnection connection;
    private final ScheduledFuture<?> end;

    Batch(MemcachedConnection connection, Duration left) {
      this.connection = connection;
      end = timer.schedule(connection::close, left.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does the last part of the exchange; what it gave, or false where that failed. */
    boolean end(Work work) {
      try {
        boolean done = work.run(connection);
        if (!end.cancel(false)) {
          throw new IOException("was too slow");
        }
        release(connection);
        breaker.succeeded();
        return done;
      } catch (IOException e) {
        end.cancel(false);
        connection.close();
        failed();
        return false;
      }
    }
  }

  /** Sends requests for values, in batches; empty where the server is left alone or fails. */
  Optional<Asked> ask(List<String> names) {
    Asked asked = new Asked();
    for (int from = 0; from < names.size(); from += config.batch()) {
      List<String> some = names.subList(from, Math.min(names.size(), from + config.batch()));
      Batch batch = begin(connection -> connection.ask(some));
      if (batch == null) {
        break;
      }
      asked.batches.add(batch);
    }
    return asked.batches.isEmpty() ? Optional.empty() : Optional.of(asked);
  }

  /** Stores a value; whether the server took it. */
  boolean store(String name, byte[] value) {
    Batch batch = begin(_ -> {});
    return batch != null && batch.end(connection -> connection.store(name, value, config.life()));
  }

  private interface Sending {
    void to(MemcachedConnection connection) throws IOException;
  }

  private @Nullable Batch begin(Sending request) {
    if (!breaker.allows()) {
      figures.leftOut();
      return null;
    }
    Batch batch = null;
    try {
      long start = System.nanoTime();
      MemcachedConnection connection = connection();
      batch = new Batch(connection, config.timeout().minusNanos(System.nanoTime() - start));
      request.to(connection);
      return batch;
    } catch (IOException e) {
      if (batch != null) {
        batch.end.cancel(false);
        batch.connection.close();
      }
      failed();
      return null;
    }
  }

  private MemcachedConnection connection() throws IOException {
    MemcachedConnection free = idle.poll();
    if (free != null) {
      idleCount.decrementAndGet();
      return free;
    }
    if (closed || address.isUnresolved()) {
      throw new IOException(address + " has no address at the moment");
    }
    return new MemcachedConnection(address, config.timeout());
  }

  private void release(MemcachedConnection connection) {
    if (idleCount.incrementAndGet() > config.maxIdle()) {
      idleCount.decrementAndGet();
      connection.close();
      return;
    }
    idle.push(connection);
    if (closed) {
      closeIdle();
    }
  }

  /** Whoever was interrupted says nothing of the server; others close what may be as stale. */
  private void failed() {
    if (Thread.currentThread().isInterrupted()) {
      breaker.leftOff();
      return;
    }
    figures.failed();
    breaker.failed();
    closeIdle();
  }

  private void closeIdle() {
    for (MemcachedConnection each = idle.poll(); each != null; each = idle.poll()) {
      idleCount.decrementAndGet();
      each.close();
    }
  }

  /** Whether this is the server at an address. */
  boolean isAt(@Nullable InetSocketAddress other) {
    return address.equals(other);
  }

  @Override
  public void close() {
    closed = true;
    closeIdle();
  }
}
