package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.api.prometheus.BucketSpan;
import io.meridian.api.prometheus.Chunk;
import io.meridian.api.prometheus.ChunkedReadResponse;
import io.meridian.api.prometheus.Histogram;
import io.meridian.api.prometheus.LabelMatcher;
import io.meridian.api.prometheus.Query;
import io.meridian.api.prometheus.ReadRequest;
import io.meridian.api.prometheus.ReadRequest.ResponseType;
import io.meridian.api.prometheus.ReadResponse;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.Label;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RemoteReadTest {
  private static final Histogram HISTOGRAM =
      Histogram.newBuilder()
          .setCountInt(6)
          .setSum(2.5)
          .setSchema(3)
          .setZeroThreshold(0.001)
          .setZeroCountInt(1)
          .addPositiveSpans(BucketSpan.newBuilder().setOffset(-1).setLength(2))
          .addPositiveDeltas(2)
          .addPositiveDeltas(-1)
          .addNegativeSpans(BucketSpan.newBuilder().setOffset(0).setLength(1))
          .addNegativeDeltas(2)
          .setTimestamp(Given.NOW)
          .build();

  private TestStore store;
  private RunningQuerier querier;

  @BeforeAll
  void start(@TempDir Path folder) {
    store =
        TestStore.in(folder, Labels.of("receive_replica", "r0"))
            .with(
                "acme",
                Given.counting(300, "requests_total", "job", "shop", "replica", "a"),
                Given.counting(300, "requests_total", "job", "shop", "replica", "b"),
                Given.series("latency", "job", "shop").addHistograms(HISTOGRAM).build())
            .with("other", Given.counting(3, "requests_total", "job", "bank"));
    querier =
        RunningQuerier.with(
            "--endpoint=" + store.address(),
            "--query.replica-label=replica",
            "--query.replica-label=receive_replica",
            "--query.enforce-tenancy");
  }

  @AfterAll
  void stop() {
    querier.close();
    store.close();
  }

  private static ReadRequest request(ResponseType... accepted) {
    ReadRequest.Builder request = ReadRequest.newBuilder();
    for (String name : List.of("requests_total", "latency")) {
      request.addQueries(
          Query.newBuilder()
              .setStartTimestampMs(Given.NOW - 4_485_000)
              .setEndTimestampMs(Given.NOW)
              .addMatchers(
                  LabelMatcher.newBuilder()
                      .setType(LabelMatcher.Type.EQ)
                      .setName("__name__")
                      .setValue(name)));
    }
    return request.addAllAcceptedResponseTypes(List.of(accepted)).build();
  }

  private HttpResponse<byte[]> send(byte[] body) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            querier
                .request("/api/v1/read")
                .header("THANOS-TENANT", "acme")
                .header("Content-Encoding", "snappy")
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofByteArray());
  }

  private static byte[] block(byte[] bytes) {
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] into = new byte[snappy.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(into, snappy.compress(bytes, 0, bytes.length, into, 0, into.length));
  }

  @Test
  void givesSamplesInOneMessage() throws Exception {
    HttpResponse<byte[]> answer = send(block(request(ResponseType.SAMPLES).toByteArray()));
    byte[] body = answer.body();
    byte[] bytes = new byte[SnappyDecompressor.create().getUncompressedLength(body, 0)];
    SnappyDecompressor.create().decompress(body, 0, body.length, bytes, 0, bytes.length);
    ReadResponse response = ReadResponse.parseFrom(bytes);

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("snappy");
    TimeSeries floats = response.getResults(0).getTimeseries(0);
    assertThat(response.getResults(0).getTimeseriesCount()).isOne();
    assertThat(labels(floats.getLabelsList()))
        .isEqualTo("__name__=requests_total,job=shop,tenant_id=acme");
    assertThat(floats.getSamplesList().stream().map(Sample::getValue).toList())
        .hasSize(300)
        .startsWith(0.0, 1.0)
        .endsWith(299.0);
    Histogram histogram = response.getResults(1).getTimeseries(0).getHistograms(0);
    assertThat(histogram.toBuilder().clearResetHint().build()).isEqualTo(HISTOGRAM);
  }

  private static String labels(List<Label> labels) {
    return String.join(
        ",", labels.stream().map(label -> label.getName() + "=" + label.getValue()).toList());
  }

  @Test
  void givesChunksInFrames() throws Exception {
    HttpResponse<byte[]> answer =
        send(block(request(ResponseType.STREAMED_XOR_CHUNKS, ResponseType.SAMPLES).toByteArray()));

    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");
    List<ChunkedReadResponse> frames = frames(answer.body());
    assertThat(frames).extracting(ChunkedReadResponse::getQueryIndex).containsExactly(0L, 1L);
    SampleBuffer samples = new SampleBuffer();
    for (Chunk chunk : frames.getFirst().getChunkedSeries(0).getChunksList()) {
      int before = samples.size();
      byte[] data = chunk.getData().toByteArray();
      new ChunkDecoder("test").decode(ChunkEncoding.XOR, data, 0, data.length, samples);
      assertThat(samples.time(before)).isEqualTo(chunk.getMinTimeMs());
      assertThat(samples.time(samples.size() - 1)).isEqualTo(chunk.getMaxTimeMs());
    }
    assertThat(samples.size()).isEqualTo(300);
    assertThat(samples.value(299)).isEqualTo(299);
    assertThat(frames.getLast().getChunkedSeries(0).getChunks(0).getType())
        .isEqualTo(Chunk.Encoding.HISTOGRAM);
  }

  private static List<ChunkedReadResponse> frames(byte[] body) throws IOException {
    List<ChunkedReadResponse> frames = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    while (bytes.hasRemaining()) {
      int size = 0;
      for (int shift = 0; ; shift += 7) {
        int next = bytes.get();
        size |= (next & 0x7f) << shift;
        if (next >= 0) {
          break;
        }
      }
      int sum = bytes.getInt();
      byte[] message = new byte[size];
      bytes.get(message);
      CRC32C crc = new CRC32C();
      crc.update(message);
      assertThat((int) crc.getValue()).isEqualTo(sum);
      frames.add(ChunkedReadResponse.parseFrom(message));
    }
    return frames;
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    byte[] backwards =
        request().toBuilder()
            .setQueries(0, Query.newBuilder().setStartTimestampMs(2).setEndTimestampMs(1).build())
            .build()
            .toByteArray();
    byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0};
    List<byte[]> bodies =
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            huge,
            block(new byte[] {(byte) 0xff, 0, 1}),
            block(backwards));

    for (byte[] body : bodies) {
      assertThat(send(body).statusCode()).as(Arrays.toString(body)).isEqualTo(400);
    }
  }
}
