package io.meridian.bench;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Data set D into servers that speak remote write, whichever they are: {@code write <url,…> <pid,…>
 * [series] [rounds] [connections] [1|2] [replicas=n] [tenants=n] [churn=true] [ask=url,…]}, where
 * the number before the keys is the version. The servers' CPU time and memory are those of the
 * processes with these numbers, on this machine. A round brings a sample of each series; the first
 * one, which brings the series, is told apart. What is answered 503 is sent again, as senders do.
 * The ports behind {@code ask} are asked for health and metrics meanwhile ({@link AskedPages}).
 */
final class WriteRun {
  private static final int ACCEPTED = 299;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 10;

  /** How the names of pods in D end. */
  private static final byte[] POD_END = "-abcde".getBytes(StandardCharsets.US_ASCII);

  private final WritePlan plan;
  private final List<HeadRequests> requests;
  private final List<SymbolRequests> symbols;
  private final LongAdder again = new LongAdder();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WriteRun(WritePlan plan, Path folder) throws IOException {
    this.plan = plan;
    requests = new ArrayList<>();
    symbols = new ArrayList<>();
    for (int replica = 0; replica < plan.replicas(); replica++) {
      DataSetD data = new DataSetD(plan.series(), 1, plan.replicas() == 1 ? -1 : replica);
      HeadRequests made =
          new HeadRequests(data, Files.createDirectory(folder.resolve("replica-" + replica)));
      requests.add(made);
      if (plan.second()) {
        symbols.add(new SymbolRequests(data, made));
      }
    }
  }

