package io.meridian.e2e;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Senders of remote write that never stop, one for each way in, and what they were told. A sender
 * sends one request after the other and each until it is acknowledged, by another way in where one
 * does not answer or refuses, as agents behind a balancer do. It has series of its own.
 */
final class RingLoad implements AutoCloseable {
  static final String METRIC = "ring_load";
  private static final int SERIES = 40;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<URI> doors;
  private final boolean[] avoided;
  private final List<Sender> senders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private volatile long longestPause;

  RingLoad(List<URI> doors) {
    this.doors = List.copyOf(doors);
    this.avoided = new boolean[doors.size()];
    for (int i = 0; i < doors.size(); i++) {
      senders.add(new Sender(i));
    }
    senders.forEach(each -> threads.add(Thread.ofPlatform().name("sender").start(each)));
    threads.add(Thread.ofPlatform().name("pause").start(this::watchTheMachine));
  }

  /** Sends nothing more into a way in, once what is under way has its answer. */
  void avoid(int door) {
    synchronized (avoided) {
      avoided[door] = true;
    }
    goOn();
  }

  void useAgain(int door) {
    synchronized (avoided) {
      avoided[door] = false;
    }
  }

  /** Waits until each sender had a request acknowledged that it began from now on. */
  void goOn() {
    int[] before = senders.stream().mapToInt(Sender::acknowledged).toArray();
    for (int i = 0; i < before.length; i++) {
      Sender sender = senders.get(i);
      int enough = before[i] + 2;
      ReceiverCommand.await(
          "writes to go on: " + sender.lastFault,
          Duration.ofMinutes(2),
          () -> sender.acknowledged() >= enough);
    }
  }

  /** Lets the senders try for a time, whether anything is acknowledged or not. */
  void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** Lets the senders go on for a time. */
  void goOn(Duration time) {
    goOn();
    last(time);
    goOn();
  }

  /** Ends once all that was sent is acknowledged. */
  void finish() throws InterruptedException {
    close();
    for (Thread each : threads) {
      each.join();
    }
  }

  /** Sends nothing new. */
  @Override
  public void close() {
    stopped = true;
  }

  /** Begins to measure, now that programs are warm. */
  void measure() {
    for (Sender each : senders) {
      each.longestGap = 0;
      each.longestAnswer = 0;
    }
    longestPause = 0;
  }

  /**
   * How long the machine let a thread wait that wanted to run, at most: what comes on top of every
   * time measured here where others use the machine, too.
   */
  Duration longestPause() {
    return Duration.ofNanos(longestPause);
  }

  private void watchTheMachine() {
    while (!stopped) {
      long before = System.nanoTime();
      LockSupport.parkNanos(1_000_000);
      longestPause = Math.max(longestPause, System.nanoTime() - before);
    }
  }

  /** The longest time between two acknowledgements to one sender. */
  Duration longestGap() {
    return Duration.ofNanos(senders.stream().mapToLong(each -> each.longestGap).max().orElse(0));
  }

  /** The longest time that one answer took, whatever it was. */
  Duration longestAnswer() {
    return Duration.ofNanos(senders.stream().mapToLong(each -> each.longestAnswer).max().orElse(0));
  }

  int samples() {
    return senders.stream().mapToInt(each -> each.acknowledged() * SERIES).sum();
  }

  /**
   * What was acknowledged, which is all: the bits of values by series, replica left out, and time.
   */
  Map<String, Map<Long, Long>> acknowledged() {
    Map<String, Map<Long, Long>> all = new TreeMap<>();
    for (Sender sender : senders) {
      for (int series = 0; series < SERIES; series++) {
        Map<Long, Long> samples = new TreeMap<>();
        for (int i = 0; i < sender.times.size(); i++) {
          samples.put(sender.times.get(i), Double.doubleToRawLongBits(value(series, i)));
        }
        all.put(
            "__name__=%s,sender=%d,series=%d,tenant_id=default-tenant"
                .formatted(METRIC, sender.number, series),
            samples);
      }
    }
    return all;
  }

