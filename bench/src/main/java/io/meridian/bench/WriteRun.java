package io.meridian.bench;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Data set D into a server that speaks remote write, whichever it is: {@code write <url> <pid>
 * [series] [rounds] [connections] [1|2]}, where the last one is the version. The server's CPU time
 * and memory are those of the process with that number, on this machine. A round brings a sample of
 * each series; the first one, which brings the series, is told apart. What is answered 503 is sent
 * again, as senders do.
 */
final class WriteRun {
  private static final int ACCEPTED = 299;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 10;

  private final URI url;
  private final long pid;
  private final int connections;
  private final boolean second;
  private final HeadRequests requests;
  private final SymbolRequests symbols;
  private final LongAdder again = new LongAdder();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WriteRun(
      URI url, long pid, int connections, boolean second, DataSetD data, HeadRequests requests) {
    this.url = url;
    this.pid = pid;
    this.connections = connections;
    this.second = second;
    this.requests = requests;
    this.symbols = new SymbolRequests(data, requests);
  }

  static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
    URI url = URI.create(args[0]);
    long pid = Long.parseLong(args[1]);
    int series = args.length > 2 ? Integer.parseInt(args[2]) : 200_000;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 40;
    int connections = args.length > 4 ? Integer.parseInt(args[4]) : 2;
    boolean second = args.length > 5 && args[5].equals("2");
    Path folder = Files.createTempDirectory("write-run");
    DataSetD data = new DataSetD(series, 1);
    try (HeadRequests requests = new HeadRequests(data, folder)) {
      new WriteRun(url, pid, connections, second, data, requests).run(series, rounds);
    } finally {
      Files.delete(folder);
    }
  }

  private void run(int series, int rounds)
      throws IOException, InterruptedException, ExecutionException {
    long begin = System.currentTimeMillis() - (rounds + 1) * DataSetD.INTERVAL;
    try (ExecutorService senders = Executors.newFixedThreadPool(connections)) {
      rounds(senders, 0, 1, begin, series, "new series");
      int warm = Math.max(2, rounds / 4);
      rounds(senders, 1, warm, begin, series, "warming up");
      rounds(senders, warm, rounds, begin, series, "known series");
    }
  }

  private void rounds(
      ExecutorService senders, int from, int to, long begin, int series, String what)
      throws IOException, InterruptedException, ExecutionException {
    double cpu = ServerProcess.cpuSeconds(pid);
    long nanos = System.nanoTime();
    long bytes = 0;
    for (int round = from; round < to; round++) {
      List<Future<Long>> sent = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int number = i;
        int now = round;
        sent.add(senders.submit(() -> send(number, now, begin + now * DataSetD.INTERVAL)));
      }
      for (Future<Long> each : sent) {
        bytes += each.get();
      }
    }
    double seconds = (System.nanoTime() - nanos) / 1e9;
    double samples = (double) series * (to - from);
    System.out.printf(
        "%-12s %,12.0f samples, %,8.0f/s, %.1f bytes each: %,.0f CPU ns each; server has %,d MiB,"
            + " %,d bytes a series, %,d requests again%n",
        what,
        samples,
        samples / seconds,
        bytes / samples,
        (ServerProcess.cpuSeconds(pid) - cpu) / samples * 1e9,
        ServerProcess.residentBytes(pid) >> 20,
        ServerProcess.residentBytes(pid) / series,
        again.sumThenReset());
  }

  /** Sends every so many-th request of a round; returns how many bytes they had. */
  private long send(int number, int round, long time) throws IOException, InterruptedException {
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] raw = new byte[symbols.longest()];
    byte[] body = {};
    long bytes = 0;
    for (int request = number; request < requests.count(); request += connections) {
      int length;
      if (second) {
        length = symbols.make(request, round, time, raw);
      } else {
        synchronized (requests) {
          requests.make(request, round, time);
          length = requests.length();
          raw = raw.length < length ? new byte[length] : raw;
          System.arraycopy(requests.body(), 0, raw, 0, length);
        }
      }
      if (body.length < snappy.maxCompressedLength(length)) {
        body = new byte[snappy.maxCompressedLength(length)];
      }
      int compressed = snappy.compress(raw, 0, length, body, 0, body.length);
      post(body, compressed);
      bytes += compressed;
    }
    return bytes;
  }

  private void post(byte[] body, int length) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Encoding", "snappy")
            .header(
                "Content-Type",
                "application/x-protobuf" + (second ? ";proto=io.prometheus.write.v2.Request" : ""))
            .header("X-Prometheus-Remote-Write-Version", second ? "2.0.0" : "0.1.0")
            .POST(BodyPublishers.ofByteArray(body, 0, length))
            .build();
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