  static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
    WritePlan plan = WritePlan.of(args);
    Path folder = Files.createTempDirectory("write-run");
    WriteRun run = new WriteRun(plan, folder);
    try {
      run.run();
    } finally {
      for (int replica = 0; replica < plan.replicas(); replica++) {
        run.requests.get(replica).close();
        Files.delete(folder.resolve("replica-" + replica));
      }
      Files.delete(folder);
    }
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    int rounds = plan.rounds();
    long begin = System.currentTimeMillis() - (rounds + 1) * DataSetD.INTERVAL;
    try (AskedPages asked = new AskedPages(plan.ask());
        ExecutorService senders = Executors.newFixedThreadPool(plan.connections())) {
      int warm = Math.max(2, rounds / 4);
      rounds(senders, 0, 1, begin, "new series");
      asked.print();
      rounds(senders, 1, warm, begin, "warming up");
      asked.print();
      rounds(senders, warm, rounds, begin, plan.churns() ? "with churn" : "known series");
      asked.print();
    }
  }

  private void rounds(ExecutorService senders, int from, int to, long begin, String what)
      throws IOException, InterruptedException, ExecutionException {
    double cpu = cpuSeconds();
    long nanos = System.nanoTime();
    long bytes = 0;
    for (int round = from; round < to; round++) {
      List<Future<Long>> sent = new ArrayList<>();
      for (int i = 0; i < plan.connections(); i++) {
        int number = i;
        int now = round;
        sent.add(senders.submit(() -> send(number, now, begin + now * DataSetD.INTERVAL)));
      }
      for (Future<Long> each : sent) {
        bytes += each.get();
      }
    }
    double seconds = (System.nanoTime() - nanos) / 1e9;
    int series = plan.allSeries();
    double samples = (double) series * (to - from);
    System.out.printf(
        "%-12s %,12.0f samples, %,8.0f/s, %.1f bytes each: %,.0f CPU ns each; %d server(s) have %,d"
            + " MiB, %,d bytes a series, at most %,d, %,d requests again%n",
        what,
        samples,
        samples / seconds,
        bytes / samples,
        (cpuSeconds() - cpu) / samples * 1e9,
        plan.pids().size(),
        residentBytes() >> 20,
        residentBytes() / series,
        mostResidentBytes() / series,
        again.sumThenReset());
  }

  private double cpuSeconds() throws IOException {
    double sum = 0;
    for (long pid : plan.pids()) {
      sum += ServerProcess.cpuSeconds(pid);
    }
    return sum;
  }

  private long residentBytes() throws IOException {
    long sum = 0;
    for (long pid : plan.pids()) {
      sum += ServerProcess.residentBytes(pid);
    }
    return sum;
  }

  private long mostResidentBytes() throws IOException {
    long sum = 0;
    for (long pid : plan.pids()) {
      sum += ServerProcess.mostResidentBytes(pid);
    }
    return sum;
  }

  /** Sends every so many-th request of a round; returns how many bytes they had. */
  private long send(int number, int round, long time) throws IOException, InterruptedException {
    SnappyCompressor snappy = SnappyCompressor.create();
    Raw raw = new Raw();
    byte[] body = {};
    long bytes = 0;
    URI url = plan.urls().get(number % plan.urls().size());
    int each = requests.getFirst().count();
    for (int index = number; index < each * plan.replicas(); index += plan.connections()) {
      int request = index % each;
      make(index / each, request, round, time, raw);
      if (body.length < snappy.maxCompressedLength(raw.length)) {
        body = new byte[snappy.maxCompressedLength(raw.length)];
      }
      int compressed = snappy.compress(raw.bytes, 0, raw.length, body, 0, body.length);
      post(url, "tenant-" + request % plan.tenants(), body, compressed);
      bytes += compressed;
    }
    return bytes;
  }

  /** A sender's request before it is compressed. */
  private static final class Raw {
    private byte[] bytes = {};
    private int length;

    void room(int needed) {
      bytes = bytes.length < needed ? new byte[needed] : bytes;
    }

    /** Gives all pods other names of the same length. */
    void rename(int generation) {
      byte[] name = "-%05d".formatted(generation).getBytes(StandardCharsets.US_ASCII);
      for (int at = 0; at <= length - POD_END.length; at++) {
        if (bytes[at] == '-'
            && Arrays.equals(bytes, at, at + POD_END.length, POD_END, 0, POD_END.length)) {
          System.arraycopy(name, 0, bytes, at, name.length);
        }
      }
    }
  }

  private void make(int replica, int request, int round, long time, Raw raw) {
    if (plan.second()) {
      SymbolRequests from = symbols.get(replica);
      raw.room(from.longest());
      raw.length = from.make(request, round, time, raw.bytes);
    } else {
      HeadRequests from = requests.get(replica);
      synchronized (from) {
        from.make(request, round, time);
        raw.room(from.length());
        raw.length = from.length();
        System.arraycopy(from.body(), 0, raw.bytes, 0, raw.length);
      }
    }
    int generation = plan.generation(request, round);
    if (generation > 0) {
      raw.rename(generation);
    }
  }

  private void post(URI url, String tenant, byte[] body, int length)
      throws IOException, InterruptedException {
    HttpRequest.Builder building =
        HttpRequest.newBuilder(url)
            .header("Content-Encoding", "snappy")
            .header(
                "Content-Type",
                "application/x-protobuf"
                    + (plan.second() ? ";proto=io.prometheus.write.v2.Request" : ""))
            .header("X-Prometheus-Remote-Write-Version", plan.second() ? "2.0.0" : "0.1.0")
            .POST(BodyPublishers.ofByteArray(body, 0, length));
    if (plan.tenants() > 1) {
      building.header("THANOS-TENANT", tenant);
    }
    HttpRequest request = building.build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    for (int tries = 1; answer.statusCode() == UNAVAILABLE && tries < TRIES; tries++) {
      again.increment();
      Thread.sleep(1000 * answer.headers().firstValueAsLong("Retry-After").orElse(1));
      answer = client.send(request, BodyHandlers.ofString());
    }
    if (answer.statusCode() > ACCEPTED) {
      throw new IOException(url + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }
}
