package io.meridian.receiver.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.api.prometheus.BucketSpan;
import io.meridian.api.prometheus.Exemplar;
import io.meridian.api.prometheus.Histogram;
import io.meridian.api.prometheus.MetricMetadata;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.config.ConfigFile;
import io.meridian.model.InvalidRequestException;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.service.relabel.Relabelling;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.ExemplarColumns;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RelabelledTargetTest {
  private static final SeriesLimits LIMITS = new SeriesLimits(10, LabelLimits.NONE);

  private final List<String> written = new ArrayList<>();
  private final List<WriteBatch> batches = new ArrayList<>();

  private RelabelledTarget target(String rules, Optional<String> tenantLabel) {
    RelabelledTarget.Tenants tenants =
        new RelabelledTarget.Tenants(
            tenant -> {
              if (tenant.equals("one-too-many")) {
                throw new InvalidRequestException("there are as many as there may be");
              }
            },
            _ -> LIMITS);
    return new RelabelledTarget(
        new SeriesRules(Relabelling.read(ConfigFile.of("rules", rules)), tenantLabel),
        tenants,
        (origin, batch, _) -> write(origin, batch),
        1 << 20,
        1);
  }

  private WriteReport write(WriteOrigin origin, WriteBatch batch) {
    batches.add(batch);
    int samples = batch.samples().size();
    boolean refuses = origin.tenant().equals("picky");
    for (int series = 0; series < batch.size(); series++) {
      StringBuilder text = new StringBuilder(origin.tenant() + " " + batch.labelText(series));
      for (int i = batch.samplesFrom(series); i < batch.samplesTo(series); i++) {
        boolean histogram = batch.samples().hasHistograms() && batch.samples().laneIndex(i) >= 0;
        text.append(' ').append(batch.samples().time(i)).append('=');
        text.append(histogram ? "histogram" : batch.samples().value(i));
      }
      ExemplarColumns exemplars = batch.exemplars();
      for (int i = 0; i < exemplars.size(); i++) {
        text.append(exemplars.series(i) == series ? " exemplar " + exemplars.value(i) : "");
      }
      written.add(text.toString());
    }
    for (int i = 0; i < batch.metadata().size(); i++) {
      written.add(origin.tenant() + " metadata " + batch.metadata().type(i));
    }
    return refuses
        ? new WriteReport(
            samples,
            0,
            0,
            0,
            0,
            Map.of(SampleOutcome.TOO_OLD, samples),
            Optional.of(new WriteReport.Refusal("m", 1, SampleOutcome.TOO_OLD)))
        : new WriteReport(samples, samples, 0, 0, 0, Map.of(), Optional.empty());
  }

  private static TimeSeries.Builder series(long time, String... labels) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      series.addLabels(Label.newBuilder().setName(labels[i]).setValue(labels[i + 1]));
    }
    return series.addSamples(Sample.newBuilder().setTimestamp(time).setValue(time / 2.0));
  }

  private static WriteBatch batch(TimeSeries.Builder... series) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (TimeSeries.Builder each : series) {
      request.addTimeseries(each);
    }
    return batch(request.build());
  }

  private static WriteBatch batch(WriteRequest request) {
    byte[] bytes = request.toByteArray();
    WriteBatch batch = new WriteBatch();
    new RemoteWriteDecoder().decode(bytes, 0, bytes.length, batch);
    return batch;
  }

  private static WriteReport write(RelabelledTarget to, WriteBatch batch)
      throws InterruptedException {
    return to.write(new WriteOrigin("team", "agent", 0), batch, LIMITS);
  }

  @Test
  void changesAndDropsSeriesAndKeepsWhatTheyHave() throws InterruptedException {
    RelabelledTarget target =
        target(
            """
            - {source_labels: [__name__], regex: go_.*, action: drop}
            - {source_labels: [pod], regex: (.+)-\\w+, target_label: app}
            - {regex: pod, action: labeldrop}
            """,
            Optional.empty());
    TimeSeries.Builder rich =
        series(4, "__name__", "m", "pod", "web-x1")
            .addExemplars(Exemplar.newBuilder().setValue(0.5).setTimestamp(4))
            .addHistograms(
                Histogram.newBuilder()
                    .setTimestamp(6)
                    .setCountInt(3)
                    .addPositiveSpans(BucketSpan.newBuilder().setLength(1))
                    .addPositiveDeltas(3));

    for (int time = 0; time < 2; time++) {
      WriteReport report =
          write(
              target,
              batch(
                  series(2, "__name__", "go_gc", "pod", "web-x1"),
                  rich,
                  series(2, "__name__", "up")));

      assertThat(report.samples()).isEqualTo(4);
      assertThat(report.stored()).isEqualTo(4);
    }

    assertThat(written)
        .containsExactly(
            "team m{app=\"web\"} 4=2.0 6=histogram exemplar 0.5",
            "team up 2=1.0",
            "team m{app=\"web\"} 4=2.0 6=histogram exemplar 0.5",
            "team up 2=1.0");
    assertThat(target.dropped()).isEqualTo(2);
  }

  @Test
  void passesOnWhatDoesNotChange() throws InterruptedException {
    RelabelledTarget target =
        target("- {source_labels: [a], regex: b, action: drop}", Optional.empty());
    WriteBatch batch = batch(series(2, "__name__", "up"), series(2, "b", "1", "a", "unsorted"));

    write(target, batch);

    assertThat(batches).containsExactly(batch);
  }

  @Test
  void leavesLabelsThatAreNoneToWhoeverAppendsThem() throws InterruptedException {
    RelabelledTarget target = target("- {target_label: x, replacement: y}", Optional.empty());

    write(target, batch(series(2, "a", "1", "a", "2"), series(2, "a", "1")));

    assertThat(written)
        .containsExactly("team {a=\"1\", a=\"2\"} 2=1.0", "team {a=\"1\", x=\"y\"} 2=1.0");
  }

  @Test
  void partsARequestByTheLabelThatNamesTenants() throws InterruptedException {
    RelabelledTarget target = target("[]", Optional.of("owner"));
    WriteRequest request =
        WriteRequest.newBuilder()
            .addTimeseries(series(2, "__name__", "up", "owner", "picky"))
            .addTimeseries(series(4, "__name__", "up"))
            .addTimeseries(series(6, "__name__", "up", "owner", "../etc"))
            .addTimeseries(series(8, "__name__", "up", "a", "b", "owner", "picky"))
            .addMetadata(
                MetricMetadata.newBuilder()
                    .setType(MetricMetadata.MetricType.COUNTER)
                    .setMetricFamilyName("up"))
            .build();

    WriteReport report = write(target, batch(request));

    assertThat(written)
        .containsExactly(
            "picky up 2=1.0",
            "picky up{a=\"b\"} 8=4.0",
            "team up 4=2.0",
            "team up{owner=\"../etc\"} 6=3.0",
            "team metadata 1");
    assertThat(report.samples()).isEqualTo(4);
    assertThat(report.stored()).isEqualTo(2);
    assertThat(report.refusals()).isEqualTo(Map.of(SampleOutcome.TOO_OLD, 2));
    assertThat(report.refused()).isPresent();
  }

  @Test
  void writesNothingWhereATenantMayNotBe() {
    RelabelledTarget target = target("[]", Optional.of("owner"));

    assertThatThrownBy(() ->
            write(target, batch(series(2, "a", "b"), series(2, "owner", "one-too-many", "x", "y"))))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(written).isEmpty();
  }

  @Test
  void relabelsByOtherRulesFromNowOn() throws InterruptedException {
    RelabelledTarget target = target("- {target_label: x, replacement: '1'}", Optional.empty());
    write(target, batch(series(2, "a", "b")));

    target.replace(
        new SeriesRules(
            Relabelling.read(ConfigFile.of("rules", "- {target_label: x, replacement: '2'}")),
            Optional.empty()));
    write(target, batch(series(2, "a", "b")));

    assertThat(written)
        .containsExactly("team {a=\"b\", x=\"1\"} 2=1.0", "team {a=\"b\", x=\"2\"} 2=1.0");
  }
}
