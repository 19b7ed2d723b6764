package io.meridian.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks a server that speaks Prometheus' HTTP API, whichever it is, the queries over data set D:
 * {@code queries <url> [pid=<numbers>] [end=<Unix seconds>] [minutes=60] [concurrency=1]
 * [seconds=3] [only=<pattern>]}. Says for each how long answers took, the CPU time of the processes
 * with those numbers for an answer, and a digest of what was answered.
 *
 * <p>The end is that of a block that {@code block-write 200000 520} makes, if none is named. The
 * first answer stands apart; all answers of a query must be equal.
 */
final class QueriesRun {
  private static final long END = BlockWriteRun.START + 519 * DataSetD.INTERVAL;
  private static final int LEAST = 5;

  private final String url;
  private final List<Long> pids;
  private final int concurrency;
  private final double seconds;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private QueriesRun(String url, List<Long> pids, int concurrency, double seconds) {
    this.url = url.replaceFirst("/+$", "");
    this.pids = pids;
    this.concurrency = concurrency;
    this.seconds = seconds;
  }

  static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
    Map<String, String> named = new HashMap<>();
    for (String arg : Arrays.asList(args).subList(1, args.length)) {
      List<String> pair = List.of(arg.split("=", 2));
      named.put(pair.getFirst(), pair.getLast());
    }
    List<Long> pids =
        named.containsKey("pid")
            ? Arrays.stream(named.get("pid").split(",", -1)).map(Long::valueOf).toList()
            : List.of();
    QueriesRun run =
        new QueriesRun(
            args[0],
            pids,
            Integer.parseInt(named.getOrDefault("concurrency", "1")),
            Double.parseDouble(named.getOrDefault("seconds", "3")));
    String end = named.getOrDefault("end", String.valueOf(END / 1000));
    Pattern only = Pattern.compile(named.getOrDefault("only", ""));
    long minutes = Long.parseLong(named.getOrDefault("minutes", "60"));
    for (AskedQuery query : AskedQuery.all(Math.round(Double.parseDouble(end) * 1000), minutes)) {
      if (only.matcher(query.name()).find()) {
        run.measure(query);
      }
    }
  }

  /** What one client saw. */
  private record Answers(List<Double> millis, long bytes) {}

  private void measure(AskedQuery query)
      throws IOException, InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    String digest;
    try {
      digest = AnswerDigest.of(ask(query));
    } catch (IOException e) {
      System.out.printf("%-32s failed: %s%n", query.name(), e.getMessage());
      return;
    }
    double first = (System.nanoTime() - begun) / 1e6;
    double[] cpu = cpuSeconds();
    List<Answers> all = askAgain(query, digest);
    double[] after = cpuSeconds();
    double[] millis =
        all.stream()
            .flatMap(answers -> answers.millis().stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    StringBuilder cpus = new StringBuilder();
    for (int i = 0; i < cpu.length; i++) {
      cpus.append(i == 0 ? "  CPU ms" : " +");
      cpus.append(String.format(Locale.ROOT, " %,.1f", (after[i] - cpu[i]) * 1e3 / millis.length));
    }
    System.out.printf(
        Locale.ROOT,
        "%-32s %4d answers  p50 %,8.1f ms  p99 %,8.1f ms  first %,8.1f ms%s  %,d bytes  %s%n",
        query.name(),
        millis.length,
        millis[millis.length / 2],
        millis[Math.min(millis.length - 1, millis.length * 99 / 100)],
        first,
        cpus,
        all.getFirst().bytes(),
        digest);
  }

  private List<Answers> askAgain(AskedQuery query, String digest)
      throws IOException, InterruptedException, ExecutionException {
    List<Answers> all = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(concurrency)) {
      List<Future<Answers>> running = new ArrayList<>();
      for (int i = 0; i < concurrency; i++) {
        running.add(clients.submit(() -> askFor(query, digest)));
      }
      for (Future<Answers> each : running) {
        all.add(each.get());
      }
    }
    return all;
  }

  private Answers askFor(AskedQuery query, String digest) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    byte[] body = {};
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (millis.size() < LEAST || System.nanoTime() < end) {
      long begun = System.nanoTime();
      body = ask(query);
      millis.add((System.nanoTime() - begun) / 1e6);
    }
    if (!AnswerDigest.of(body).equals(digest)) {
      throw new IOException(query.name() + ": the last answer is not equal to the first");
    }
    return new Answers(millis, body.length);
  }

  private double[] cpuSeconds() throws IOException {
    double[] all = new double[pids.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = ServerProcess.cpuSeconds(pids.get(i));
    }
    return all;
  }

  private byte[] ask(AskedQuery query) throws IOException, InterruptedException {
    String form =
        query.form().entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    URI target = URI.create(url + "/api/v1/" + query.path());
    HttpRequest.Builder request;
    if (query.path().startsWith("label/")) { // the one path that takes no form
      request = HttpRequest.newBuilder(URI.create(target + "?" + form));
    } else {
      request =
          HttpRequest.newBuilder(target)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form));
    }
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    return response.body();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
