package io.meridian.cli.demo;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what an agent scrapes by remote write 1.0. What is answered that it should come again comes
 * again; what is refused for good is counted and left.
 */
final class Uplink {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  /** How much is scraped before it is sent: catching up goes in steps of this. */
  private static final long STEP = Duration.ofMinutes(10).toMillis();

  private static final int MOST_SAMPLES = 5000;
  private static final int ACCEPTED = 299;
  private static final int LATER = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  static final Version VERSION_1 = new Version("application/x-protobuf", "0.1.0");
  static final Version VERSION_2 =
      new Version("application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");

  private final Agent agent;
  private final URI url;
  private final HttpClient client;
  private final SampleBuffer samples = new SampleBuffer();
  private WriteRequest.Builder request = WriteRequest.newBuilder();
  private int waiting;
  private long sent;
  private long refused;

  /** A version of remote write, as requests' headers tell it. */
  record Version(String type, String number) {}

  Uplink(Agent agent, URI url, HttpClient client) {
    this.agent = agent;
    this.url = url;
    this.client = client;
  }

  /** Sends everything between two instants, both included. */
  void send(long from, long to) throws InterruptedException {
    for (long begin = from; begin <= to; begin += STEP) {
      TimeRange step = new TimeRange(begin, Math.min(to, begin + STEP - 1));
      agent.scrape(step, samples, this::add);
      flush();
    }
  }

  private void add(Labels labels, SampleBuffer scraped) throws InterruptedException {
    TimeSeries.Builder series = request.addTimeseriesBuilder();
    labels
        .toMap()
        .forEach(
            (name, value) -> series.addLabels(Label.newBuilder().setName(name).setValue(value)));
    for (int i = 0; i < scraped.size(); i++) {
      series.addSamples(
          Sample.newBuilder().setTimestamp(scraped.time(i)).setValue(scraped.value(i)));
    }
    waiting += scraped.size();
    if (waiting >= MOST_SAMPLES) {
      flush();
    }
  }

  private void flush() throws InterruptedException {
    if (waiting == 0) {
      return;
    }
    if (isAccepted(request.build().toByteArray())) {
      sent += waiting;
    } else {
      refused += waiting;
    }
    request = WriteRequest.newBuilder();
    waiting = 0;
  }

  private static byte[] compressed(byte[] body) {
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] out = new byte[snappy.maxCompressedLength(body.length)];
    return Arrays.copyOf(out, snappy.compress(body, 0, body.length, out, 0, out.length));
  }

  /** Sends until there is an answer that lasts. */
  private boolean isAccepted(byte[] body) throws InterruptedException {
    while (true) {
      try {
        int status = post(client, url, VERSION_1, body);
        if (status < LATER) {
          return status <= ACCEPTED;
        }
      } catch (IOException e) {
        LOG.debug("{} cannot be reached: {}", url, e.getMessage());
      }
      Thread.sleep(PAUSE);
    }
  }

  /**
   * Sends a message once.
   *
   * @param body not compressed yet
   * @return the answer's status
   */
  static int post(HttpClient client, URI url, Version version, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Encoding", "snappy")
            .header("Content-Type", version.type())
            .header("X-Prometheus-Remote-Write-Version", version.number())
            .POST(BodyPublishers.ofByteArray(compressed(body)))
            .build();
    return client.send(post, BodyHandlers.discarding()).statusCode();
  }

  /** How many samples were taken. */
  long sent() {
    return sent;
  }

  /** How many were refused for good. */
  long refused() {
    return refused;
  }
}
