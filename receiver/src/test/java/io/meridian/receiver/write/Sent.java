package io.meridian.receiver.write;

import com.google.protobuf.ByteString;
import io.meridian.api.prometheus.BucketSpan;
import io.meridian.api.prometheus.Exemplar;
import io.meridian.api.prometheus.Histogram;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import java.nio.charset.StandardCharsets;

/** Makes remote write requests. */
final class Sent {
  private final WriteRequest.Builder request = WriteRequest.newBuilder();
  private TimeSeries.Builder series = TimeSeries.newBuilder();

  /** Begins a series of labels, names and values by turns. */
  Sent series(String... labels) {
    end();
    for (int i = 0; i < labels.length; i += 2) {
      series.addLabels(Label.newBuilder().setName(labels[i]).setValue(labels[i + 1]));
    }
    return this;
  }

  Sent sample(long time, double value) {
    series.addSamples(Sample.newBuilder().setTimestamp(time).setValue(value));
    return this;
  }

  Sent exemplar(long time, double value) {
    series.addExemplars(
        Exemplar.newBuilder()
            .setTimestamp(time)
            .setValue(value)
            .addLabels(Label.newBuilder().setName("trace").setValue("t1")));
    return this;
  }

  Sent histogram(long time, long count) {
    series.addHistograms(
        Histogram.newBuilder()
            .setTimestamp(time)
            .setCountInt(count)
            .setSum(1)
            .setZeroCountInt(0)
            .addPositiveSpans(BucketSpan.newBuilder().setOffset(0).setLength(1))
            .addPositiveDeltas(3));
    return this;
  }

  private void end() {
    if (series.getLabelsCount() > 0 || series.getSamplesCount() > 0) {
      request.addTimeseries(series);
    }
    series = TimeSeries.newBuilder();
  }

  byte[] bytes() {
    end();
    return request.build().toByteArray();
  }

  /** The same as remote write 2.0. */
  byte[] bytes2() {
    end();
    io.meridian.api.write.v2.Request.Builder second =
        io.meridian.api.write.v2.Request.newBuilder().addSymbols("");
    for (TimeSeries each : request.getTimeseriesList()) {
      io.meridian.api.write.v2.TimeSeries.Builder to =
          io.meridian.api.write.v2.TimeSeries.newBuilder();
      for (Label label : each.getLabelsList()) {
        to.addLabelsRefs(second.getSymbolsCount());
        second.addSymbols(label.getName());
        to.addLabelsRefs(second.getSymbolsCount());
        second.addSymbols(label.getValue());
      }
      for (Sample sample : each.getSamplesList()) {
        to.addSamples(
            io.meridian.api.write.v2.Sample.newBuilder()
                .setTimestamp(sample.getTimestamp())
                .setValue(sample.getValue()));
      }
      each.getHistogramsList().forEach(histogram -> to.addHistograms(second(histogram)));
      for (Exemplar exemplar : each.getExemplarsList()) {
        to.addExemplars(second(exemplar, second));
      }
      second.addTimeseries(to);
    }
    return second.build().toByteArray();
  }

  private static io.meridian.api.write.v2.Histogram second(Histogram histogram) {
    return io.meridian.api.write.v2.Histogram.newBuilder()
        .setTimestamp(histogram.getTimestamp())
        .setCountInt(histogram.getCountInt())
        .setSum(histogram.getSum())
        .setZeroCountInt(histogram.getZeroCountInt())
        .addPositiveSpans(io.meridian.api.write.v2.BucketSpan.newBuilder().setLength(1))
        .addAllPositiveDeltas(histogram.getPositiveDeltasList())
        .build();
  }

  private static io.meridian.api.write.v2.Exemplar second(
      Exemplar exemplar, io.meridian.api.write.v2.Request.Builder symbols) {
    Label label = exemplar.getLabels(0);
    int refs = symbols.getSymbolsCount();
    symbols.addSymbols(label.getName()).addSymbols(label.getValue());
    return io.meridian.api.write.v2.Exemplar.newBuilder()
        .setTimestamp(exemplar.getTimestamp())
        .setValue(exemplar.getValue())
        .addLabelsRefs(refs)
        .addLabelsRefs(refs + 1)
        .build();
  }

  /** A message with one field of bytes, whatever they are. */
  static byte[] field(int number, byte[] bytes) {
    return com.google.protobuf.UnknownFieldSet.newBuilder()
        .addField(
            number,
            com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(bytes))
                .build())
        .build()
        .toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
