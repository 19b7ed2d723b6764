package io.meridian.storeapi.dial;

import io.grpc.StatusRuntimeException;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.model.MeridianException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The servers that are there. Each is asked every few seconds what it serves; one that does not
 * answer is left out until it does, but for those that must be there: they are asked for series
 * even so, and their silence shows.
 *
 * <pre>
 *   try (Endpoints endpoints = new Endpoints(sources, strict, dialler, clock, timing)) {
 *     endpoints.start();
 *     endpoints.usable() …
 * </pre>
 */
public final class Endpoints implements AutoCloseable {
  /**
   * How often servers are asked, and how long an answer may take.
   *
   * @param every from one round to the next
   * @param timeout of a question
   */
  public record Timing(Duration every, Duration timeout) {
    /** What the fleet is used to. */
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private final List<AddressSource> sources;
  private final Set<String> strict;
  private final Dialler dialler;
  private final InstantSource clock;
  private final Timing timing;
  private final Map<String, Watched> watched = new ConcurrentSkipListMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile List<String> problems = List.of();

  /**
   * Servers, not asked yet.
   *
   * @param sources where addresses come from
   * @param strict addresses that are asked for series even if they do not answer
   */
  public Endpoints(
      List<AddressSource> sources,
      Collection<String> strict,
      Dialler dialler,
      InstantSource clock,
      Timing timing) {
    this.sources = List.copyOf(sources);
    this.strict = Set.copyOf(strict);
    this.dialler = dialler;
    this.clock = clock;
    this.timing = timing;
  }

  /** A server and what is known of it. */
  private static final class Watched {
    private final Dialler.Connection connection;
    private volatile Endpoint.State state;

    Watched(String address, Dialler.Connection connection) {
      this.connection = connection;
      this.state = new Endpoint.State(address, Optional.empty(), Optional.empty(), 0);
    }
  }

  /** Asks everybody once, and goes on doing so until this is closed. */
  public void start() {
    refresh();
    Thread.ofVirtual()
        .name("endpoints")
        .start(() -> {
          while (!isClosed()) {
            refresh();
          }
        });
  }

  private boolean isClosed() {
    try {
      return closing.await(timing.every().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Looks for addresses and asks all servers, at once; returns when all answered or timed out. */
  public synchronized void refresh() {
    watch(addresses());
    List<Thread> asking = new ArrayList<>();
    watched.forEach(
        (address, server) -> asking.add(Thread.startVirtualThread(() -> ask(address, server))));
    try {
      for (Thread thread : asking) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> addresses() {
    Set<String> addresses = new HashSet<>(strict);
    List<String> failed = new ArrayList<>();
    for (AddressSource source : sources) {
      try {
        addresses.addAll(source.addresses());
      } catch (MeridianException e) {
        failed.add(e.getMessage());
        addresses.addAll(watched.keySet()); // nothing known is given up for want of an answer
      }
    }
    problems = List.copyOf(failed);
    return addresses;
  }

  private void watch(Set<String> addresses) {
    for (String gone : Set.copyOf(watched.keySet())) {
      if (!addresses.contains(gone)) {
        Watched server = watched.remove(gone);
        if (server != null) {
          server.connection.close();
        }
      }
    }
    for (String address : addresses) {
      watched.computeIfAbsent(address, name -> new Watched(name, dialler.open(name)));
    }
  }

  private void ask(String address, Watched server) {
    Optional<EndpointInfo> before = server.state.info();
    long now = clock.millis();
    try {
      EndpointInfo info =
          EndpointInfo.of(
              InfoGrpc.newBlockingStub(server.connection.channel())
                  .withDeadlineAfter(timing.timeout().toNanos(), TimeUnit.NANOSECONDS)
                  .info(InfoRequest.getDefaultInstance()));
      server.state = new Endpoint.State(address, Optional.of(info), Optional.empty(), now);
    } catch (StatusRuntimeException e) {
      server.state =
          new Endpoint.State(address, before, Optional.of(String.valueOf(e.getMessage())), now);
    }
  }

  /** The servers that are to be asked: those that answered last, and those that must be there. */
  public List<Endpoint> usable() {
    List<Endpoint> usable = new ArrayList<>();
    watched.forEach((address, server) -> {
      Endpoint.State state = server.state;
      boolean answered = state.info().isPresent() && state.lastError().isEmpty();
      if (answered || strict.contains(address)) {
        EndpointInfo info = state.info().orElse(EndpointInfo.UNKNOWN);
        usable.add(new Endpoint(address, info, server.connection.channel()));
      }
    });
    return usable;
  }

  /** All servers, also those that do not answer. */
  public List<Endpoint.State> states() {
    return watched.values().stream().map(server -> server.state).toList();
  }

  /** Which sources of addresses could not be read in the last round, and why. */
  public List<String> problems() {
    return problems;
  }

  /** Ends the questions and closes the connections. */
  @Override
  public synchronized void close() {
    closing.countDown();
    watched.values().forEach(server -> server.connection.close());
    watched.clear();
  }
}
