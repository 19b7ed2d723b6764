package io.meridian.receiver.replication;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meridian.api.thanos.WriteRequest;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.model.UnavailableException;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.service.grpc.WireMessage;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Receivers, the network between them and time, in one thread. Messages take a while, are lost or
 * come twice; receivers are dead, frozen (their messages wait until they go on) or cut off from
 * each other.
 */
final class SimulatedRing {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final RandomGenerator random;
  private final Path folder;
  private final ReplicationOptions options;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Map<String, Node> nodes = new HashMap<>();
  private long now;
  private long numbers;
  private double dropped;
  private double doubled;
  private long slowestNanos = 20 * MILLISECOND;

  private record Event(long at, long number, Runnable task) {}

  /** A receiver. */
  final class Node {
    private final String address;
    private final KeptSeries kept = new KeptSeries();
    private final WriteableStore service;
    private @Nullable RingTarget target;
    private int life;
    private boolean frozen;
    private boolean ofThanos;
    private long pauseNanos;
    private final List<String> unreachable = new ArrayList<>();
    private final List<Runnable> whenThawed = new ArrayList<>();

    Node(String address) {
      this.address = address;
      service =
          new WriteableStore(
              (origin, batch, limits) -> kept.write(origin, batch, limits), _ -> Fleet.LIMITS);
    }

    String address() {
      return address;
    }

    KeptSeries kept() {
      return kept;
    }

    RingTarget target() {
      if (target == null) {
        throw new IllegalStateException(address + " is dead");
      }
      return target;
    }

    boolean isUp() {
      return target != null;
    }

    void start(TenantRings rings) {
      life++;
      target =
          new RingTarget(
              kept,
              Optional.of(address),
              false,
              Disk.local(),
              folder.resolve(address.replace(':', '-')),
              peer -> new Wire(this, life, peer),
              options,
              new VirtualTime(this, life));
      target.reload(rings);
    }

    /** Dies without a word; what it kept and what is on its disk stay. */
    void kill() {
      life++;
      target = null;
    }

    void freeze() {
      frozen = true;
    }

    void thaw() {
      frozen = false;
      List<Runnable> tasks = List.copyOf(whenThawed);
      whenThawed.clear();
      tasks.forEach(task -> at(0, task));
    }

    /** Takes one copy a request, and does not say otherwise. */
    void beOfThanos() {
      ofThanos = true;
    }

    /** Takes so long to answer from now on. */
    void answerAfter(Duration pause) {
      pauseNanos = pause.toNanos();
    }

    void cutOffFrom(Node other) {
      unreachable.add(other.address);
      other.unreachable.add(address);
    }

    void reconnect() {
      nodes.values().forEach(other -> other.unreachable.remove(address));
      unreachable.clear();
    }

    /** Does something if it is in the same life, once it is not frozen. */
    private void live(int since, Runnable task) {
      if (life != since || target == null) {
        return;
      }
      if (frozen) {
        whenThawed.add(() -> live(since, task));
      } else {
        task.run();
      }
    }
  }

  SimulatedRing(RandomGenerator random, Path folder, ReplicationOptions options) {
    this.random = random;
    this.folder = folder;
    this.options = options;
  }

  Node node(String address) {
    return nodes.computeIfAbsent(address, Node::new);
  }

  /** Has a share of the messages lost, and a share come twice. */
  void disturb(double dropped, double doubled, Duration slowest) {
    this.dropped = dropped;
    this.doubled = doubled;
    slowestNanos = slowest.toNanos();
  }

  long nowMillis() {
    return now / MILLISECOND;
  }

