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
   * @param body the answer's words
   * @param refused how many samples are counted as refused, by reason
   * @param sent what is sent, where other ways of sending it are answered alike
   */
  record Case(
      String name,
      ByteString request,
      List<String> headers,
      int status,
      String written,
      String body,
      Map<SampleOutcome, Long> refused,
      Optional<Sent> sent) {
    Case(String name, byte[] request, String[] headers, int status, String written, String body) {
      this(
          name,
          ByteString.copyFrom(request),
          List.of(headers),
          status,
          written,
          body,
          Map.of(),
          Optional.empty());
    }

    @Override
    public String toString() {
      return name;
    }

    Case with(String... more) {
      List<String> all = new ArrayList<>(List.of(more));
      all.addAll(headers);
      return new Case(name, request, all, status, written, body, refused, sent);
    }

    /** The same, which would be answered otherwise if it were sent another way. */
    Case alone() {
      return new Case(name, request, headers, status, written, body, refused, Optional.empty());
    }

    /** The same sent another way; who sent more than it may is told so. */
    Case by(String way, int status, byte[] other, String[] headersOfWay) {
      List<String> all = new ArrayList<>(headers.subList(0, headers.size() - V1.length));
      all.addAll(List.of(headersOfWay));
      return new Case(
          name + ", by " + way,
          ByteString.copyFrom(other),
          all,
          status,
          written,
          body.replace("has " + request.size() + " bytes", "has " + other.length + " bytes"),
          refused,
          Optional.empty());
    }

    Case refusing(SampleOutcome reason, long samples) {
      return new Case(name, request, headers, status, written, body, Map.of(reason, samples), sent);
    }

    String tenant() {
      int at = headers.indexOf("THANOS-TENANT");
      return at < 0 ? "default-tenant" : headers.get(at + 1);
    }

    /** Whether there was anything that a store could look at. */
    boolean isTaken() {
      return status == 204 || !refused.isEmpty();
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
        Map.of(),
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
            .with(TYPE, "Application/X-Protobuf ; proto=prometheus.WriteRequest")
            .alone());
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
        new Case(
            "cut",
            snappy(cut),
            V1,
            400,
            "0 0 0",
            "remote write request, at byte 2: a field of 44 bytes, only 41 follow"),
        new Case(
            "2.0 as 1.0",
            snappy(up(NOW, 1).bytes2()),
            V1,
            400,
            "0 0 0",
            "the body of 50 bytes has no series: it is another message than its content type says"),
        new Case(
            "1.0 as 2.0",
            snappy(whole),
            V2,
            400,
            "0 0 0",
            "the body of 46 bytes has no series: it is another message than its content type says"),
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
                "a tenant's name must be that of a folder (1 to 255 bytes, no slash or control"
                    + " character, not \".\", \"..\", \"wal\" or \".spools\"), this is \"..\"")
            .with("THANOS-TENANT", ".."),
        v1(
                "replica",
                up(NOW, 1),
                400,
                "0 0 0",
                "the header THANOS-REPLICA must be a number from 0 on, was \"x\"")
            .with("THANOS-REPLICA", "x"));
  }

  /** What is said where the first refused sample is one of these. */
  private static String refused(int count, int of, String series, String time, String reason) {
    return "%d of %d samples refused, the others are stored. The first: %s at %s: %s. All: %d %s."
        .formatted(count, of, series, time, reason, count, reason);
  }

  static List<Case> partlyBad() {
    String now = "2026-03-01T12:00:00Z";
    String up = "up{job=\"a\"}";
    String noSet =
        "with labels that are no label set (undecodable, not UTF-8, a name empty or twice)";
    return List.of(
        v1(
                "other value",
                up(NOW - 1000, 2).series("x", "1").sample(NOW, 1),
                400,
                "1 0 0",
                refused(1, 2, up, "2026-03-01T11:59:59Z", "has another value at this time"))
            .refusing(SampleOutcome.OTHER_VALUE, 1),
        v1(
                "future",
                up(NOW, 1).sample(NOW + HOUR, 1).sample(NOW + 2 * HOUR, 1),
                400,
                "1 0 0",
                refused(2, 3, up, "2026-03-01T13:00:00Z", "too far in the future"))
            .refusing(SampleOutcome.TOO_FAR_AHEAD, 2),
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
                refused(1, 1, up, "2026-02-21T12:00:00Z", "too old"))
            .refusing(SampleOutcome.TOO_OLD, 1),
        v1(
                "too old, a series not seen before",
                new Sent().series("a", "2").sample(NOW - 400 * 24 * HOUR, 1),
                400,
                "0 0 0",
                refused(1, 1, "{a=\"2\"}", "2025-01-25T12:00:00Z", "too old"))
            .refusing(SampleOutcome.TOO_OLD, 1),
        v1(
                "name twice",
                new Sent().series("a", "1", "a", "2").sample(NOW, 1),
                400,
                "0 0 0",
                refused(1, 1, "{a=\"1\", a=\"2\"}", now, noSet))
            .refusing(SampleOutcome.INVALID_LABELS, 1),
        v1(
                "no labels",
                new Sent().series("a", "").sample(NOW, 1),
                400,
                "0 0 0",
                refused(1, 1, "{a=}", now, noSet))
            .refusing(SampleOutcome.INVALID_LABELS, 1)
            .alone(),
        v2(
                "no labels, by 2.0",
                new Sent().series("a", "").sample(NOW, 1),
                400,
                "0 0 0",
                refused(1, 1, "{a=\"\"}", now, noSet))
            .refusing(SampleOutcome.INVALID_LABELS, 1),
        v1(
                "histogram",
                new Sent().series("h", "1").histogram(NOW, 99),
                400,
                "0 0 0",
                refused(1, 1, "{h=\"1\"}", now, "not a valid histogram"))
            .refusing(SampleOutcome.INVALID_HISTOGRAM, 1),
        v1(
                "too many labels",
                new Sent().series("a", "1", "b", "2", "c", "3", "d", "4", "e", "5").sample(NOW, 1),
                400,
                "0 0 0",
                refused(
                    1,
                    1,
                    "{a=\"1\", b=\"2\", c=\"3\", d=\"4\", e=\"5\"}",
                    now,
                    "of a new series with too many labels"))
            .refusing(SampleOutcome.TOO_MANY_LABELS, 1),
        v1(
                "label too long",
                new Sent().series("a", "x".repeat(31)).sample(NOW, 1),
                400,
                "0 0 0",
                refused(
                    1,
                    1,
                    "{a=\"" + "x".repeat(31) + "\"}",
                    now,
                    "of a new series with a label that is too long"))
            .refusing(SampleOutcome.LABEL_TOO_LONG, 1));
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
        v1("series, old vmagent", series, 400, "0 0 0", tooMany).with("User-Agent", "vmagent"),
        v1(
            "samples",
            samples,
            413,
            "0 0 0",
            "the request has 21 samples, 20 are allowed; send fewer a request"),
        v1(
                "size",
                series,
                413,
                "0 0 0",
                "the request is too large: as it came it has 59 bytes or more, 40 are allowed; send"
                    + " fewer samples a request")
            .with("THANOS-TENANT", "small"),
        v1(
                "announced size",
                up(NOW, 1),
                413,
                "0 0 0",
                "the request is too large: its body has 1048577 bytes, 1048576 are allowed; send"
                    + " fewer samples a request")
            .with("Content-Length", "1048577"),
        v1(
                "active series",
                more,
                429,
                "4 0 0",
                refused(
                    1,
                    5,
                    "{a=\"3\"}",
                    "2026-03-01T12:00:00Z",
                    "of a new series, and the tenant has as many as it may have"))
            .refusing(SampleOutcome.TOO_MANY_SERIES, 1));
  }

  /** Each is answered alike whichever way it comes, but that vmagent is told 400 and never 413. */
  static List<Case> otherWays() {
    return Stream.of(taken(), undecodable(), partlyBad(), overLimits())
        .flatMap(List::stream)
        .flatMap(row -> row.sent().stream().flatMap(sent -> otherWays(row, sent)))
        .toList();
  }

  private static Stream<Case> otherWays(Case row, Sent sent) {
    return Stream.of(
        row.by("2.0", row.status(), snappy(sent.bytes2()), V2),
        row.by("vmagent", row.status() == 413 ? 400 : row.status(), zstd(sent.bytes()), VMAGENT));
  }

  @ParameterizedTest
  @MethodSource({"taken", "unsupported", "undecodable", "partlyBad", "overLimits", "otherWays"})
  void answers(Case given) {
    long before = endpoint.counters.answers().getOrDefault(given.status(), 0L);
    TenantWrites wrote = writes(given.tenant());

    Response answer =
        endpoint.send(given.request().toByteArray(), given.headers().toArray(String[]::new));

    assertThat(answer.status()).as(Endpoint.text(answer)).isEqualTo(given.status());
    assertThat(Endpoint.written(answer)).isEqualTo(given.written());
    assertThat(Endpoint.text(answer)).isEqualTo(given.body().isEmpty() ? "" : given.body() + "\n");
    assertThat(answer.headers().first("Retry-After")).isEmpty();
    assertThat(endpoint.counters.answers().get(given.status())).isEqualTo(before + 1);
    requireCounted(given, wrote, writes(given.tenant()));
  }

  private TenantWrites writes(String tenant) {
    return endpoint.counters.tenants().stream()
        .filter(each -> each.tenant().equals(tenant))
        .findFirst()
        .orElseGet(() -> new TenantWrites(tenant, 0, 0, 0, 0, 0, Map.of()));
  }

  private static void requireCounted(Case given, TenantWrites before, TenantWrites after) {
    List<Long> written = Stream.of(given.written().split(" ")).map(Long::valueOf).toList();
    assertThat(after.requests() - before.requests()).isEqualTo(given.isTaken() ? 1 : 0);
    assertThat(after.stored() - before.stored()).isEqualTo(written.get(0) + written.get(1));
    assertThat(after.histograms() - before.histograms()).isEqualTo(written.get(1));
    assertThat(after.exemplars() - before.exemplars()).isEqualTo(written.get(2));
    assertThat(before.refused()).isEmpty();
    assertThat(after.refused()).isEqualTo(given.refused());
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
