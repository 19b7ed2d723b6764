package io.meridian.receiver.write;

import static io.meridian.receiver.write.Endpoint.NOW;
import static io.meridian.receiver.write.Endpoint.snappy;
import static io.meridian.receiver.write.Endpoint.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meridian.config.ConfigFile;
import io.meridian.service.http.Response;
import io.meridian.tsdb.head.SampleOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered to what: status, headers, words, and what is counted. */
class RemoteWriteAnswersTest {
  private static final long HOUR = 3_600_000;
  private static final String TYPE = "Content-Type";
  private static final String ENCODING = "Content-Encoding";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String RW2 = PROTOBUF + ";proto=io.prometheus.write.v2.Request";
  private static final String[] V1 = {TYPE, PROTOBUF, ENCODING, "snappy"};
  private static final String[] V2 = {TYPE, RW2, ENCODING, "snappy"};
  private static final String[] VMAGENT = {
    TYPE, PROTOBUF, ENCODING, "zstd", "X-VictoriaMetrics-Remote-Write-Version", "1"
  };
  private static final String LIMITS =
      """
      write:
        default:
          request: {series_limit: 10, samples_limit: 20}
          head_series_limit: 4
          labels: {count_limit: 4, name_bytes_limit: 20, value_bytes_limit: 30}
        tenants:
          small: {request: {size_bytes_limit: 40}}
          slow: {samples_per_second: 2, head_series_limit: 0}
      """;

  @TempDir Path folder;
  private Endpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = new Endpoint(folder);
    endpoint.limits.replace(ConfigFile.of("limits", LIMITS).bind(LimitsConfig.class).value());
    byte[] before = new Sent().series("__name__", "up", "job", "a").sample(NOW - 1000, 1).bytes();
    assertThat(endpoint.send(snappy(before), V1).status()).isEqualTo(204);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  /**
   * A request and its answer.
   *
   * @param written samples, histograms, exemplars
   * @param body a part of the answer's words
   * @param sent what is sent, where other ways of sending it are answered alike
   */
  record Case(
      String name,
      ByteString request,
      List<String> headers,
      int status,
      String written,
      String body,
      Optional<Sent> sent) {
    Case(String name, byte[] request, String[] headers, int status, String written, String body) {
      this(
          name,
          ByteString.copyFrom(request),
          List.of(headers),
          status,
          written,
          body,
          Optional.empty());
    }

    @Override
    public String toString() {
      return name;
    }

    Case with(String... more) {
      List<String> all = new ArrayList<>(List.of(more));
      all.addAll(headers);
      return new Case(name, request, all, status, written, body, Optional.empty());
    }
  }

  private static Sent up(long time, double value) {
    return new Sent().series("__name__", "up", "job", "a").sample(time, value);
  }

  private static Case v1(String name, Sent sent, int status, String written, String body) {
    return new Case(
        name,
        ByteString.copyFrom(snappy(sent.bytes())),
        List.of(V1),
        status,
        written,
        body,
        Optional.of(sent));
  }

  private static Case v2(String name, Sent sent, int status, String written, String body) {
    return new Case(name, snappy(sent.bytes2()), V2, status, written, body);
  }

  private static Case vm(String name, byte[] request, int status, String written, String body) {
    return new Case(name, request, VMAGENT, status, written, body);
  }

  static List<Case> taken() {
    Sent extras = up(NOW, 1).exemplar(NOW, 1).series("h", "1").histogram(NOW, 3);
    return List.of(
        v1("one sample", up(NOW, 1), 204, "1 0 0", ""),
        v1("histogram and exemplar", extras, 204, "1 1 1", ""),
        v1("the same again", up(NOW - 1000, 1), 204, "1 0 0", ""),
        v1("out of order", up(NOW - HOUR, 1), 204, "1 0 0", ""),
        new Case("nothing", snappy(new Sent().bytes()), V1, 204, "0 0 0", ""),
        v1(
            "unsorted",
            new Sent().series("job", "a", "__name__", "up").sample(NOW, 3),
            204,
            "1 0 0",
            ""),
        v2("2.0", up(NOW, 1), 204, "1 0 0", ""),
        vm("zstd", zstd(up(NOW, 1).bytes()), 204, "1 0 0", ""),
        new Case("no type", snappy(up(NOW, 1).bytes()), new String[0], 204, "1 0 0", ""),
        v1("other case and spaces", up(NOW, 1), 204, "1 0 0", "")
            .with(TYPE, "Application/X-Protobuf ; proto=prometheus.WriteRequest"));
  }

