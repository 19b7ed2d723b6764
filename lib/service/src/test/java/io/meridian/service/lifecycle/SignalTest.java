package io.meridian.service.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process of its own, ended by SIGTERM. */
final class SignalTest {
  @Test
  void finishesWhatItHasAndExitsWithZero() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (HttpClient client = HttpClient.newHttpClient();
        BufferedReader out = process.inputReader(UTF_8)) {
      String base = "http://127.0.0.1:" + next(out, "port ").substring(5);
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(get(base + "/slow"), HttpResponse.BodyHandlers.ofString(UTF_8));
      next(out, "working");
      assertThat(status(client, base + "/-/ready")).isEqualTo(200);

      process.toHandle().destroy();

      while (status(client, base + "/-/ready") == 200) {
        Thread.onSpinWait();
      }
      assertThat(status(client, base + "/-/healthy")).isEqualTo(200);
      next(out, "drain");
      assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("done\n");
      next(out, "flushed");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static HttpRequest get(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).build();
  }

  private static int status(HttpClient client, String uri)
      throws IOException, InterruptedException {
    return client.send(get(uri), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** The next line with a beginning; others, such as logs, are passed over. */
  private static String next(BufferedReader out, String beginning) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new IOException("the process ended without saying \"" + beginning + "\"");
  }
}