  /** The same as a querier is told by StoreAPI of a process with everything in it. */
  static Map<String, Map<Long, Long>> keptBy(AllCommand all) {
    Map<String, Map<Long, Long>> kept = new TreeMap<>();
    StoreClient.series(all.grpcPort(), METRIC)
        .forEach((labels, samples) -> {
          Map<Long, Long> times = new TreeMap<>();
          for (String sample : samples) {
            int blank = sample.indexOf(' ');
            long bits = Long.parseUnsignedLong(sample.substring(blank + 1), 16);
            times.put(Long.parseLong(sample, 0, blank, 10), bits);
          }
          kept.put(labels.replace("receive_replica=all-0,", ""), times);
        });
    return kept;
  }

  private static double value(int series, int request) {
    return series + 1000.0 * request;
  }

  /** Sends requests in the order of their times. */
  private final class Sender implements Runnable {
    private final int number;
    private final List<Long> times = new ArrayList<>();
    private volatile int acknowledged;
    private volatile long longestGap;
    private volatile long longestAnswer;
    private volatile String lastFault = "no answer yet";
    private int door;

    Sender(int number) {
      this.number = number;
      this.door = number;
    }

    int acknowledged() {
      return acknowledged;
    }

    @Override
    public void run() {
      long last = System.nanoTime();
      while (!stopped) {
        sendUntilAcknowledged(body());
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - last - PAUSE.toNanos());
        last = now;
        acknowledged = times.size();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }

    private byte[] body() {
      long before = times.isEmpty() ? 0 : times.getLast();
      times.add(Math.max(before + 1, System.currentTimeMillis()));
      WriteRequest.Builder request = WriteRequest.newBuilder();
      for (int series = 0; series < SERIES; series++) {
        request.addTimeseries(
            TimeSeries.newBuilder()
                .addLabels(label("__name__", METRIC))
                .addLabels(label("sender", Integer.toString(number)))
                .addLabels(label("series", Integer.toString(series)))
                .addSamples(
                    Sample.newBuilder()
                        .setTimestamp(times.getLast())
                        .setValue(value(series, times.size() - 1))));
      }
      byte[] raw = request.build().toByteArray();
      SnappyCompressor snappy = SnappyCompressor.create();
      byte[] body = new byte[snappy.maxCompressedLength(raw.length)];
      return Arrays.copyOf(body, snappy.compress(raw, 0, raw.length, body, 0, body.length));
    }

    private static Label label(String name, String value) {
      return Label.newBuilder().setName(name).setValue(value).build();
    }

    private void sendUntilAcknowledged(byte[] body) {
      door = open(number);
      while (!isAcknowledged(body)) {
        door = open((door + 1) % doors.size());
      }
    }

    /** This way in, or the next one that is not avoided. */
    private int open(int first) {
      synchronized (avoided) {
        int found = first;
        while (avoided[found]) {
          found = (found + 1) % doors.size();
        }
        return found;
      }
    }

    private boolean isAcknowledged(byte[] body) {
      HttpRequest request =
          HttpRequest.newBuilder(doors.get(door))
              .timeout(PATIENCE)
              .header("Content-Encoding", "snappy")
              .header("Content-Type", "application/x-protobuf")
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      long begun = System.nanoTime();
      try {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 204) {
          return true;
        }
        lastFault = "receiver %d: %d %s".formatted(door, answer.statusCode(), answer.body());
        if (answer.statusCode() != 503) {
          stopped = true;
          throw new AssertionError(lastFault);
        }
      } catch (IOException e) {
        lastFault = "receiver %d: %s".formatted(door, e);
        LockSupport.parkNanos(1_000_000);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      } finally {
        longestAnswer = Math.max(longestAnswer, System.nanoTime() - begun);
      }
      return false;
    }
  }
}
