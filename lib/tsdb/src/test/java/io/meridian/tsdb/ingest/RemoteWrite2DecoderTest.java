package io.meridian.tsdb.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RemoteWrite2DecoderTest {
  private static final int MOST = 1 << 20;
  private static final int COUNTER = 1;
  private static final int HISTOGRAM = 3;

  @RegisterExtension final Seed seed = new Seed();

  private final RemoteWrite2Decoder decoder = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();

  private void decode(Request2Bytes request) {
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, MOST, batch);
  }

  private String text(int from, int to) {
    return new String(batch.labelBytes(), from, to - from, StandardCharsets.UTF_8);
  }

  @Test
  void resolvesSymbolsOfLabelsSamplesAndExemplars() {
    decode(
        new Request2Bytes()
            .symbols("", "__name__", "up", "job", "a", "trace", "t1")
            .labels(1, 2, 3, 4)
            .sample(1000, 1.5, 900)
            .sample(2000, 2.5, 0)
            .exemplar(1500, 7, 5, 6)
            .endSeries()
            .labels(3, 4)
            .sample(1000, 3, 0)
            .endSeries());

    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.labelText(0)).isEqualTo("up{job=\"a\"}");
    assertThat(batch.labelText(1)).isEqualTo("{job=\"a\"}");
    assertThat(batch.samplesTo(0)).isEqualTo(2);
    assertThat(batch.samples().startTime(0)).isEqualTo(900);
    assertThat(batch.samples().startTime(1)).isZero();
    assertThat(batch.samples().value(2)).isEqualTo(3);
    ExemplarColumns exemplars = batch.exemplars();
    assertThat(exemplars.size()).isEqualTo(1);
    assertThat(exemplars.series(0)).isZero();
    assertThat(exemplars.time(0)).isEqualTo(1500);
    assertThat(exemplars.value(0)).isEqualTo(7);
    assertThat(LabelText.of(batch.labelBytes(), exemplars.labelsFrom(0), exemplars.labelsTo(0)))
        .isEqualTo("{trace=\"t1\"}");
  }

  @Test
  void takesTheTableFromBehindTheSeriesToo() {
    decode(
        new Request2Bytes()
            .labels(1, 2)
            .sample(1, 1, 0)
            .endSeries()
            .symbols("", "a", "ü".repeat(99)));

    assertThat(batch.labelText(0)).isEqualTo("{a=\"" + "ü".repeat(99) + "\"}");
  }

  @Test
  void tellsMetadataOncePerFamily() {
    decode(
        new Request2Bytes()
            .symbols("", "__name__", "x_bucket", "x_sum", "y_total", "Says x.", "seconds")
            .labels(1, 2)
            .metadata(HISTOGRAM, 5, 6)
            .endSeries()
            .labels(1, 3)
            .metadata(HISTOGRAM, 5, 6)
            .endSeries()
            .labels(1, 4)
            .metadata(COUNTER, 0, 0)
            .endSeries()
            .labels(1, 4)
            .metadata(0, 0, 0)
            .endSeries());

    MetadataColumns said = batch.metadata();
    assertThat(said.size()).isEqualTo(2);
    assertThat(said.type(0)).isEqualTo(HISTOGRAM);
    assertThat(text(said.familyFrom(0), said.familyTo(0))).isEqualTo("x");
    assertThat(text(said.helpFrom(0), said.helpTo(0))).isEqualTo("Says x.");
    assertThat(text(said.unitFrom(0), said.unitTo(0))).isEqualTo("seconds");
    assertThat(said.type(1)).isEqualTo(COUNTER);
    assertThat(text(said.familyFrom(1), said.familyTo(1))).isEqualTo("y_total");
    assertThat(said.helpTo(1)).isEqualTo(said.helpFrom(1));
  }

  @Test
  void leavesSeriesWithoutLabelsWhoseReferencesLeadNowhere() {
    decode(
        new Request2Bytes()
            .symbols("", "a", "b")
            .labels(1, 3)
            .sample(1, 1, 0)
            .exemplar(1, 1, 1, 9)
            .endSeries()
            .labels(1)
            .sample(1, 1, 0)
            .endSeries()
            .labels(1, 2)
            .sample(1, 1, 0)
            .endSeries());

    assertThat(batch.labelText(0)).isEqualTo("{}");
    assertThat(batch.labelText(1)).isEqualTo("{}");
    assertThat(batch.labelText(2)).isEqualTo("{a=\"b\"}");
    assertThat(batch.exemplars().size()).isZero();
  }

  @Test
  void writesNoMoreOutThanIsAllowedHoweverOftenASymbolIsReferredTo() {
    Request2Bytes request = new Request2Bytes().symbols("", "a", "x".repeat(1000));
    for (int series = 0; series < 2000; series++) {
      request.labels(1, 2).sample(1, 1, 0).endSeries();
    }

    assertThatThrownBy(() -> decode(request))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("size of a request, written out, limit exceeded")
        .hasMessageContaining("of " + MOST + " bytes");
    assertThat(batch.labelBytes().length).isLessThanOrEqualTo(2 * MOST);
  }

  @Test
  void refusesDamagedRequestsWithATypedErrorOnly() {
    byte[] whole =
        new Request2Bytes()
            .symbols("", "__name__", "up", "job", "a")
            .labels(1, 2, 3, 4)
            .sample(1000, 1.5, 900)
            .exemplar(1500, 7, 3, 4)
            .metadata(1, 2, 3)
            .endSeries()
            .take();
    RandomGenerator random = seed.random();
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int to = random.nextInt(damaged.length + 1);
      try {
        decoder.decode(damaged, 0, to, MOST, batch);
        assertThat(batch.size()).isLessThanOrEqualTo(to);
      } catch (InvalidRequestException | LimitExceededException e) {
        assertThat(e).hasMessageContaining("request");
      }
    }
  }

  @Test
  void allocatesNothingForLabelsAndFloats() {
    Request2Bytes request = new Request2Bytes().symbols("", "a", "b", "c", "d");
    for (int series = 0; series < 500; series++) {
      request.labels(1, 2, 3, 4).sample(1, 1, 0).sample(2, 2, 1).endSeries();
    }
    byte[] body = request.take();

    assertThat(Allocation.bytes(() -> decoder.decode(body, 0, body.length, MOST, batch))).isZero();
  }
}
