package io.meridian.receiver.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.service.http.Response;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of real senders, headers and bodies as they came, are taken whole. */
class CapturedRequestsTest {
  /** Exemplars behind later ones of their series are not kept, by Prometheus neither. */
  private static final String WITH_UNORDERED_EXEMPLARS = "prometheus-3.14-agent-rw2-metadata";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus-2.42-agent",
        "prometheus-3.14-agent-rw2-metadata",
        "prometheus-3.14-rw1",
        "prometheus-3.14-rw1-custom-buckets",
        "prometheus-3.14-rw1-plain",
        "prometheus-3.14-rw1-retry",
        "prometheus-3.14-rw2",
        "prometheus-3.14-rw2-custom-buckets",
        "prometheus-3.14-rw2-start-timestamps",
        "prometheus-3.9-rw2-metadata",
        "vmagent-1.150-default",
        "vmagent-1.150-snappy",
        "vmagent-1.150-zstd",
        "vmagent-1.79"
      })
  void takesWhatSendersSend(String sender, @TempDir Path folder) throws IOException {
    Path wire = Golden.assumePresent("golden/wire/" + sender);
    long now = json(wire.resolve("001.json")).get("at_ms").asLong() + 600_000;
    Map<Labels, Map<Long, String>> sent = new TreeMap<>();
    List<Path> bodies;
    try (var files = Files.list(wire)) {
      bodies = files.filter(file -> file.toString().endsWith(".body")).sorted().toList();
    }
    try (Endpoint endpoint = new Endpoint(folder, now)) {
      for (Path body : bodies) {
        String name = body.toString().replace(".body", "");
        String[] headers = headers(json(Path.of(name + ".json")));

        Response answer = endpoint.send(Files.readAllBytes(body), headers);

        assertThat(answer.status()).as(Endpoint.text(answer)).isEqualTo(204);
        String written = record(json(Path.of(name + ".decoded.json")), sent);
        assertThat(Endpoint.written(answer))
            .startsWith(written.substring(0, written.lastIndexOf(' ')));
        if (!sender.equals(WITH_UNORDERED_EXEMPLARS)) {
          assertThat(Endpoint.written(answer)).isEqualTo(written);
        }
      }
      String tenant = endpoint.store.tenants().getFirst();
      assertThat(tenant).isEqualTo(sender.equals("vmagent-1.79") ? "team" : "default-tenant");
      assertThat(read(endpoint, tenant)).isEqualTo(sent);
    }
    Conformance.count("golden-captured-requests", bodies.size());
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(file));
  }

  private static String[] headers(JsonNode request) {
    List<String> headers = new ArrayList<>();
    request
        .get("headers")
        .properties()
        .forEach(each ->
            each.getValue()
                .forEach(value -> {
                  headers.add(each.getKey());
                  headers.add(value.asString());
                }));
    return headers.toArray(String[]::new);
  }

  /** Adds the samples of a request; returns what an answer should say was written. */
  private static String record(JsonNode request, Map<Labels, Map<Long, String>> sent) {
    int floats = 0;
    int histograms = 0;
    int exemplars = 0;
    for (JsonNode series : request.path("series")) {
      LabelsBuilder labels = new LabelsBuilder();
      for (JsonNode pair : series.get("labels")) {
        labels.set(pair.get(0).asString(), pair.get(1).asString());
      }
      floats += series.path("samples").size();
      histograms += series.path("histograms").size();
      exemplars += series.path("exemplars").size();
      Map<Long, String> samples = sent.computeIfAbsent(labels.build(), _ -> new TreeMap<>());
      series.path("samples").forEach(each -> samples.put(time(each), each.get("v").asString()));
      series
          .path("histograms")
          .forEach(each -> samples.put(time(each), each.get("sum").asString()));
    }
    sent.values().removeIf(Map::isEmpty);
    return floats + " " + histograms + " " + exemplars;
  }

  private static long time(JsonNode sample) {
    return sample.get("t").asLong();
  }

  private static Map<Labels, Map<Long, String>> read(Endpoint endpoint, String tenant) {
    Map<Labels, Map<Long, String>> all = new TreeMap<>();
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor =
        endpoint
            .store
            .source(tenant)
            .orElseThrow()
            .select(List.of(), SelectHints.of(TimeRange.ALL), QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            Map<Long, String> texts = new TreeMap<>();
            for (int sample = 0; sample < samples.size(); sample++) {
              long bits = Double.doubleToRawLongBits(samples.value(sample));
              texts.put(samples.time(sample), "%016x".formatted(bits));
            }
            all.put(batch.labels(i), texts);
          }
        }
      }
    }
    return all;
  }
}
