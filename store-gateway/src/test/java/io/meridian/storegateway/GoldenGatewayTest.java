package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a Thanos store answered over a bucket, asked of a gateway over the same bucket. */
class GoldenGatewayTest {
  /** Answered otherwise by intent; the tests of storeapi say how. */
  private static final Set<String> DIFFERENT =
      Set.of(
          "external-only",
          "no-matchers",
          "values-no-label",
          "bad-regex",
          "aggr-of-a-histogram-min",
          "aggr-5m-raw",
          "aggr-10m-raw",
          "aggr-1h-raw");

  @TempDir private Path folder;

  private static Bucket golden() {
    return FilesystemBucket.open(Golden.assumePresent("golden/thanos/after"));
  }

  private static List<Path> calls() throws IOException {
    try (var files = Files.list(Golden.assumePresent("golden/wire/storeapi"))) {
      return files
          .filter(file -> file.toString().endsWith(".json") && !DIFFERENT.contains(name(file)))
          .sorted()
          .toList();
    }
  }

  private static String name(Path call) {
    return String.valueOf(call.getFileName()).replace(".json", "");
  }

  @Test
  void answersAsThanosDid() throws IOException, InterruptedException {
    try (RunningGateway gateway = new RunningGateway(golden(), folder, CallLimits.NONE)) {
      Conformance.count("golden-gateway-calls", answerAll(gateway));
    }
  }

  @Test
  void answersTheSameWhateverFails() throws IOException, InterruptedException {
    Faults tenth = Faults.none(7).withShares(0.1, 0.1, 0.1);
    FaultyBucket faulty = new FaultyBucket(golden(), tenth, _ -> {});
    try (RunningGateway gateway = new RunningGateway(faulty, folder, CallLimits.NONE)) {
      answerAll(gateway);

      assertThat(faulty.failed()).isPositive();
      assertThat(faulty.cut()).isPositive();
      assertThat(faulty.corrupted()).isPositive();
    }
  }

  /** Asks everything that Thanos was asked; returns how many calls that were. */
  private static int answerAll(RunningGateway gateway) throws IOException {
    int calls = 0;
    for (Path file : calls()) {
      JsonNode call = new ObjectMapper().readTree(file);
      byte[] request = HexFormat.of().parseHex(call.get("request_hex").asString());
      try (InputStream frames =
          Files.newInputStream(Path.of(file.toString().replace(".json", ".frames")))) {
        switch (call.get("method").asString()) {
          case "/thanos.Store/Series" -> checkSeries(name(file), request, frames, gateway);
          case "/thanos.Store/LabelNames" ->
              assertThat(gateway.store().labelNames(LabelNamesRequest.parseFrom(request)))
                  .as(name(file))
                  .isEqualTo(
                      LabelNamesResponse.parseDelimitedFrom(frames).toBuilder()
                          .clearHints()
                          .build());
          case "/thanos.Store/LabelValues" ->
              assertThat(gateway.store().labelValues(LabelValuesRequest.parseFrom(request)))
                  .as(name(file))
                  .isEqualTo(
                      LabelValuesResponse.parseDelimitedFrom(frames).toBuilder()
                          .clearHints()
                          .build());
          default -> {
            continue;
          }
        }
      }
      calls++;
    }
    return calls;
  }

  private static void checkSeries(
      String name, byte[] request, InputStream frames, RunningGateway gateway) throws IOException {
    List<SeriesResponse> theirs = new ArrayList<>();
    for (SeriesResponse next = SeriesResponse.parseDelimitedFrom(frames);
        next != null;
        next = SeriesResponse.parseDelimitedFrom(frames)) {
      theirs.add(next);
    }
    GivenAnswer ours = GivenAnswer.of(gateway.store().series(SeriesRequest.parseFrom(request)));

    GivenAnswer expected = GivenAnswer.of(theirs.iterator());
    assertThat(List.copyOf(ours.series().keySet()))
        .as(name)
        .isEqualTo(List.copyOf(expected.series().keySet()));
    assertThat(ours.series()).as(name).isEqualTo(expected.series());
    assertThat(ours.warnings()).as(name).isEmpty();
  }
}
