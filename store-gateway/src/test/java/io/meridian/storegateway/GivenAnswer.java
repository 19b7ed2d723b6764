package io.meridian.storegateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meridian.api.hints.Block;
import io.meridian.api.hints.SeriesResponseHints;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an answer said, however it was cut into frames. */
record GivenAnswer(
    Map<List<Label>, Set<AggrChunk>> series, List<String> warnings, Set<String> blocks) {

  static GivenAnswer of(Iterator<SeriesResponse> responses) {
    GivenAnswer given = new GivenAnswer(new LinkedHashMap<>(), new ArrayList<>(), new TreeSet<>());
    responses.forEachRemaining(given::add);
    return given;
  }

  private void add(SeriesResponse response) {
    switch (response.getResultCase()) {
      case SERIES -> add(response.getSeries());
      case BATCH -> response.getBatch().getSeriesList().forEach(this::add);
      case WARNING -> warnings.add(response.getWarning());
      case HINTS -> {
        try {
          response.getHints().unpack(SeriesResponseHints.class).getQueriedBlocksList().stream()
              .map(Block::getId)
              .forEach(blocks::add);
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
      case COUNTED -> throw new AssertionError("series were asked for");
      case RESULT_NOT_SET -> throw new AssertionError("an empty message");
    }
  }

  private void add(Series frame) {
    series
        .computeIfAbsent(frame.getLabelsList(), _ -> new HashSet<>())
        .addAll(frame.getChunksList());
  }
}
