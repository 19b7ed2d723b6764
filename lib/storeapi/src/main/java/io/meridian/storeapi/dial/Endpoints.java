package io.meridian.storeapi.dial;

import io.grpc.Channel;
import io.meridian.model.MeridianException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The servers that are there. Each is asked every few seconds what it serves; one that does not
 * answer is left out until it does, but for those that must be there: they are asked for series
 * even so, and their silence shows. Servers of a group have the same data; queries see one of them,
 * and the others where that one fails or is slow.
 *
 * <pre>
 *   try (Endpoints endpoints = new Endpoints(sources, clock, timing)) {
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

  /**
   * Servers that have something in common.
   *
   * @param addresses which
   * @param strict whether they are asked for series even if they do not answer
   * @param group what they are called together, if all have the same data
   * @param dialler opens connections to them
   */
  public record Source(
      AddressSource addresses, boolean strict, Optional<String> group, Dialler dialler) {}

  private final Supplier<List<Source>> sources;
  private final InstantSource clock;
  private final Timing timing;
  private final Map<String, WatchedServer> watched = new ConcurrentSkipListMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile List<String> problems = List.of();

  /**
   * Servers, not asked yet.
   *
   * @param sources asked anew with every round; sources that are equal to former ones keep their
   *     connections
   */
  public Endpoints(Supplier<List<Source>> sources, InstantSource clock, Timing timing) {
    this.sources = sources;
    this.clock = clock;
    this.timing = timing;
  }

  /**
   * Servers of sources that never change, not asked yet.
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
    this(constant(sources, List.copyOf(strict), dialler), clock, timing);
  }

  private static Supplier<List<Source>> constant(
      List<AddressSource> sources, List<String> strict, Dialler dialler) {
    List<Source> all = new ArrayList<>();
    all.add(new Source(AddressSource.of(strict), true, Optional.empty(), dialler));
    sources.forEach(of -> all.add(new Source(of, false, Optional.empty(), dialler)));
    return () -> all;
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
    if (closing.getCount() == 0) {
      return;
    }
    watch(addresses());
    List<Thread> asking = new ArrayList<>();
    watched
        .values()
        .forEach(server ->
            asking.add(
                Thread.startVirtualThread(() -> server.ask(timing.timeout(), clock.millis()))));
    try {
      for (Thread thread : asking) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whose each address is: the first source's that has it. */
  private Map<String, Source> addresses() {
    Map<String, Source> addresses = new LinkedHashMap<>();
    List<String> failed = new ArrayList<>();
    for (Source source : sources.get()) {
      try {
        source.addresses().addresses().forEach(address -> addresses.putIfAbsent(address, source));
      } catch (MeridianException e) {
        failed.add(e.getMessage());
        // Nothing known is given up for want of an answer.
        watched.forEach((address, server) -> {
          if (server.source().addresses().equals(source.addresses())) {
            addresses.putIfAbsent(address, source);
          }
        });
      }
    }
    problems = List.copyOf(failed);
    return addresses;
  }

  private void watch(Map<String, Source> addresses) {
    watched
        .values()
        .removeIf(server -> {
          Source source = addresses.get(server.address());
          boolean gone = source == null || !source.dialler().equals(server.source().dialler());
          if (gone) {
            server.close();
          }
          return gone;
        });
    addresses.forEach((address, source) ->
        watched
            .computeIfAbsent(address, name -> new WatchedServer(name, source))
            .belongsTo(source));
  }

  /** The servers that are to be asked: those that answered last, and those that must be there. */
  public List<Endpoint> usable() {
    List<Endpoint> usable = new ArrayList<>();
    Map<String, List<WatchedServer>> groups = new LinkedHashMap<>();
    watched.forEach((address, server) -> {
      if (server.isUsable()) {
        Optional<String> group = server.source().group();
        if (group.isPresent()) {
          groups.computeIfAbsent(group.get(), _ -> new ArrayList<>()).add(server);
        } else {
          usable.add(new Endpoint(address, server.info(), server.channel()));
        }
      }
    });
    groups.forEach((name, members) -> usable.add(group(name, members)));
    return usable;
  }

  /** A group, its members in an order that changes, so that each has its share of the work. */
  private static Endpoint group(String name, List<WatchedServer> members) {
    List<WatchedServer> up = members.stream().filter(of -> of.state().isUp()).toList();
    List<WatchedServer> asked = up.isEmpty() ? members : up;
    List<Channel> channels = new ArrayList<>();
    int first = (int) (System.nanoTime() >>> 10 & 0xffff) % asked.size();
    for (int i = 0; i < asked.size(); i++) {
      channels.add(asked.get((first + i) % asked.size()).channel());
    }
    EndpointInfo info = asked.getFirst().info();
    boolean reduce = asked.stream().allMatch(of -> of.info().reduces());
    return new Endpoint(name, reduce ? info : info.whole(), channels);
  }

  /** All servers, also those that do not answer. */
  public List<Endpoint.State> states() {
    return watched.values().stream().map(WatchedServer::state).toList();
  }

  /** Which sources of addresses could not be read in the last round, and why. */
  public List<String> problems() {
    return problems;
  }

  /** Ends the questions and closes the connections. */
  @Override
  public synchronized void close() {
    closing.countDown();
    watched.values().forEach(WatchedServer::close);
    watched.clear();
  }
}
