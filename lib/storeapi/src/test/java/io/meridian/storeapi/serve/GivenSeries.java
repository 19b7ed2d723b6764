package io.meridian.storeapi.serve;

import com.google.protobuf.ByteString;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What an answer said, frames and batches apart: parts of a series that follow each other are one.
 */
public record GivenSeries(List<Map.Entry<Labels, List<AggrChunk>>> series, List<String> warnings) {

  public static GivenSeries of(Iterator<SeriesResponse> responses) {
    GivenSeries given = new GivenSeries(new ArrayList<>(), new ArrayList<>());
    responses.forEachRemaining(given::add);
    return given;
  }

  /** The same with each series' chunks in order of time, whatever parts they came in. */
  public GivenSeries inOrderOfTime() {
    Comparator<AggrChunk> order =
        Comparator.comparingLong(AggrChunk::getMinTime)
            .thenComparing(AggrChunk::toByteString, ByteString.unsignedLexicographicalComparator());
    return new GivenSeries(
        series.stream()
            .map(of -> Map.entry(of.getKey(), of.getValue().stream().sorted(order).toList()))
            .toList(),
        warnings);
  }

  private void add(SeriesResponse response) {
    switch (response.getResultCase()) {
      case SERIES -> add(response.getSeries());
      case BATCH -> response.getBatch().getSeriesList().forEach(this::add);
      case WARNING -> warnings.add(response.getWarning());
      case COUNTED -> throw new AssertionError("series were asked for");
      case HINTS, RESULT_NOT_SET -> {}
    }
  }

  private void add(Series frame) {
    Labels labels = labels(frame.getLabelsList());
    if (series.isEmpty() || !series.getLast().getKey().equals(labels)) {
      series.add(Map.entry(labels, new ArrayList<>()));
    }
    series.getLast().getValue().addAll(frame.getChunksList());
  }

  /** Labels, which must come sorted. */
  public static Labels labels(List<Label> labels) {
    List<String> pairs = new ArrayList<>();
    labels.forEach(label -> pairs.addAll(List.of(label.getName(), label.getValue())));
    Labels set = Labels.of(pairs.toArray(String[]::new));
    if (!List.copyOf(set.toMap().keySet()).equals(labels.stream().map(Label::getName).toList())) {
      throw new AssertionError("labels are not sorted: " + labels);
    }
    return set;
  }

  public List<Labels> labels() {
    return series.stream().map(Map.Entry::getKey).toList();
  }
}
