package io.meridian.receiver.replication;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries slices to one peer. A few are under way at a time, a bounded number of bytes waits, and
 * the rest is lost at once, so that a peer that is slow costs neither time nor memory of others.
 *
 * <p>A peer that does not answer is taken for away: from then on slices for it are lost without
 * waiting, and now and then a request without series is sent to see whether it is back. What it
 * missed of requests that are safe is in its spool and is delivered, oldest first and about half a
 * megabyte at a time beside new slices, once it is back.
 *
 * <p>Driven by calls and by the answers of transport and timers; no call waits for the network.
 */
final class Courier implements AutoCloseable {
  /** So many failures in a row make a peer count as away, even where it fails quickly. */
  private static final int FAILURES = 3;

  /** A request without series, which costs nobody anything. */
  private static final Slice NOTHING = new Slice("", 0, new WireBytes(new byte[0], 0));

  private final String address;
  private final PeerTransport transport;
  private final Spool spool;
  private final Timers timers;
  private final ReplicationOptions options;

  /** Guards everything below; answers are given without it. */
  private final Object lock = new Object();

  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int inFlight;
  private int failures;
  private long lastAnswer;
  private boolean away;
  private boolean probing;
  private boolean delivering;
  private boolean closed;
  private long lost;

  /** A slice, until when it is worth sending, and who wants to know. */
  private record Waiting(Slice slice, long deadline, Consumer<SliceAnswer> done) {}

  Courier(
      String address,
      PeerTransport transport,
      Spool spool,
      Timers timers,
      ReplicationOptions options) {
    this.address = address;
    this.transport = transport;
    this.spool = spool;
    this.timers = timers;
    this.options = options;
    lastAnswer = timers.nanos();
    transport.connect();
    deliver();
  }

  /**
   * Sends a slice as soon as may be.
   *
   * @param done gets the answer once, not later than the options' patience allows; perhaps on this
   *     thread
   */
  void offer(Slice slice, Consumer<SliceAnswer> done) {
    long deadline = timers.nanos() + options.patience().toNanos();
    String refusal;
    synchronized (lock) {
      if (closed) {
        refusal = "is no longer in the ring";
      } else if (away) {
        refusal = "does not answer";
      } else if (inFlight < options.inFlight()) {
        inFlight++;
        refusal = "";
      } else if (queuedBytes + slice.size() <= options.queueBytes()) {
        queue.addLast(new Waiting(slice, deadline, done));
        queuedBytes += slice.size();
        return;
      } else {
        refusal = "is too slow";
      }
      lost += refusal.isEmpty() ? 0 : 1;
    }
    if (refusal.isEmpty()) {
      send(new Waiting(slice, deadline, done));
    } else {
      done.accept(new SliceAnswer.Lost("the peer " + address + " " + refusal, true));
    }
  }

  private void send(Waiting waiting) {
    long now = timers.nanos();
    Duration left = Duration.ofNanos(Math.max(1, waiting.deadline - now));
    transport.send(waiting.slice, left, answer -> answered(waiting, now, answer));
  }

  private void answered(Waiting waiting, long sentAt, SliceAnswer answer) {
    List<Waiting> hopeless = new ArrayList<>();
    List<Waiting> following = new ArrayList<>();
    synchronized (lock) {
      inFlight--;
      note(answer, sentAt, hopeless);
      takeNext(following, hopeless);
    }
    following.forEach(this::send);
    waiting.done.accept(answer);
    giveUp(hopeless);
  }

  /** Learns from an answer whether the peer is there. */
  private void note(SliceAnswer answer, long sentAt, List<Waiting> hopeless) {
    if (!(answer instanceof SliceAnswer.Lost loss)) {
      failures = 0;
      lastAnswer = timers.nanos();
      return;
    }
    lost++;
    if (!loss.away()) {
      return;
    }
    failures++;
    boolean silent = lastAnswer - sentAt < 0;
    if (!away && (silent || failures >= FAILURES)) {
      away = true;
      hopeless.addAll(queue);
      queue.clear();
      queuedBytes = 0;
      lost += hopeless.size();
      probeLater();
    }
  }

  private void takeNext(List<Waiting> following, List<Waiting> hopeless) {
    long now = timers.nanos();
    while (inFlight < options.inFlight() && !queue.isEmpty()) {
      Waiting next = queue.removeFirst();
      queuedBytes -= next.slice.size();
      if (next.deadline - now > 0) {
        inFlight++;
        following.add(next);
      } else {
        lost++;
        hopeless.add(next);
      }
    }
  }

