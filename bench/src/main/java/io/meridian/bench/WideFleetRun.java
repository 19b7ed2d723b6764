package io.meridian.bench;

import io.meridian.service.grpc.RpcServer;
import io.meridian.storeapi.serve.SeriesStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a querier needs for wide queries: {@code wide-fleet [series] [stores] [memory] [command]}.
 * Stores of {@link MadeSeries} here, {@code ./meridian querier} with so much memory beside, asked
 * for sums over all series; then eight of them at once, and meanwhile how long its health check
 * takes. The last query may hold too little.
 */
final class WideFleetRun {
  private static final int HEAVY = 8;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = freePort();

  private WideFleetRun() {}

  static void main(String[] args) throws Exception {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    int stores = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    String memory = args.length > 2 ? args[2] : "256m";
    String command = args.length > 3 ? args[3] : "./meridian";
    Path scratch = Files.createTempDirectory("wide-fleet");
    List<String> line = new ArrayList<>(List.of(command, "querier"));
    WideFleetRun run = new WideFleetRun();
    line.add("--http-address=127.0.0.1:" + run.port);
    line.add("--grpc-address=127.0.0.1:" + freePort());
    for (int i = 0; i < stores; i++) {
      line.add("--endpoint=127.0.0.1:" + serve("r" + i, series, scratch));
    }
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(scratch.resolve("querier.log").toFile());
    builder.environment().put("MERIDIAN_MEMORY", memory);
    Process querier = builder.start();
    try {
      run.awaitReady(querier);
      run.ask(querier.pid(), series);
    } finally {
      querier.destroy();
      querier.waitFor();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int serve(String replica, int series, Path scratch) throws IOException {
    SeriesStore store = new MadeSeries(replica, series);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    RpcServer.Builder server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    new StoreServer("receive", ServeOptions.in(scratch), threads)
        .stored(() -> List.of(store))
        .forEach(server::service);
    return server.start().port();
  }

  /** Ready, and stores that did not answer the first time have answered since. */
  private void awaitReady(Process querier) throws IOException, InterruptedException {
    while (status("/-/ready") != 200) {
      if (!querier.isAlive()) {
        throw new IllegalStateException("the querier ended with " + querier.exitValue());
      }
      Thread.sleep(200);
    }
    while (!get("/api/v1/stores").contains("labelSets")) {
      Thread.sleep(200);
    }
  }

  private int status(String path) throws InterruptedException {
    try {
      URI address = URI.create("http://127.0.0.1:" + port + path);
      HttpRequest request = HttpRequest.newBuilder(address).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** A check on a connection of its own, without a client that has threads to wait for. */
  private void checkHealth() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /-/healthy HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      if (!new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
        throw new IOException("the querier is not healthy");
      }
    }
  }

  private void ask(long pid, int series) throws Exception {
    String sum = "sum(made_series_total)";
    say(pid, "idle", "");
    say(pid, sum + ", instant", query(sum, 1));
    say(pid, sum + " × 31", query(sum, 31));
    say(pid, "sum by (job) (rate(made_series_total[5m])) × 31", rates(31));
    List<Long> waits = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> heavy = new ArrayList<>();
      for (int i = 0; i < HEAVY; i++) {
        heavy.add(threads.submit(() -> rates(31)));
      }
      while (heavy.stream().anyMatch(each -> !each.isDone())) {
        long begin = System.nanoTime();
        checkHealth();
        waits.add(System.nanoTime() - begin);
        Thread.sleep(20);
      }
      say(pid, HEAVY + " of these at once", heavy.getFirst().get());
    }
    waits.sort(null);
    System.out.printf(
        Locale.ROOT,
        "health meanwhile: %,d checks, half within %.1f ms, 99 %% within %.1f, longest %.1f%n",
        waits.size(),
        waits.get(waits.size() / 2) / 1e6,
        waits.get(waits.size() * 99 / 100) / 1e6,
        waits.getLast() / 1e6);
    say(pid, "all " + series + " series as they are", query("made_series_total", 31));
  }

  private String rates(int steps) throws IOException, InterruptedException {
    String answer = query("sum by (job) (rate(made_series_total[5m]))", steps);
    return answer.length() > 60 ? answer.substring(0, 60) : answer;
  }

  private String query(String text, int steps) throws IOException, InterruptedException {
    double end = MadeSeries.END / 1e3;
    String times = "start=%f&end=%f&step=15".formatted(end - (steps - 1) * 15, end);
    URI address =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query%s?query=%s&%s"
                .formatted(
                    port,
                    steps > 1 ? "_range" : "",
                    URLEncoder.encode(text, StandardCharsets.UTF_8),
                    steps > 1 ? times : "time=" + end));
    String body = get(address);
    return body.length() > 400 ? body.substring(0, 400) : body;
  }

  private String get(String path) throws IOException, InterruptedException {
    return get(URI.create("http://127.0.0.1:" + port + path));
  }

  private String get(URI address) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }

  private static void say(long pid, String what, String answer) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%-50s %4d MB resident at most, %.1f CPU s so far  %s%n",
        what,
        ServerProcess.mostResidentBytes(pid) >> 20,
        ServerProcess.cpuSeconds(pid),
        answer);
  }
}