  static List<Case> unsupported() {
    byte[] request = snappy(up(NOW, 1).bytes());
    return List.of(
        new Case(
            "json",
            request,
            new String[] {TYPE, "application/json"},
            415,
            "0 0 0",
            "the content type \"application/json\" is not known; send application/x-protobuf"),
        new Case(
            "other message",
            request,
            new String[] {TYPE, PROTOBUF + ";proto=x"},
            415,
            "0 0 0",
            "the content type \"application/x-protobuf;proto=x\" is not known; send"
                + " proto=prometheus.WriteRequest or proto=io.prometheus.write.v2.Request"),
        new Case(
            "gzip",
            request,
            new String[] {ENCODING, "gzip"},
            415,
            "0 0 0",
            "the content encoding \"gzip\" is not known; send snappy or zstd"),
        new Case(
            "vmagent's next version",
            request,
            new String[] {ENCODING, "zstd", "X-VictoriaMetrics-Remote-Write-Version", "2"},
            415,
            "0 0 0",
            "the X-VictoriaMetrics-Remote-Write-Version \"2\" is not known; send 1"));
  }

  static List<Case> undecodable() {
    byte[] whole = up(NOW, 1).bytes();
    byte[] cut = Arrays.copyOf(whole, whole.length - 3);
    return List.of(
        new Case("no snappy", whole, V1, 400, "0 0 0", "the body of 46 bytes is no snappy block"),
        new Case(
            "empty",
            new byte[0],
            V1,
            400,
            "0 0 0",
            "the body of 0 bytes is no snappy block: it begins with no length"),
        vm("empty zstd", new byte[0], 400, "0 0 0", "the body is empty, a zstd frame was expected"),
        vm(
            "snappy said to be zstd",
            snappy(whole),
            400,
            "0 0 0",
            "the body of 48 bytes is no zstd frame"),
        new Case("cut", snappy(cut), V1, 400, "0 0 0", "remote write request, at byte "),
        new Case(
            "2.0 as 1.0",
            snappy(up(NOW, 1).bytes2()),
            V1,
            400,
            "0 0 0",
            "bytes has no series: it is another message than its content type says"),
        new Case(
            "1.0 as 2.0",
            snappy(whole),
            V2,
            400,
            "0 0 0",
            "bytes has no series: it is another message than its content type says"),
        new Case(
            "nested garbage",
            snappy(Sent.field(1, Sent.field(2, new byte[] {9, 9}))),
            V1,
            400,
            "0 0 0",
            "remote write request, at byte 5: eight bytes were expected, 1 follow"),
        v1("tenant", up(NOW, 1), 400, "0 0 0", "a tenant's name has no slash, this is \"a/b\"")
            .with("THANOS-TENANT", "a/b"),
        v1(
                "tenant that is no folder",
                up(NOW, 1),
                400,
                "0 0 0",
                "a tenant's name must be that of a folder")
            .with("THANOS-TENANT", ".."),
        v1(
                "replica",
                up(NOW, 1),
                400,
                "0 0 0",
                "the header THANOS-REPLICA must be a number from 0 on, was \"x\"")
            .with("THANOS-REPLICA", "x"));
  }