  private void giveUp(List<Waiting> hopeless) {
    for (Waiting each : hopeless) {
      each.done.accept(
          new SliceAnswer.Lost("the peer " + address + " did not answer in time", true));
    }
  }

  /** Keeps a slice that the peer missed until it is back. */
  void missed(Slice slice) {
    spool.append(slice);
    deliver();
  }

  /** Keeps a slice that is under way until it is known whether the peer has got it. */
  Pledge late(Slice slice) {
    Pledge kept = spool.appendUnderWay(slice);
    return new Pledge() {
      @Override
      public void strike() {
        kept.strike();
        deliver();
      }

      @Override
      public void redeem() {
        kept.redeem();
        deliver();
      }
    };
  }

  private void probeLater() {
    if (!probing && !closed) {
      probing = true;
      timers.after(options.probe(), this::probe);
    }
  }

  /** Sees whether the peer is back, by a request without series. */
  private void probe() {
    synchronized (lock) {
      if (closed) {
        return;
      }
    }
    transport.connect();
    transport.send(NOTHING, options.patience(), this::probed);
  }

  private void probed(SliceAnswer answer) {
    boolean back = !(answer instanceof SliceAnswer.Lost loss && loss.away());
    synchronized (lock) {
      probing = false;
      if (back) {
        away = false;
        failures = 0;
        lastAnswer = timers.nanos();
      } else {
        probeLater();
      }
    }
    if (back) {
      deliver();
    }
  }

  /** Delivers what the peer missed, if it is there. */
  private void deliver() {
    synchronized (lock) {
      if (closed || away || delivering || !spool.isReady()) {
        return;
      }
      delivering = true;
    }
    deliverOldest();
  }

  private void deliverOldest() {
    Optional<Backlog> oldest = spool.oldest();
    if (oldest.isEmpty()) {
      synchronized (lock) {
        delivering = false;
      }
      deliver(); // what has come since nobody else would
      return;
    }
    List<Slice> slices = oldest.get().merged();
    Delivery delivery = new Delivery(oldest.get(), slices.size());
    long now = timers.nanos();
    for (Slice slice : slices) {
      transport.send(slice, options.patience(), answer -> delivered(delivery, now, answer));
    }
  }

  /** What is being delivered, and how many of its messages are not answered yet. */
  private static final class Delivery {
    private final Backlog backlog;
    private int open;
    private boolean kept = true;

    Delivery(Backlog backlog, int open) {
      this.backlog = backlog;
      this.open = open;
    }
  }

  private void delivered(Delivery delivery, long sentAt, SliceAnswer answer) {
    List<Waiting> hopeless = new ArrayList<>();
    boolean over;
    synchronized (lock) {
      note(answer, sentAt, hopeless);
      delivery.kept &= !(answer instanceof SliceAnswer.Lost);
      over = --delivery.open == 0;
    }
    giveUp(hopeless);
    if (over) {
      deliveryEnded(delivery);
    }
  }

  private void deliveryEnded(Delivery delivery) {
    if (delivery.kept) {
      spool.remove(delivery.backlog);
    }
    boolean more;
    synchronized (lock) {
      more = delivery.kept && !closed;
      delivering = more;
      if (!delivery.kept && !away && !closed) {
        timers.after(options.probe(), this::deliver);
      }
    }
    if (more) {
      deliverOldest();
    }
  }

  String address() {
    return address;
  }

  /** Whether the peer takes slices of {@link Slice#ANY_COPY}. */
  boolean keepsAnyCopy() {
    return transport.keepsAnyCopy();
  }

  /** How the peer is doing. */
  PeerStats stats() {
    Spool.Stats spooled = spool.stats();
    synchronized (lock) {
      return new PeerStats(
          address,
          away,
          inFlight,
          queue.size(),
          queuedBytes,
          lost,
          spooled.bytes(),
          spooled.delivered(),
          spooled.dropped(),
          spooled.droppedBytes());
    }
  }

  /** Makes what the peer missed survive a loss of power. */
  void sync() {
    spool.sync();
  }

  /** Takes no more. What is under way may still be answered; what waits is lost. */
  @Override
  public void close() {
    List<Waiting> hopeless = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      hopeless.addAll(queue);
      queue.clear();
      queuedBytes = 0;
    }
    giveUp(hopeless);
    transport.close();
    spool.close();
  }
}
