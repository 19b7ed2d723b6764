package io.meridian.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.meridian.api.hints.HintsProto;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Chunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a Thanos store was asked and answered, read and written again by our messages. */
final class GoldenStoreMessagesTest {
  private record Call(Message request, Message response) {}

  private static final Map<String, Call> CALLS =
      Map.of(
          "/thanos.Store/Series",
          new Call(SeriesRequest.getDefaultInstance(), SeriesResponse.getDefaultInstance()),
          "/thanos.Store/LabelNames",
          new Call(LabelNamesRequest.getDefaultInstance(), LabelNamesResponse.getDefaultInstance()),
          "/thanos.Store/LabelValues",
          new Call(
              LabelValuesRequest.getDefaultInstance(), LabelValuesResponse.getDefaultInstance()),
          "/thanos.info.Info/Info",
          new Call(InfoRequest.getDefaultInstance(), InfoResponse.getDefaultInstance()));

  private static final JsonFormat.Parser JSON =
      JsonFormat.parser()
          .usingTypeRegistry(
              TypeRegistry.newBuilder().add(HintsProto.getDescriptor().getMessageTypes()).build());

  @Test
  void writesRequestsByteForByte() throws IOException {
    for (Path file : calls()) {
      JsonNode call = new ObjectMapper().readTree(file);
      Message.Builder request = call(call).request().newBuilderForType();

      JSON.merge(call.get("request").toString(), request);

      assertThat(HexFormat.of().formatHex(request.build().toByteArray()))
          .as(file.toString())
          .isEqualTo(call.get("request_hex").asString());
    }
  }

  @Test
  void readsAndWritesResponsesByteForByte() throws IOException {
    long frames = 0;
    for (Path file : calls()) {
      JsonNode call = new ObjectMapper().readTree(file);
      Path bytes = Path.of(file.toString().replace(".json", ".frames"));
      List<Message> responses = responses(bytes, call(call).response());
      frames += responses.size();

      assertThat(responses).as(file.toString()).hasSize(call.get("frames").asInt());
      for (int i = 0; i < responses.size(); i++) {
        if (responses.get(i) instanceof SeriesResponse response) {
          assertSays(response, call.get("decoded").get(i));
        }
      }
    }
    Conformance.count("golden-store-frames", frames);
  }

  private static void assertSays(SeriesResponse response, JsonNode decoded) {
    switch (response.getResultCase()) {
      case SERIES -> assertSays(response.getSeries(), decoded.get("series"));
      case BATCH -> {
        List<Series> batch = response.getBatch().getSeriesList();
        assertThat(decoded.get("batch").size()).isEqualTo(batch.size());
        for (int i = 0; i < batch.size(); i++) {
          assertSays(batch.get(i), decoded.get("batch").get(i));
        }
      }
      case WARNING ->
          assertThat(decoded.get("warning").asString()).isEqualTo(response.getWarning());
      case HINTS -> assertThat(decoded.has("hints")).isTrue();
      case COUNTED -> fail("no server of others counts series");
      case RESULT_NOT_SET -> assertThat(decoded.isEmpty()).isTrue();
    }
  }

  private static void assertSays(Series series, JsonNode decoded) {
    JsonNode labels = decoded.get("labels");
    assertThat(series.getLabelsCount()).isEqualTo(labels.size());
    for (Label label : series.getLabelsList()) {
      assertThat(labels.get(label.getName()).asString()).isEqualTo(label.getValue());
    }
    JsonNode chunks = decoded.get("chunks");
    assertThat(series.getChunksCount()).isEqualTo(chunks == null ? 0 : chunks.size());
    for (int i = 0; i < series.getChunksCount(); i++) {
      assertSays(series.getChunks(i), chunks.get(i));
    }
  }

  private static void assertSays(AggrChunk chunk, JsonNode decoded) {
    assertThat(decoded.get("mint").asLong()).isEqualTo(chunk.getMinTime());
    assertThat(decoded.get("maxt").asLong()).isEqualTo(chunk.getMaxTime());
    chunk
        .getAllFields()
        .forEach((field, value) -> {
          if (value instanceof Chunk data) {
            JsonNode said = decoded.get(field.getName());
            assertThat(said.get("type").asString()).isEqualTo(data.getType().name());
            assertThat(said.get("len").asInt()).isEqualTo(data.getData().size());
            assertThat(said.get("hash").bigIntegerValue().longValue()).isEqualTo(data.getHash());
          }
        });
  }

  private static List<Message> responses(Path file, Message prototype) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Message> responses = new ArrayList<>();
    ByteArrayOutputStream again = new ByteArrayOutputStream(bytes.length);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      Message.Builder builder = prototype.newBuilderForType();
      while (builder.mergeDelimitedFrom(in)) {
        Message response = builder.build();
        KnownFields.assertAll(response);
        response.writeDelimitedTo(again);
        responses.add(response);
        builder = prototype.newBuilderForType();
      }
    }
    assertThat(again.toByteArray()).as(file.toString()).isEqualTo(bytes);
    return responses;
  }

  private static Call call(JsonNode call) {
    String method = call.get("method").asString();
    Call known = CALLS.get(method);
    if (known == null) {
      throw new AssertionError("no messages for " + method);
    }
    return known;
  }

  private static List<Path> calls() throws IOException {
    Path folder = Golden.assumePresent("golden/wire/storeapi");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> calls = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      assertThat(calls).isNotEmpty();
      return calls;
    }
  }
}