  static List<Case> partlyBad() {
    String some =
        "%d of %d samples refused, the others are stored. The first: %s at %s: %s. All: %s.";
    return List.of(
        v1(
            "other value",
            up(NOW - 1000, 2).series("x", "1").sample(NOW, 1),
            400,
            "1 0 0",
            some.formatted(
                1,
                2,
                "up{job=\"a\"}",
                "2026-03-01T11:59:59Z",
                "has another value at this time",
                "1 has another value at this time")),
        v2(
            "other value, 2.0",
            up(NOW - 1000, 2).series("x", "1").sample(NOW, 1),
            400,
            "1 0 0",
            "1 of 2 samples refused"),
        vm(
            "other value, vmagent",
            zstd(up(NOW - 1000, 2).sample(NOW, 1).bytes()),
            400,
            "1 0 0",
            "1 of 2 samples refused"),
        v1(
            "future",
            up(NOW, 1).sample(NOW + HOUR, 1).sample(NOW + 2 * HOUR, 1),
            400,
            "1 0 0",
            some.formatted(
                2,
                3,
                "up{job=\"a\"}",
                "2026-03-01T13:00:00Z",
                "too far in the future",
                "2 too far in the future")),
        v1("a day old", up(NOW - 24 * HOUR, 1), 204, "1 0 0", ""),
        v1(
            "six days old, a series not seen before",
            new Sent().series("a", "2").sample(NOW - 6 * 24 * HOUR, 1),
            204,
            "1 0 0",
            ""),
        v1(
            "too old",
            up(NOW - 8 * 24 * HOUR, 1),
            400,
            "0 0 0",
            some.formatted(1, 1, "up{job=\"a\"}", "2026-02-21T12:00:00Z", "too old", "1 too old")),
        v1(
            "too old, a series not seen before",
            new Sent().series("a", "2").sample(NOW - 400 * 24 * HOUR, 1),
            400,
            "0 0 0",
            "1 of 1 samples refused, the others are stored. The first: {a=\"2\"} at 2025-01-25T12:00:00Z: too old"),
        v1(
            "name twice",
            new Sent().series("a", "1", "a", "2").sample(NOW, 1),
            400,
            "0 0 0",
            "1 of 1 samples refused, the others are stored. The first: {a=\"1\", a=\"2\"} at"
                + " 2026-03-01T12:00:00Z: with labels that are no label set"),
        v1("no labels", new Sent().series("a", "").sample(NOW, 1), 400, "0 0 0", "The first: {a="),
        v1(
            "histogram",
            new Sent().series("h", "1").histogram(NOW, 99),
            400,
            "0 0 0",
            "not a valid histogram"),
        v1(
            "too many labels",
            new Sent().series("a", "1", "b", "2", "c", "3", "d", "4", "e", "5").sample(NOW, 1),
            400,
            "0 0 0",
            "of a new series with too many labels"),
        v1(
            "label too long",
            new Sent().series("a", "x".repeat(31)).sample(NOW, 1),
            400,
            "0 0 0",
            "of a new series with a label that is too long"));
  }

  static List<Case> overLimits() {
    Sent series = new Sent();
    Sent samples = new Sent().series("a", "1");
    for (int i = 0; i < 21; i++) {
      samples.sample(NOW + i, 1);
    }
    for (int i = 0; i < 11; i++) {
      series.series("a", "" + i);
    }
    Sent more = up(NOW, 1);
    for (int i = 0; i < 4; i++) {
      more.series("a", "" + i).sample(NOW, 1);
    }
    String tooMany = "the request has 11 series, 10 are allowed; send fewer a request";
    return List.of(
        v1("series", series, 413, "0 0 0", tooMany),
        v2("series, 2.0", series, 413, "0 0 0", tooMany),
        vm("series, vmagent", zstd(series.bytes()), 400, "0 0 0", tooMany),
        v1("series, old vmagent", series, 400, "0 0 0", tooMany).with("User-Agent", "vmagent"),
        v1(
            "samples",
            samples,
            413,
            "0 0 0",
            "the request has 21 samples, 20 are allowed; send fewer a request"),
        v1("size", series, 413, "0 0 0", "the request is too large: ")
            .with("THANOS-TENANT", "small"),
        v1(
                "announced size",
                up(NOW, 1),
                413,
                "0 0 0",
                "the request is too large: its body has 1048577 bytes, 1048576 are allowed;")
            .with("Content-Length", "1048577"),
        v1(
            "active series",
            more,
            429,
            "4 0 0",
            "1 of 5 samples refused, the others are stored. The first: {a=\"3\"} at"
                + " 2026-03-01T12:00:00Z: of a new series, and the tenant has as many as it may"
                + " have. All: 1 of a new series, and the tenant has as many as it may have."));
  }