  private void at(long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, numbers++, task));
  }

  /** Does something later. */
  void later(Duration delay, Runnable task) {
    at(delay.toNanos(), task);
  }

  /** Lets time pass. */
  void run(Duration time) {
    long end = now + time.toNanos();
    while (!events.isEmpty() && events.peek().at <= end) {
      step();
    }
    now = end;
  }

  private void step() {
    Event next = events.remove();
    now = next.at;
    next.task.run();
  }

  /**
   * Writes through a node and lets time pass until it is decided, and then until its other copies
   * are kept or nobody waits for them any more.
   */
  PendingWrite.State write(Node through, String tenant, WriteBatch batch) {
    PendingWrite pending = begin(through, tenant, batch);
    long end = now + options.patience().multipliedBy(2).toNanos();
    while (pending.state() == PendingWrite.State.OPEN
        && !events.isEmpty()
        && events.peek().at <= end) {
      step();
    }
    if (pending.state() == PendingWrite.State.SAFE) {
      linger(pending);
    }
    return pending.state();
  }

  private void linger(PendingWrite pending) {
    long end = now + RingTarget.LINGER.toNanos();
    while (!pending.isSettled() && !events.isEmpty() && events.peek().at <= end) {
      step();
    }
    if (!pending.isSettled()) {
      now = end;
      pending.stopWaiting();
    }
  }

  PendingWrite begin(Node through, String tenant, WriteBatch batch) {
    try {
      return through.target().begin(new WriteOrigin(tenant, "test", 0), batch, Fleet.LIMITS);
    } catch (InterruptedException e) {
      throw new UnavailableException("interrupted", e);
    }
  }

  private long delay() {
    return MILLISECOND / 10 + random.nextLong(slowestNanos);
  }

  private final class VirtualTime implements Timers {
    private final Node of;
    private final int life;

    VirtualTime(Node of, int life) {
      this.of = of;
      this.life = life;
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void after(Duration delay, Runnable task) {
      at(delay.toNanos(), () -> of.live(life, task));
    }

    @Override
    public void close() {}
  }

  /** The way from one node to another. */
  private final class Wire implements PeerTransport {
    private final Node from;
    private final int life;
    private final Node to;
    private boolean keepsAnyCopy;

    Wire(Node from, int life, String to) {
      this.from = from;
      this.life = life;
      this.to = node(to);
    }

    @Override
    public void send(Slice slice, Duration timeout, Consumer<SliceAnswer> done) {
      Consumer<SliceAnswer> once = new Once(answer -> from.live(life, () -> done.accept(answer)));
      at(
          timeout.toNanos(),
          () -> once.accept(new SliceAnswer.Lost(to.address + " was silent", true)));
      byte[] bytes = Arrays.copyOf(slice.message().array(), slice.size());
      int copies = random.nextDouble() < doubled ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        if (random.nextDouble() >= dropped) {
          at(delay(), () -> arrive(bytes, once));
        }
      }
    }

    private void arrive(byte[] bytes, Consumer<SliceAnswer> answer) {
      if (from.unreachable.contains(to.address)) {
        return;
      }
      if (!to.isUp()) {
        answer.accept(new SliceAnswer.Lost(to.address + " refuses connections", true));
        return;
      }
      to.live(
          to.life,
          () -> {
            SliceAnswer said = take(bytes);
            if (random.nextDouble() >= dropped) {
              at(
                  to.pauseNanos + delay(),
                  () -> {
                    keepsAnyCopy = !to.ofThanos;
                    answer.accept(said);
                  });
            }
          });
    }

    private SliceAnswer take(byte[] bytes) {
      if (to.ofThanos && replica(bytes) > RingSimulationTest.MOST_COPIES) {
        return new SliceAnswer.Rejected("a replica above the replication factor");
      }
      try {
        to.service.take(from.address, WireMessage.of(bytes));
        return SliceAnswer.STORED;
      } catch (UnavailableException e) {
        return new SliceAnswer.Lost(String.valueOf(e.getMessage()), true);
      }
    }

    private static long replica(byte[] message) {
      try {
        return WriteRequest.parseFrom(message).getReplica();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public boolean keepsAnyCopy() {
      return keepsAnyCopy;
    }

    @Override
    public void connect() {}

    @Override
    public void close() {}
  }

  /** Passes the first answer on. */
  private static final class Once implements Consumer<SliceAnswer> {
    private final Consumer<SliceAnswer> next;
    private boolean used;

    Once(Consumer<SliceAnswer> next) {
      this.next = next;
    }

    @Override
    public void accept(SliceAnswer answer) {
      if (!used) {
        used = true;
        next.accept(answer);
      }
    }
  }
}
