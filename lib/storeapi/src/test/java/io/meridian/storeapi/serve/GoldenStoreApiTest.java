package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What a Thanos store answered over a bucket, asked of ours over the same bucket by gRPC. Its
 * hints, the blocks that it read, are left aside.
 */
class GoldenStoreApiTest {
  /** Where we differ by intent; what is expected there stands in the tests below. */
  private static final Set<String> DIFFERENT =
      Set.of(
          "external-only",
          "no-matchers",
          "values-no-label",
          "aggr-of-a-histogram-min",
          "aggr-5m-raw",
          "aggr-10m-raw",
          "aggr-1h-raw");

  @TempDir private Path scratch;

  private static List<Path> calls() throws IOException {
    try (var files = Files.list(Golden.assumePresent("golden/wire/storeapi"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static String name(Path call) {
    return String.valueOf(call.getFileName()).replace(".json", "");
  }

  private static InputStream frames(Path call) throws IOException {
    return Files.newInputStream(Path.of(call.toString().replace(".json", ".frames")));
  }

  @Test
  void answersAsThanosDid() throws IOException {
    int same = 0;
    try (ServedBucket bucket = ServedBucket.golden();
        ServedStores served = ServedStores.of(ServeOptions.in(scratch), bucket.stores())) {
      for (Path call : calls()) {
        if (!DIFFERENT.contains(name(call))) {
          check(new ObjectMapper().readTree(call), call, served);
          same++;
        }
      }
    }
    Conformance.count("golden-storeapi-calls", same);
  }

  private static void check(JsonNode call, Path file, ServedStores served) throws IOException {
    byte[] request = HexFormat.of().parseHex(call.get("request_hex").asString());
    if (!call.get("grpc_code").asString().equals("OK")) {
      assertThat(name(file)).isEqualTo("bad-regex");
      assertThat(code(() -> drain(served, request))).isEqualTo(Status.Code.INVALID_ARGUMENT);
      return;
    }
    switch (call.get("method").asString()) {
      case "/thanos.Store/Series" -> checkSeries(file, request, served);
      case "/thanos.Store/LabelNames" -> {
        LabelNamesResponse ours = served.store().labelNames(LabelNamesRequest.parseFrom(request));
        try (InputStream frames = frames(file)) {
          assertThat(ours)
              .as(name(file))
              .isEqualTo(
                  LabelNamesResponse.parseDelimitedFrom(frames).toBuilder().clearHints().build());
        }
      }
      case "/thanos.Store/LabelValues" -> {
        LabelValuesResponse ours =
            served.store().labelValues(LabelValuesRequest.parseFrom(request));
        try (InputStream frames = frames(file)) {
          assertThat(ours)
              .as(name(file))
              .isEqualTo(
                  LabelValuesResponse.parseDelimitedFrom(frames).toBuilder().clearHints().build());
        }
      }
      case "/thanos.info.Info/Info" -> checkInfo(file, served);
      default -> throw new AssertionError("unknown method in " + file);
    }
  }

  private static void checkSeries(Path file, byte[] request, ServedStores served)
      throws IOException {
    List<SeriesResponse> theirs = new ArrayList<>();
    try (InputStream frames = frames(file)) {
      for (SeriesResponse next = SeriesResponse.parseDelimitedFrom(frames);
          next != null;
          next = SeriesResponse.parseDelimitedFrom(frames)) {
        theirs.add(next);
      }
    }
    GivenSeries ours = drain(served, request);

    GivenSeries expected = GivenSeries.of(theirs.iterator());
    assertThat(ours.labels()).as(name(file)).isEqualTo(expected.labels());
    assertThat(ours.inOrderOfTime()).as(name(file)).isEqualTo(expected.inOrderOfTime());
  }

  private static GivenSeries drain(ServedStores served, byte[] request) {
    try {
      return GivenSeries.of(served.store().series(SeriesRequest.parseFrom(request)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkInfo(Path file, ServedStores served) throws IOException {
    InfoResponse theirs;
    try (InputStream frames = frames(file)) {
      theirs = InfoResponse.parseDelimitedFrom(frames);
    }
    InfoResponse ours = served.info().info(InfoRequest.getDefaultInstance());

    assertThat(new HashSet<>(ours.getLabelSetsList()))
        .isEqualTo(new HashSet<>(theirs.getLabelSetsList()));
    assertThat(ours.getComponentType()).isEqualTo(theirs.getComponentType());
    assertThat(ours.getStore().toBuilder().clearTsdbInfos().build())
        .isEqualTo(theirs.getStore().toBuilder().clearTsdbInfos().build());
    assertThat(ours.hasExemplars()).isFalse();
  }

  private static Status.Code code(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus().getCode();
  }

  private static byte[] request(String name) throws IOException {
    Path file = Golden.assumePresent("golden/wire/storeapi/" + name + ".json");
    return HexFormat.of().parseHex(new ObjectMapper().readTree(file).get("request_hex").asString());
  }

  @Test
  void answersWhereThanosDoesNot() throws IOException {
    try (ServedBucket bucket = ServedBucket.golden();
        ServedStores served = ServedStores.of(ServeOptions.in(scratch), bucket.stores())) {
      GivenSeries external = drain(served, request("external-only"));
      assertThat(external.series()).isNotEmpty();
      assertThat(external.labels())
          .allSatisfy(labels -> assertThat(labels.get("cluster")).hasValue("eu-1"));

      assertThat(code(() -> drain(served, SeriesRequest.getDefaultInstance().toByteArray())))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(code(() -> served.store().labelValues(LabelValuesRequest.getDefaultInstance())))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void leavesOutWhatDownsampledBlocksDoNotHave() throws IOException {
    try (ServedBucket bucket = ServedBucket.golden();
        ServedStores served = ServedStores.of(ServeOptions.in(scratch), bucket.stores())) {
      GivenSeries least = drain(served, request("aggr-of-a-histogram-min"));
      assertThat(least.series()).isEmpty();
      assertThat(least.warnings())
          .singleElement()
          .asString()
          .contains("cluster=\"archive\"", "native histograms have no min");

      GivenSeries raw = drain(served, request("aggr-5m-raw"));
      assertThat(raw.series()).isEmpty();
      assertThat(raw.warnings()).singleElement().asString().contains("ask for aggregates");
    }
  }
}