  /** What is taken or refused sample by sample is so whichever way it comes. */
  static List<Case> otherWays() {
    return Stream.of(taken(), partlyBad())
        .flatMap(List::stream)
        .flatMap(row -> row.sent().stream().flatMap(sent -> otherWays(row, sent)))
        .toList();
  }

  private static Stream<Case> otherWays(Case row, Sent sent) {
    return Stream.of(
        v2(row.name() + ", by 2.0", sent, row.status(), row.written(), row.body()),
        vm(
            row.name() + ", by vmagent",
            zstd(sent.bytes()),
            row.status(),
            row.written(),
            row.body()));
  }

  @ParameterizedTest
  @MethodSource({"taken", "unsupported", "undecodable", "partlyBad", "overLimits", "otherWays"})
  void answers(Case given) {
    long before = endpoint.counters.answers().getOrDefault(given.status(), 0L);

    Response answer =
        endpoint.send(given.request().toByteArray(), given.headers().toArray(String[]::new));

    assertThat(answer.status()).as(Endpoint.text(answer)).isEqualTo(given.status());
    assertThat(Endpoint.written(answer)).isEqualTo(given.written());
    if (given.body().isEmpty()) {
      assertThat(Endpoint.text(answer)).isEmpty();
    } else {
      assertThat(Endpoint.text(answer)).contains(given.body()).endsWith("\n");
    }
    assertThat(answer.headers().first("Retry-After")).isEmpty();
    assertThat(endpoint.counters.answers().get(given.status())).isEqualTo(before + 1);
  }

  @Test
  void countsByTenantAndReason() {
    endpoint.send(snappy(up(NOW, 1).sample(NOW + HOUR, 1).bytes()), V1);
    endpoint.send(
        snappy(up(NOW, 1).exemplar(NOW, 1).series("h", "1").histogram(NOW, 3).bytes()), V1);

    TenantWrites writes = endpoint.counters.tenants().getFirst();
    assertThat(writes)
        .isEqualTo(
            new TenantWrites(
                "default-tenant", 3, 4, 1, 1, 1, Map.of(SampleOutcome.TOO_FAR_AHEAD, 1L)));
    assertThat(endpoint.counters.answers())
        .containsExactlyInAnyOrderEntriesOf(Map.of(204, 2L, 400, 1L));
    assertThat(endpoint.counters.decompressedBytes()).isPositive();
  }

  @Test
  void asksToComeAgainWhoSendsMoreThanItsRate() {
    String[] slow = {"THANOS-TENANT", "slow"};
    byte[] request =
        snappy(
            up(NOW, 1)
                .sample(NOW + 1, 1)
                .sample(NOW + 2, 1)
                .sample(NOW + 3, 1)
                .sample(NOW + 4, 2)
                .bytes());

    assertThat(endpoint.send(request, slow).status()).isEqualTo(204);
    Response refused = endpoint.send(request, slow);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().first("Retry-After")).contains("2");
    assertThat(Endpoint.written(refused)).isEqualTo("0 0 0");
    assertThat(Endpoint.text(refused))
        .isEqualTo(
            "the tenant \"slow\" sends more than the 2 samples a second that it may; nothing is"
                + " lost if it sends this again later\n");
    endpoint.pass(2);
    assertThat(endpoint.send(request, slow).status()).isEqualTo(204);
  }

  @Test
  void takesOtherLimitsAtOnce() {
    Sent more = new Sent();
    for (int i = 0; i < 6; i++) {
      more.series("a", "" + i).sample(NOW, 1);
    }
    byte[] request = snappy(more.bytes());
    assertThat(endpoint.send(request, V1).status()).isEqualTo(429);

    endpoint.limits.replace(LimitsConfig.NONE);

    assertThat(endpoint.send(request, V1).status()).isEqualTo(204);
  }

  @Test
  void asksToComeAgainWhileTheLogTakesNothing() {
    endpoint.store.close();

    Response refused = endpoint.send(snappy(up(NOW, 1).bytes()), V1);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().first("Retry-After")).contains("5");
    endpoint = new Endpoint(folder);
  }
}
