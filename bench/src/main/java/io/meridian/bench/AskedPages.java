package io.meridian.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks servers for health and metrics while they have other things to do, each page of each port
 * over a connection of its own and again 30 ms after its answer, until this is closed.
 */
final class AskedPages implements AutoCloseable {
  private static final List<String> PAGES = List.of("/-/healthy", "/metrics");
  private static final Duration PAUSE = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int OK = 200;

  private final List<Page> pages = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Begins to ask ports, such as {@code http://127.0.0.1:10902}. */
  AskedPages(List<URI> ports) {
    for (URI port : ports) {
      PAGES.forEach(path -> pages.add(new Page(port.resolve(path))));
    }
    pages.forEach(page -> threads.add(Thread.ofPlatform().name("ask").start(page)));
  }

  /** One page, and how long its answers took since they were last told of. */
  private static final class Page implements Runnable {
    private final HttpRequest request;
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private List<Long> nanos = new ArrayList<>();
    private int failed;

    Page(URI url) {
      request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    }

    @Override
    public void run() {
      try (client) {
        while (true) {
          ask();
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException e) {
        // enough was asked
      }
    }

    private void ask() throws InterruptedException {
      long begun = System.nanoTime();
      boolean answered;
      try {
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        answered = answer.statusCode() == OK;
      } catch (IOException e) {
        answered = false;
      }
      note(System.nanoTime() - begun, answered);
    }

    private synchronized void note(long took, boolean answered) {
      if (answered) {
        nanos.add(took);
      } else {
        failed++;
      }
    }

    /** What is to be said of the answers since this was asked last. */
    synchronized String told() {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      String said =
          "             %s: asked %d times, %d failed"
              .formatted(request.uri(), sorted.length + failed, failed);
      if (sorted.length > 0) {
        said +=
            "; ms: %.1f in the middle, %.1f at 95 %%, %.1f at 99 %%, %.1f at most"
                .formatted(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
      }
      nanos = new ArrayList<>();
      failed = 0;
      return said;
    }

    /** The least time, in milliseconds, within which such a share of the answers came. */
    private static double at(long[] sorted, double share) {
      return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
  }

  /** Prints how long each page took since this was called last. */
  void print() {
    pages.forEach(page -> System.out.println(page.told()));
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
