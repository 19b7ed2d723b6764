package io.meridian.storegateway.cache.remote;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.cluster.ring.Endpoint;
import io.meridian.cluster.ring.Hashring;
import io.meridian.cluster.ring.KetamaRing;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.dial.AddressSource;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memcached servers, among which names are shared out by a ring, so that a server that comes or
 * goes moves few of them. The servers' names are looked up again and again on a thread of its own;
 * where that fails, those that were known stay.
 */
final class MemcachedClient implements RemoteClient {
  private static final Logger LOG = LoggerFactory.getLogger(MemcachedClient.class);

  private final RemoteCacheConfig.Memcached config;
  private final List<AddressSource> sources;
  private final InstantSource clock;
  private final RemoteFigures figures;
  private final Semaphore asking;
  private final CountDownLatch lookedUp = new CountDownLatch(1);
  private final long start = System.nanoTime();
  private final ScheduledThreadPoolExecutor timer;
  private final Thread lookUps =
      Thread.ofVirtual().name("memcached-addresses").unstarted(this::run);
  private volatile Servers servers = new Servers(List.of(), Optional.empty());

  /** The servers at the moment, in the order of their ring. */
  private record Servers(List<MemcachedServer> all, Optional<Hashring> ring) {}

  private final Map<String, MemcachedServer> known = new TreeMap<>(); // of the thread's alone

  MemcachedClient(RemoteCacheConfig.Memcached config, InstantSource clock, RemoteFigures figures) {
    this.config = config;
    this.clock = clock;
    this.figures = figures;
    sources = config.addresses().stream().map(AddressSource::named).toList();
    asking = new Semaphore(config.concurrency());
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("memcached-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    lookUps.start();
  }

  private void run() {
    try {
      while (true) {
        lookUp();
        lookedUp.countDown();
        TimeUnit.NANOSECONDS.sleep(config.lookUp().toNanos());
      }
    } catch (InterruptedException e) {
      known.values().forEach(MemcachedServer::close);
    }
  }

  private void lookUp() {
    Set<String> found = new TreeSet<>();
    try {
      sources.forEach(source -> found.addAll(source.addresses()));
    } catch (UnavailableException e) {
      LOG.warn("the memcached servers that were known stay: {}", e.getMessage());
      return;
    }
    Map<String, InetSocketAddress> addresses = new TreeMap<>();
    found.forEach(text -> addresses.put(text, resolved(text)));
    known
        .entrySet()
        .removeIf(each -> {
          boolean stays = each.getValue().isAt(addresses.get(each.getKey()));
          if (!stays) {
            each.getValue().close();
          }
          return !stays;
        });
    addresses.forEach((text, address) -> known.computeIfAbsent(text, _ -> server(address)));
    List<Endpoint> ring = known.keySet().stream().map(text -> new Endpoint(text, "")).toList();
    servers =
        new Servers(
            List.copyOf(known.values()),
            ring.isEmpty() ? Optional.empty() : Optional.of(new KetamaRing(ring, 1)));
  }

  private MemcachedServer server(InetSocketAddress address) {
    return new MemcachedServer(
        address, config, new Breaker(config.breaker(), clock), timer, figures);
  }

  private static InetSocketAddress resolved(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new InetSocketAddress(
        isBracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(address.substring(colon + 1)));
  }

  @Override
  public Map<String, byte[]> get(List<String> names) {
    Map<String, byte[]> found = new HashMap<>();
    if (!enter()) {
      return found;
    }
    try {
      List<MemcachedServer.Asked> asked = new ArrayList<>();
      byServer(names).forEach((server, its) -> server.ask(its).ifPresent(asked::add));
      asked.forEach(each -> each.answer(found));
      return found;
    } finally {
      asking.release();
    }
  }

  /** Waits for its turn, as long as for an answer. */
  private boolean enter() {
    boolean entered = false;
    try {
      entered =
          areServersKnown() && asking.tryAcquire(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!entered) {
      figures.leftOut();
    }
    return entered;
  }

  private Map<MemcachedServer, List<String>> byServer(List<String> names) {
    Servers now = servers;
    Map<MemcachedServer, List<String>> shares = new HashMap<>();
    for (String name : names) {
      of(now, name)
          .ifPresent(server -> shares.computeIfAbsent(server, _ -> new ArrayList<>()).add(name));
    }
    return shares;
  }

  private static Optional<MemcachedServer> of(Servers now, String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return now.ring()
        .map(ring -> {
          int[] place = new int[1];
          ring.place(XxHash64JavaHasher.hash(text, 0, text.length, 0), place);
          return now.all().get(place[0]);
        });
  }

  @Override
  public void set(String name, byte[] value) {
    if (!areServersKnown()) {
      figures.leftOut();
    } else if (of(servers, name).map(server -> server.store(name, value)).orElse(false)) {
      figures.took();
    }
  }

  /**
   * Waits for the servers to be looked up once, until as long after the start as an answer may
   * take: names that take longer to look up make nobody wait who comes later.
   */
  private boolean areServersKnown() {
    try {
      long left = start + config.timeout().toNanos() - System.nanoTime();
      return lookedUp.await(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    lookUps.interrupt();
    timer.shutdownNow();
    servers.all().forEach(MemcachedServer::close);
  }
}
