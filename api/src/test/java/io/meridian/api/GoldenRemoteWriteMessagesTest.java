package io.meridian.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.meridian.api.prometheus.Histogram;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.write.v2.Request;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Remote-write requests of real senders, read and written again by our messages. */
final class GoldenRemoteWriteMessagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void readsAndWritesRequestsByteForByte() throws IOException {
    Path folder = Golden.assumePresent("golden/wire");
    long samples = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path body : files.filter(file -> file.toString().endsWith(".body")).toList()) {
        JsonNode headers = JSON.readTree(sibling(body, ".json")).get("headers");
        byte[] message = decompress(Files.readAllBytes(body), headers);
        JsonNode decoded = JSON.readTree(sibling(body, ".decoded.json"));
        assertThat(message).as(body.toString()).hasSize(decoded.get("protobuf_bytes").asInt());
        samples +=
            headers.toString().contains("io.prometheus.write.v2.Request")
                ? assertSays(same(Request.parseFrom(message), message), decoded)
                : assertSays(same(WriteRequest.parseFrom(message), message), decoded);
      }
    }
    Conformance.count("golden-remote-write-messages", samples);
  }

  private static <M extends Message> M same(M request, byte[] bytes) {
    KnownFields.assertAll(request);
    assertThat(request.toByteArray()).isEqualTo(bytes);
    return request;
  }

  private static long assertSays(WriteRequest request, JsonNode decoded) {
    long samples = 0;
    for (int i = 0; i < request.getTimeseriesCount(); i++) {
      var series = request.getTimeseries(i);
      JsonNode said = decoded.get("series").get(i);
      List<String> labels = new ArrayList<>();
      series
          .getLabelsList()
          .forEach(label -> labels.addAll(pair(label.getName(), label.getValue())));
      assertThat(labels).isEqualTo(texts(said.get("labels")));
      for (int j = 0; j < series.getSamplesCount(); j++) {
        JsonNode sample = said.get("samples").get(j);
        assertThat(series.getSamples(j).getTimestamp()).isEqualTo(sample.get("t").asLong());
        assertBits(series.getSamples(j).getValue(), sample.get("v"));
      }
      for (int j = 0; j < series.getHistogramsCount(); j++) {
        assertSays(series.getHistograms(j), said.get("histograms").get(j));
      }
      samples += series.getSamplesCount() + series.getHistogramsCount();
    }
    return samples;
  }

  private static void assertSays(Histogram histogram, JsonNode said) {
    assertThat(histogram.getTimestamp()).isEqualTo(said.get("t").asLong());
    assertCount(histogram.getCountInt(), histogram.getCountFloat(), said.get("count"));
    assertCount(histogram.getZeroCountInt(), histogram.getZeroCountFloat(), said.get("zero_count"));
    assertThat(histogram.getSchema()).isEqualTo(said.get("schema").asInt());
    assertThat(histogram.getResetHint().name()).isEqualTo(said.get("reset_hint").asString());
    assertThat(histogram.getPositiveDeltasList()).isEqualTo(longs(said.get("pos_deltas")));
    assertThat(histogram.getNegativeDeltasList()).isEqualTo(longs(said.get("neg_deltas")));
    assertBits(histogram.getSum(), said.get("sum"));
    assertBits(histogram.getZeroThreshold(), said.get("zero_threshold"));
  }

  private static long assertSays(Request request, JsonNode decoded) {
    long samples = 0;
    for (int i = 0; i < request.getTimeseriesCount(); i++) {
      var series = request.getTimeseries(i);
      JsonNode said = decoded.get("series").get(i);
      List<String> labels = series.getLabelsRefsList().stream().map(request::getSymbols).toList();
      assertThat(labels).isEqualTo(texts(said.get("labels")));
      assertThat(series.getMetadata().getType().name())
          .isEqualTo(said.get("metadata").get("type").asString());
      assertThat(request.getSymbols(series.getMetadata().getHelpRef()))
          .isEqualTo(said.get("metadata").get("help").asString());
      for (int j = 0; j < series.getSamplesCount(); j++) {
        JsonNode sample = said.get("samples").get(j);
        assertThat(series.getSamples(j).getTimestamp()).isEqualTo(sample.get("t").asLong());
        assertThat(series.getSamples(j).getStartTimestamp()).isEqualTo(sample.get("st").asLong());
        assertBits(series.getSamples(j).getValue(), sample.get("v"));
      }
      for (int j = 0; j < series.getHistogramsCount(); j++) {
        var histogram = series.getHistograms(j);
        JsonNode one = said.get("histograms").get(j);
        assertThat(histogram.getTimestamp()).isEqualTo(one.get("t").asLong());
        assertThat(histogram.getStartTimestamp()).isEqualTo(one.get("st").asLong());
        assertCount(histogram.getCountInt(), histogram.getCountFloat(), one.get("count"));
        assertThat(histogram.getPositiveDeltasList()).isEqualTo(longs(one.get("pos_deltas")));
        assertThat(histogram.getCustomValuesCount()).isEqualTo(one.get("custom_values").size());
      }
      samples += series.getSamplesCount() + series.getHistogramsCount();
    }
    return samples;
  }

  private static byte[] decompress(byte[] body, JsonNode headers) {
    if (headers.get("Content-Encoding").get(0).asString().equals("zstd")) {
      ZstdJavaDecompressor zstd = new ZstdJavaDecompressor();
      byte[] out = new byte[(int) zstd.getDecompressedSize(body, 0, body.length)];
      int length = zstd.decompress(body, 0, body.length, out, 0, out.length);
      return Arrays.copyOf(out, length);
    }
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] out = new byte[snappy.getUncompressedLength(body, 0)];
    int length = snappy.decompress(body, 0, body.length, out, 0, out.length);
    return Arrays.copyOf(out, length);
  }

  /** An integer, or the bits of a float. */
  private static void assertCount(long integer, double number, JsonNode said) {
    if (said.isString()) {
      assertBits(number, said);
    } else {
      assertThat(integer).isEqualTo(said.asLong());
    }
  }

  private static void assertBits(double value, JsonNode bits) {
    assertThat(HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value)))
        .isEqualTo(bits.asString());
  }

  private static Path sibling(Path body, String suffix) {
    return Path.of(body.toString().replace(".body", suffix));
  }

  private static List<String> pair(String name, String value) {
    return List.of(name, value);
  }

  private static List<String> texts(JsonNode pairs) {
    List<String> texts = new ArrayList<>();
    pairs.forEach(pair -> pair.forEach(text -> texts.add(text.asString())));
    return texts;
  }

  private static List<Long> longs(@Nullable JsonNode array) {
    List<Long> longs = new ArrayList<>();
    if (array != null && !array.isNull()) {
      array.forEach(number -> longs.add(number.asLong()));
    }
    return longs;
  }
}
